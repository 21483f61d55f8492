import { Agent, fetch } from 'undici';
import { createNodeTransport } from '../../../src/node/httpTransport.ts';
import type { OddServer } from './oddServers.ts';
import { postedBody, verdictOf, type Verdict } from './verdict.ts';

const shortMs = 500;

/** Our transport. */
export async function askOurs(origin: string, { method }: OddServer): Promise<Verdict> {
  const timeouts = { connectMs: shortMs, firstByteMs: shortMs, idleMs: shortMs };
  const transport = createNodeTransport({ timeouts: () => timeouts });
  try {
    const body = method === 'POST' ? { body: postedBody } : {};
    const response = await transport.send({ method: method ?? 'GET', url: new URL('/', origin), headers: [], ...body });
    const isCoded = response.warnings.some((warning) => warning.includes('shown as it came'));
    const kind = response.truncated ? 'cut ' : isCoded ? 'coded ' : '';
    return verdictOf(kind, response.status, response.body.bytes ?? new Uint8Array());
  } catch (error) {
    return `error ${(error as { code?: string }).code ?? String(error)}`;
  } finally {
    transport.dispose();
  }
}

/** The client behind Node's fetch. */
export async function askUndici(origin: string, { method }: OddServer): Promise<Verdict> {
  const dispatcher = new Agent({ headersTimeout: shortMs, bodyTimeout: shortMs });
  let status = 0;
  const chunks: Uint8Array[] = [];
  try {
    const response = await fetch(new URL('/', origin), {
      method: method ?? 'GET',
      dispatcher,
      redirect: 'manual',
      signal: AbortSignal.timeout(3000),
      ...(method === 'POST' ? { body: postedBody } : {}),
    });
    ({ status } = response);
    for await (const chunk of response.body ?? []) chunks.push(chunk as Uint8Array);
    return verdictOf('', status, Buffer.concat(chunks));
  } catch {
    return status === 0 || chunks.length === 0 ? 'error' : verdictOf('cut ', status, Buffer.concat(chunks));
  } finally {
    await dispatcher.destroy();
  }
}
