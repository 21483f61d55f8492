import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../core/appError.ts';
import { decodeText } from '../core/charset.ts';
import { JsonText } from '../core/http/jsonText.ts';
import { printJson } from '../core/printJson.ts';
import type { QueriedBody, QueryAnswer } from './queryThread.ts';

/** The thread behind queryInThread: reads the body, posts the values. */
const { bytes, file = '', charset, path } = workerData as QueriedBody & { readonly path: string };

async function answer(): Promise<QueryAnswer> {
  try {
    const values = await new JsonText(await decodeText(bytes ?? readFileSync(file), charset)).query(path);
    // As JSON: a number as it was written is an object, and would lose its kind on the way.
    return { values: values.map((value) => printJson(value)) };
  } catch (error) {
    if (error instanceof AppError) return { problem: error.message };
    throw error;
  }
}

parentPort?.postMessage(await answer());
