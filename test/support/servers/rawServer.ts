import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** What a server does with a connection once it has read a whole request head. */
export type Script = (socket: Socket, head: string) => unknown;

/** A TCP server that plays a script: what HTTP servers of libraries cannot be made to send. */
export async function startRawServer(
  script: Script,
): Promise<{ readonly origin: string; readonly openSockets: () => number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => undefined); // the client may leave when it likes
    onHead(socket, script);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    openSockets: () => sockets.size,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

function onHead(socket: Socket, script: Script): void {
  let head = '';
  const read = (chunk: Buffer): void => {
    head += chunk.toString('latin1');
    if (!head.includes('\r\n\r\n')) return;
    socket.removeListener('data', read);
    socket.resume();
    script(socket, head);
  };
  socket.on('data', read);
}
