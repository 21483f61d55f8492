import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: string;
}

/** A real HTTP server on a real socket that records what it is asked and answers as told. */
export async function startRecordingServer(
  answer: (seen: Seen) => Answer | Promise<Answer>,
): Promise<{ readonly origin: string; readonly seen: Seen[]; stop(): Promise<void> }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const { method = '', url: path = '', headers } = request;
    void text(request).then((body) => {
      const record = { method, path, authorization: headers.authorization, body };
      seen.push(record);
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
