import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { handle } from '../../../src/core/sandbox/sandbox.ts';
import { emptySandbox, type SandboxState } from '../../../src/core/sandbox/sandboxState.ts';
import { Secret } from '../../../src/core/secret.ts';

export interface CountingSandbox {
  readonly origin: string;
  readonly env: Readonly<Record<string, string>>;
  /** The body of each POST that made a job, by its external id. */
  readonly made: Map<string, string[]>;
  readonly state: () => SandboxState;
  /** What was sent is ready at once; what comes later waits. */
  finishJobs(): void;
  stop(): Promise<void>;
}

/** The sandbox's own logic behind a real socket, with what it was sent at hand. */
export async function startCountingSandbox(readyAfterMs: number): Promise<CountingSandbox> {
  const made = new Map<string, string[]>();
  let state = emptySandbox;
  let aheadMs = 0;
  let tokens = 0;
  const secret = 'sbx_secret_counting_1';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.once('end', () => {
      const { method = '', url: path = '', headers } = request;
      const body = Buffer.concat(chunks).toString();
      const asked = { method, path, headers: { authorization: headers.authorization ?? '' }, body };
      const step = handle(state, asked, Date.now() + aheadMs, {
        clientId: 'sbx_counting',
        clientSecret: new Secret(secret),
        readyAfterMs,
        tokenLifetimeSeconds: 3600,
        randomToken: () => `sbx_token_counting_${++tokens}`,
      });
      ({ state } = step);
      if (step.response.status === 201) {
        const id = new URLSearchParams(path.split('?')[1]).get('external_id') ?? '';
        made.set(id, [...(made.get(id) ?? []), body]);
      }
      response.writeHead(step.response.status, step.response.headers).end(step.response.body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    env: { MATTER_CLIENT_ID: 'sbx_counting', MATTER_CLIENT_SECRET: secret },
    made,
    state: () => state,
    finishJobs: () => (aheadMs += readyAfterMs),
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
