import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

export interface Echo {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export const jsonSample =
  '{"n": 5, "text": "abc", "numeric": "7", "list": [1, 2, {"a": null}], "empty": [], "yes": true}';

/** Echoes what it was sent; `/status/N`, `/redirect/N?to=URL`, `/drop`, `/json`; `/slow` never answers. */
function answer(request: IncomingMessage, response: ServerResponse, body: string): void {
  const url = new URL(request.url ?? '/', 'http://h');
  const [, kind, status] = url.pathname.split('/');
  if (kind === 'drop') {
    request.socket.destroy();
    return;
  }
  if (kind === 'slow') return;
  if (kind === 'json') {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(jsonSample);
    return;
  }
  if (kind === 'redirect') {
    response.writeHead(Number(status), { Location: url.searchParams.get('to') ?? '' }).end();
    return;
  }
  const echo = { method: request.method, path: request.url, headers: request.headers, body };
  response.writeHead(kind === 'status' ? Number(status) : 200, { 'Content-Type': 'application/json', 'X-List': 'a' });
  response.end(JSON.stringify(echo));
}

/** A real HTTP server that echoes; `seen` gets a line for each request. */
export function startEcho(seen: string[]): Promise<Server> {
  const server = createServer((request, response) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''}`);
    let body = '';
    request.setEncoding('latin1').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      answer(request, response, body);
    });
  });
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      resolve(server);
    }),
  );
}
