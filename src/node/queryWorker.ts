import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { AppError } from '../core/appError.ts';
import { decodeText, queryJson } from '../core/http/body.ts';
import { parseJson } from '../core/json.ts';
import type { QueriedBody, QueryAnswer } from './queryThread.ts';

/** The thread behind queryInThread: reads the body, posts the values. */
const { bytes, file = '', charset, path } = workerData as QueriedBody & { readonly path: string };

async function answer(): Promise<QueryAnswer> {
  try {
    const json = parseJson(decodeText(bytes ?? readFileSync(file), charset));
    return { values: json === undefined ? [] : await queryJson(json, path) };
  } catch (error) {
    if (error instanceof AppError) return { problem: error.message };
    throw error;
  }
}

parentPort?.postMessage(await answer());
