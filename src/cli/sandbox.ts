import { parseArgs } from 'node:util';
import { once } from 'node:events';
import { AppError } from '../core/appError.ts';
import { durationMs } from '../core/syntax/duration.ts';
import { startSandboxServer } from '../node/sandboxServer.ts';
import { usageError } from './usage.ts';

/** `matter sandbox`: runs until it is interrupted or stands idle. */
export async function sandbox(args: readonly string[]): Promise<number> {
  const { port, 'ready-after': readyAfter, 'token-lifetime': tokenLifetime } = parse(args);
  const server = await startSandboxServer({
    port: toPort(port),
    readyAfterMs: toMs(readyAfter),
    tokenLifetimeSeconds: toMs(tokenLifetime) / 1000,
  });
  // The credential is made for this run and opens nothing but this sandbox: showing it is its purpose.
  process.stdout.write(
    `Sandbox: ${server.origin}\nMATTER_CLIENT_ID=${server.clientId}\nMATTER_CLIENT_SECRET=${server.clientSecret.reveal()}\nCtrl-C stops it.\n`,
  );
  const stopped = new Promise<number>((resolve) =>
    server.onDidStop(() => {
      resolve(0);
    }),
  );
  const interrupted = once(process, 'SIGINT').then(() => 130);
  const terminated = ['SIGTERM', 'SIGHUP'].map((signal) => once(process, signal).then(() => 0));
  const code = await Promise.race([stopped, interrupted, ...terminated]);
  await server.stop();
  return code === 130 ? 0 : code;
}

function parse(args: readonly string[]): { port: string; 'ready-after': string; 'token-lifetime': string } {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '0' },
        'ready-after': { type: 'string', default: '3s' },
        'token-lifetime': { type: 'string', default: '1h' },
      },
    }).values;
  } catch (cause) {
    throw usageError(cause);
  }
}

function toPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new AppError('usage', '--port takes a number up to 65535.');
  return port;
}

function toMs(text: string): number {
  const ms = durationMs(text);
  if (ms === undefined)
    throw new AppError('usage', '--ready-after and --token-lifetime take a time like 500ms, 2s or 10m.');
  return ms;
}
