import { AppError } from '../core/appError.ts';
import { parseExactJson } from '../core/exactJson.ts';
import { parseJson } from '../core/json.ts';

/** A body, in memory or in a file. */
export interface QueriedBody {
  readonly bytes?: Uint8Array;
  readonly file?: string;
  readonly sizeBytes: number;
  readonly charset: string | undefined;
}

/** Values as JSON. */
export type QueryAnswer = { readonly values: readonly string[] } | { readonly problem: string };

/** Beside the time to read the body, at 10 MB a second. */
const queryMs = 5000;
const bytesInMs = 10_000;

/**
 * The values at a JSONPath, from a thread of its own, which ends with the answer or when its time is over: neither a large
 * body nor a path that is expensive by intent holds up the editor or a run.
 */
export async function queryInThread(body: QueriedBody, path: string): Promise<readonly unknown[]> {
  const { Worker } = await import('node:worker_threads');
  const worker = new Worker(new URL('./queryWorker.js', import.meta.url), { workerData: { ...body, path } });
  const limitMs = queryMs + body.sizeBytes / bytesInMs;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(() => {
        reject(new AppError('invalid-request', `The path ${path} takes too long on this response. Make it simpler.`));
      }, limitMs);
      worker.once('message', (answer: QueryAnswer) => {
        if ('values' in answer) resolve(answer.values.map(parseWritten));
        else reject(new AppError('too-large', answer.problem));
      });
      worker.once('error', () => {
        reject(new AppError('too-large', 'The body is too large to be queried. Save it to a file instead.'));
      });
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

export function queryBytes(bytes: Uint8Array, charset: string | undefined, path: string): Promise<readonly unknown[]> {
  return queryInThread({ bytes, sizeBytes: bytes.length, charset }, path);
}

/** Numbers as they are written, unless the value is nested too deeply for that. */
function parseWritten(text: string): unknown {
  return parseExactJson(text) ?? parseJson(text);
}
