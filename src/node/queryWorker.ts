import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { decodeText, queryJson } from '../core/http/body.ts';
import { parseExactJson } from '../core/json.ts';

/** The thread behind FileBody.query: reads the file, posts the values. */
const { file, charset, path } = workerData as {
  readonly file: string;
  readonly charset: string | undefined;
  readonly path: string;
};

const json = parseExactJson(decodeText(readFileSync(file), charset));
parentPort?.postMessage(json === undefined ? [] : await queryJson(json, path));
