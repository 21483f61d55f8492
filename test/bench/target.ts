// The server of the bench, in a process of its own: `/?mb=N` sends that much, `/auth/v1/token` a token, all else a small
// JSON; `/stats` says how many tokens there were.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const block = Buffer.from(`${'{"id":123456,"name":"the quick brown fox"},'.repeat(1524)}\n`);
let tokens = 0;

function sendBlocks(response: ServerResponse, mb: number): void {
  let left = Math.floor((mb * 1_048_576) / block.length);
  const pump = (): void => {
    while (left-- > 0) {
      if (response.write(block)) continue;
      response.once('drain', pump);
      return;
    }
    response.end('{}]');
  };
  response.writeHead(200, { 'Content-Type': 'application/json' });
  response.write('[');
  pump();
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://h');
  const mb = Number(url.searchParams.get('mb') ?? 0);
  request.resume();
  if (mb > 0) sendBlocks(response, mb);
  else if (url.pathname === '/stats') response.end(JSON.stringify({ tokens }));
  else if (url.pathname === '/auth/v1/token') {
    const token = { access_token: `sbx_token_${++tokens}`, expires_in: 3600, token_type: 'Bearer' };
    response.setHeader('Content-Type', 'application/json');
    setTimeout(() => response.end(JSON.stringify(token)), 20);
  } else response.end('{"ok":true}');
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  console.log((server.address() as AddressInfo).port);
});
