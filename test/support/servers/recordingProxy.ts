import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface RawRequest {
  readonly line: string;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** Of its answer; 0 where none came. */
  readonly status: number;
}

/** A TCP proxy that keeps what clients send, byte by byte, and changes nothing. */
export async function startRecordingProxy(
  target: string,
): Promise<{ readonly origin: string; readonly requests: () => readonly RawRequest[]; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const connections: { readonly sent: Buffer[]; readonly received: Buffer[] }[] = [];
  const { hostname, port } = new URL(target);
  const server = createServer((client) => {
    const upstream = connect(Number(port), hostname);
    const [sent, received]: [Buffer[], Buffer[]] = [[], []];
    connections.push({ sent, received });
    client.on('data', (chunk: Buffer) => sent.push(chunk));
    upstream.on('data', (chunk: Buffer) => received.push(chunk));
    client.pipe(upstream).pipe(client);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => sockets.delete(socket));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => connections.flatMap(({ sent, received }) => requestsOf(textOf(sent), statusesOf(textOf(received)))),
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function textOf(chunks: readonly Buffer[]): string {
  return Buffer.concat(chunks).toString('latin1');
}

function statusesOf(text: string): readonly number[] {
  return [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}

/** Requests one after the other, with Content-Length or without a body. */
function requestsOf(text: string, statuses: readonly number[]): readonly RawRequest[] {
  const requests: RawRequest[] = [];
  for (let at = 0, end = text.indexOf('\r\n\r\n'); end !== -1; end = text.indexOf('\r\n\r\n', at)) {
    const [line = '', ...fields] = text.slice(at, end).split('\r\n');
    const headers = new Map(
      fields.map((field) => {
        const colon = field.indexOf(':');
        return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()] as const;
      }),
    );
    const bodyEnd = end + 4 + Number(headers.get('content-length') ?? 0);
    requests.push({ line, headers, body: text.slice(end + 4, bodyEnd), status: statuses[requests.length] ?? 0 });
    at = bodyEnd;
  }
  return requests;
}
