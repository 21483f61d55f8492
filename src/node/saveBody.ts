import { writeFile } from 'node:fs/promises';
import type { Body } from '../core/http/body.ts';
import { FileBody } from './fileBody.ts';

/** Gives a response's body the place that the user named. Rejects with Node's errors, EEXIST where it `mustBeNew`. */
export async function saveBody(body: Body, target: string, mustBeNew: boolean): Promise<void> {
  if (body instanceof FileBody) await body.moveTo(target, mustBeNew);
  else await writeFile(target, body.chunks(), { flag: mustBeNew ? 'wx' : 'w' });
}

/** As saveBody, for a body that is still needed where it is; what is there is overwritten. */
export async function copyBody(body: Body, target: string): Promise<void> {
  await writeFile(target, body.chunks());
}
