import { createServer, type Server } from 'node:http';
import { echoOf, type Canaries } from '../security/leakMatrix.ts';

/** Larger than what stays in memory. */
const large = 11_000_000;

/**
 * A Matter API that says to everybody what it should keep to itself: in bodies, headers, results and reasons.
 * `jobStatus`: what it answers where a job is created or its result is read.
 */
export function startLeakingServer(canaries: Canaries, jobStatus = 200): Promise<Server> {
  const echo = echoOf(canaries);
  const text = echo.join('\n');
  const basic = echo.map((form, at) => ({
    metric_name: form,
    metric_id: `m${at}`,
    metric_value: { raw: at },
    note: form,
  }));
  const bodies: Readonly<Record<string, string>> = {
    '/auth/v1/token': JSON.stringify({ access_token: canaries.token, token_type: 'Bearer', expires_in: 3600 }),
    '/json': JSON.stringify({ echo, text }),
    '/partner-api/v1/analysis/jobs': JSON.stringify({ analysis: { basic }, message: text }),
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://h').pathname;
    request.resume();
    const isJson = Object.hasOwn(bodies, path);
    const status = path.startsWith('/partner-api/') ? jobStatus : Number(path.slice(1)) || 200;
    response.writeHead(status, path === '/auth/v1/token' ? 'OK' : `Status ${canaries.token}`, {
      'Content-Type': isJson ? 'application/json' : 'text/plain',
      'X-Echo': encodeURIComponent(canaries.secret),
      'WWW-Authenticate': `Bearer ${canaries.token}, Basic ${canaries.basic}`,
    });
    if (path === '/large') {
      response.write('x'.repeat(large));
      setTimeout(() => response.end(text), 300);
    } else response.end(bodies[path] ?? text);
  });
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      resolve(server);
    }),
  );
}
