import { setTimeout as delay } from 'node:timers/promises';
import { startRawServer } from './rawServer.ts';
import type { OddServer } from './oddServers.ts';

/**
 * What a client made of an answer, in one line: `200 "body"`; `cut 200 "bo"` where it says that the body is not whole;
 * `coded 200 …` where it shows what it could not decode; `error`.
 */
export type Verdict = string;

export function verdictOf(kind: '' | 'cut ' | 'coded ', status: number, body: Uint8Array): Verdict {
  const text = Buffer.from(body).toString('latin1');
  const shown = /^[\x20-\x7e]*$/.test(text) ? JSON.stringify(text) : `${body.length} bytes`;
  return `${kind}${status} ${shown}`;
}

/** Starts the server for one client, and stops it. */
export async function withOddServer<Result>(
  { answer }: OddServer,
  ask: (origin: string) => Promise<Result>,
): Promise<Result> {
  const server = await startRawServer(
    typeof answer === 'function'
      ? answer
      : (socket) => {
          socket.write(answer);
          // Not at once: a client may read an end before it reads what came.
          void delay(20).then(() => socket.end());
        },
  );
  try {
    return await ask(server.origin);
  } finally {
    await server.stop();
  }
}

/** Large enough to be still on its way when a server answers early. */
export const postedBody = 'x'.repeat(2_000_000);
