import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { decodeText } from '../core/charset.ts';
import { printExactJson } from '../core/exactJson.ts';
import { JsonText } from '../core/http/jsonText.ts';

/** The thread behind FileBody.query: reads the file, posts the values. */
const { file, charset, path } = workerData as {
  readonly file: string;
  readonly charset: string | undefined;
  readonly path: string;
};

const values = await new JsonText(await decodeText(readFileSync(file), charset)).query(path);
// As JSON: a number as it was written is an object, and would lose its kind on the way.
parentPort?.postMessage(values.map((value) => printExactJson(value)));
