import { Runner } from '../../../src/core/run/runner.ts';
import { readBytes } from '../../../src/core/run/files.ts';
import { MemoryBody } from '../../../src/core/http/body.ts';
import type { HttpRequest } from '../../../src/core/http/httpMessage.ts';
import type { RequestNode } from '../../../src/core/syntax/nodes.ts';
import { parseMatter } from '../../../src/core/syntax/parse.ts';
import { ManualClock } from '../fakes/manualClock.ts';
import { runnerPorts } from '../fakes/runnerPorts.ts';

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Bytes, one character each. */
  readonly body: string;
}

export interface Values {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly given?: Readonly<Record<string, string>>;
}

/** What the runner would hand to the transport for each request of a file; nothing is sent. */
export async function sentBy(text: string, { files = {}, given = {} }: Values = {}): Promise<readonly SentRequest[]> {
  const tree = parseMatter(text);
  const client = { origin: 'https://account.example.test', transport: unused, plainTransport: unused };
  const read = (path: string): Promise<MemoryBody> => {
    const content = files[path];
    if (content === undefined) return Promise.reject(new Error(`no file ${path}`));
    return Promise.resolve(new MemoryBody(typeof content === 'string' ? new TextEncoder().encode(content) : content));
  };
  const ports = runnerPorts(client, new ManualClock(), { files: { read, save: () => Promise.resolve('') } });
  const runner = new Runner(tree, ports, undefined, new Map(Object.entries(given)));
  const sent: SentRequest[] = [];
  for (const request of tree.requests) sent.push(await sentOf(runner, request));
  return sent;
}

const unused = { send: () => Promise.reject(new Error('nothing is sent')) };

async function sentOf(runner: Runner, node: RequestNode): Promise<SentRequest> {
  const { request } = await runner.prepare(node);
  return { method: request.method, url: request.url.href, headers: request.headers, body: await bytesOf(request) };
}

async function bytesOf({ body }: HttpRequest): Promise<string> {
  if (body === undefined) return '';
  if (typeof body === 'string') return Buffer.from(body).toString('latin1');
  return Buffer.from(body instanceof Uint8Array ? body : await readBytes(body)).toString('latin1');
}
