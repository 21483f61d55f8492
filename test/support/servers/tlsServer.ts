import { once } from 'node:events';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';

/** A real HTTPS server; its answer names who the client is by its certificate. */
export async function startTlsServer(
  options: ServerOptions,
): Promise<{ readonly port: number; readonly seen: string[]; stop(): Promise<void> }> {
  const seen: string[] = [];
  const server = createServer(options, (request, response) => {
    seen.push(`${request.method ?? ''} ${request.headers.host ?? ''}${request.url ?? ''}`);
    const peer = request.socket instanceof TLSSocket ? request.socket.getPeerCertificate() : {};
    const { subject } = peer as { readonly subject?: { readonly CN?: string } };
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ client: subject?.CN ?? null }));
  });
  server.on('tlsClientError', () => undefined); // refused clients are what is tested
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
