import { lstat, mkdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { AppError } from '../core/appError.ts';
import type { Body, ByteSource } from '../core/http/body.ts';
import { isDeviceName } from '../core/http/fileName.ts';
import type { Files } from '../core/run/files.ts';
import { shorten } from '../core/shorten.ts';
import { fileSource } from './fileSource.ts';
import { readHoldingsBody } from './portfolioReader.ts';
import { holdsCredentials, refusalToSave, refusalToSend } from './fileRules.ts';
import { isBelow } from './isBelow.ts';
import { readRegularFile } from './regularFile.ts';
import { saveBody } from './saveBody.ts';

/** What the system shows of itself, the environment of this process among it. */
const systemFolder = /^\/(?:proc|sys)\//;
const limitBytes = 512 * 1024 * 1024;

/** Reads and writes below `root` only, whatever links lead there; paths are relative to the request file. */
export function createRequestFiles(root: string, requestFile: string): Files {
  const folder = dirname(requestFile);
  return {
    read: async (path) => {
      const real = await realPath(join(folder, checked(path)), path);
      const top = await realpath(root);
      refuseOutside(top, real, path);
      const written = relative(top, join(await realpath(folder), path));
      const { size } = await regularFile(real, path);
      refuseByRule(refusalToSend, [relative(top, real), written], path);
      if (size > limitBytes) throw fail(path, 'is larger than 512 MB.');
      const source = await fileSource(real, shorten(path, 200));
      if (holdsCredentials(await headOf(source))) throw fail(path, 'holds credentials and is never sent.');
      return source;
    },
    save: async (path, body, overwrites) => {
      const target = resolve(folder, checked(path));
      const real = await realTarget(target);
      const top = await realpath(root);
      refuseOutside(top, real, path);
      refuseByRule(refusalToSave, [relative(top, real)], path);
      if (overwrites) await refuseSpecial(real, path);
      await makeFolder(dirname(real), path);
      return write(real, body, overwrites, path);
    },
    portfolioBody: async (bytes, path, mapping) => (await readHoldingsBody(bytes, path, mapping)).body,
  };
}

/** A value of the `.env` file beside the request file; a link to a file elsewhere counts as none. */
export async function readDotenv(requestFile: string, name: string): Promise<string | undefined> {
  try {
    const folder = await realpath(dirname(requestFile));
    const file = await realpath(join(folder, '.env'));
    if (dirname(file) !== folder) return undefined;
    const values = parseEnv(Buffer.from(await readRegularFile(file)).toString('utf8'));
    return Object.hasOwn(values, name) ? values[name] : undefined;
  } catch {
    return undefined; // no such file
  }
}

/** The rules of Windows hold everywhere: a request file means the same on every computer. */
function checked(path: string): string {
  const isStrange =
    path === '' || path.startsWith('/') || /[\\:\p{Cc}\p{Cf}]/u.test(path) || path.split('/').some(isStrangeName);
  if (isStrange) throw fail(path, 'must be a path relative to the request file, with "/" between its parts.');
  return path;
}

/** Windows drops dots and spaces at the end, so that `key.pem.` would be `key.pem`. */
function isStrangeName(name: string): boolean {
  return isDeviceName(name) || (/[. ]$/.test(name) && name !== '.' && name !== '..');
}

/** Where a file would be written, whatever links lead there; its folders need not be there yet. */
async function realTarget(path: string): Promise<string> {
  const folder = dirname(path);
  try {
    return join(await realpath(folder), basename(path));
  } catch (cause) {
    const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (!isMissing || folder === path) throw fail(path, 'cannot be written. Check the path.', cause);
    return join(await realTarget(folder), basename(path));
  }
}

async function makeFolder(path: string, shown: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw fail(shown, 'cannot be written. Check the folder and its permissions.', cause);
  }
}

/** Only a regular file is overwritten, and no program: a link would lead elsewhere, a pipe or device would take the body. */
async function refuseSpecial(path: string, shown: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found !== undefined && !found.isFile()) throw fail(shown, 'is no regular file.');
  // On Windows a mode says nothing of that.
  if (found !== undefined && process.platform !== 'win32' && (found.mode & 0o111) !== 0)
    throw fail(shown, 'is a program: no response is saved over it.');
}

async function realPath(path: string, shown: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    throw fail(shown, 'cannot be read. Check the path.', cause);
  }
}

function refuseOutside(root: string, real: string, shown: string): void {
  if (!isBelow(root, real) || systemFolder.test(real))
    throw fail(shown, 'is outside of the project of the request file: its repository, else its folder. Move it there.');
}

/** By the path as it is written, and by the one that it really is. */
function refuseByRule(rule: (below: string) => string | undefined, paths: readonly string[], shown: string): void {
  for (const path of paths) {
    const refusal = rule(path);
    if (refusal !== undefined) throw fail(shown, refusal);
  }
}

/** Enough to see what kind of text it is. */
const headBytes = 100_000;

async function headOf(source: ByteSource): Promise<string> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of source.chunks()) {
    chunks.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes >= headBytes) break;
  }
  return Buffer.concat(chunks).toString('latin1', 0, headBytes);
}

async function regularFile(real: string, shown: string): Promise<{ readonly size: number }> {
  const found = await stat(real);
  if (!found.isFile()) throw fail(shown, 'is no regular file.');
  return found;
}

async function write(path: string, body: Body, overwrites: boolean, shown: string): Promise<string> {
  const [, stem = path, extension = ''] = /^(.*?)(\.[^./\\]*)?$/s.exec(path) ?? [];
  for (let count = 0; count < 1000; count++) {
    const target = count === 0 ? path : `${stem}-${count}${extension}`;
    if (await writeOnce(target, body, overwrites, shown)) return target;
  }
  throw fail(shown, 'exists a thousand times. Remove some.');
}

/** False where the file is there and must stay. */
async function writeOnce(target: string, body: Body, overwrites: boolean, shown: string): Promise<boolean> {
  try {
    await saveBody(body, target, !overwrites);
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false;
    throw fail(shown, 'cannot be written. Check the folder and its permissions.', cause);
  }
}

function fail(path: string, message: string, cause?: unknown): AppError {
  return new AppError('file', `The file "${shorten(path, 200)}" ${message}`, { cause });
}
