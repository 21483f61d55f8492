import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
}

/** A real HTTP server on a real socket that records what it is asked and answers as told. */
export async function startRecordingServer(
  answer: (seen: Seen) => Answer | Promise<Answer>,
): Promise<{ readonly origin: string; readonly seen: Seen[]; stop(): Promise<void> }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const record = {
      method: request.method ?? '',
      path: request.url ?? '',
      authorization: request.headers.authorization,
    };
    seen.push(record);
    request.resume().once('end', () => {
      void Promise.resolve(answer(record)).then(({ status, body = '', headers = {} }) => {
        response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body);
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    seen,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
