import { lstat, mkdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { AppError } from '../core/appError.ts';
import type { Body } from '../core/http/body.ts';
import { isDeviceName } from '../core/http/fileName.ts';
import type { Files } from '../core/run/files.ts';
import { shorten } from '../core/shorten.ts';
import { fileSource } from './fileSource.ts';
import { readHoldingsBody } from './portfolioReader.ts';
import { isBelow } from './isBelow.ts';
import { saveBody } from './saveBody.ts';

/** Files that hold secrets or a repository's insides are no bodies. */
const forbiddenFolder = /(?:^|[\\/])(?:\.(?:git|ssh|aws|gnupg|docker|kube|azure)|gcloud)(?:[\\/]|$)/i;
const forbiddenNames = [
  String.raw`\.env[^\\/]*`,
  String.raw`[^\\/]*\.env(?:\.json)?`,
  String.raw`[._]netrc`,
  String.raw`\.(?:npmrc|pypirc|pgpass|git-credentials)`,
  String.raw`id_\w+`,
  String.raw`[^\\/]*\.(?:pem|key|ppk|p12|pfx|jks|keystore|kdbx)`,
];
/** Copies of them too. */
const forbiddenName = new RegExp(
  String.raw`(?:^|[\\/])(?:${forbiddenNames.join('|')})(?:~|\.(?:bak|old|orig|save|tmp|copy|\d+))*$`,
  'i',
);
/** What the system shows of itself, the environment of this process among it. */
const systemFolder = /^\/(?:proc|sys)\//;
const limitBytes = 512 * 1024 * 1024;

/** Reads and writes below `root` only, whatever links lead there; paths are relative to the request file. */
export function createRequestFiles(root: string, requestFile: string): Files {
  const folder = dirname(requestFile);
  return {
    read: async (path) => {
      const real = await realPath(join(folder, checked(path)), path);
      refuseOutside(await realpath(root), real, path);
      const { size } = await regularFile(real, path);
      if (size > limitBytes) throw fail(path, 'is larger than 512 MB.');
      return fileSource(real, shorten(path, 200));
    },
    save: async (path, body, overwrites) => {
      const target = resolve(folder, checked(path));
      const real = await realTarget(target);
      refuseOutside(await realpath(root), real, path);
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
    if (dirname(file) !== folder || !(await stat(file)).isFile()) return undefined;
    const values = parseEnv(await readFile(file, 'utf8'));
    return Object.hasOwn(values, name) ? values[name] : undefined;
  } catch {
    return undefined; // no such file
  }
}

/** The rules of Windows hold everywhere: a request file means the same on every computer. */
function checked(path: string): string {
  const isStrange =
    path === '' ||
    path.startsWith('/') ||
    /[\\:\p{Cc}\p{Bidi_Control}]/u.test(path) ||
    path.split('/').some(isStrangeName);
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

/** Only a regular file is overwritten: a link would lead elsewhere, a pipe or device would take the body. */
async function refuseSpecial(path: string, shown: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found !== undefined && !found.isFile()) throw fail(shown, 'is no regular file.');
}

async function realPath(path: string, shown: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    throw fail(shown, 'cannot be read. Check the path.', cause);
  }
}

function refuseOutside(root: string, real: string, shown: string): void {
  if (!isBelow(root, real)) throw fail(shown, 'is outside of the folder of the request file. Move it there.');
  const below = relative(root, real);
  if (forbiddenFolder.test(below) || forbiddenName.test(below) || systemFolder.test(real))
    throw fail(shown, 'may hold secrets and is never sent or overwritten.');
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
