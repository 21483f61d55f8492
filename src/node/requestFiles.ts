import { mkdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { parseEnv } from 'node:util';
import { AppError } from '../core/appError.ts';
import type { Body } from '../core/http/body.ts';
import type { Files } from '../core/run/files.ts';
import { fileSource } from './fileSource.ts';
import { saveBody } from './saveBody.ts';

/** Files that hold secrets or a repository's insides are no bodies. */
const forbidden =
  /(?:^|[\\/])(?:\.git|\.ssh|\.aws|\.gnupg)(?:[\\/]|$)|(?:^|[\\/])(?:\.env[^\\/]*|id_[a-z0-9]+|[^\\/]*\.(?:pem|key|p12|pfx|kdbx))$/i;
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
      return fileSource(real, path.slice(0, 200));
    },
    save: async (path, body, overwrites) => {
      const target = resolve(folder, checked(path));
      await mkdir(dirname(target), { recursive: true });
      const real = join(await realpath(dirname(target)), basename(target));
      refuseOutside(await realpath(root), real, path);
      return write(real, body, overwrites, path);
    },
  };
}

/** A value of the `.env` file beside the request file. */
export async function readDotenv(requestFile: string, name: string): Promise<string | undefined> {
  try {
    const values = parseEnv(await readFile(join(dirname(requestFile), '.env'), 'utf8'));
    return Object.hasOwn(values, name) ? values[name] : undefined;
  } catch {
    return undefined; // no such file
  }
}

function checked(path: string): string {
  const isStrange =
    path === '' || path.includes('\\') || path.includes('\0') || /^[A-Za-z]:/.test(path) || path.startsWith('/');
  if (isStrange) throw fail(path, 'must be a path relative to the request file, with "/" between its parts.');
  return path;
}

async function realPath(path: string, shown: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    throw fail(shown, 'cannot be read. Check the path.', cause);
  }
}

function refuseOutside(root: string, real: string, shown: string): void {
  const below = relative(root, real);
  if (below === '..' || below.startsWith(`..${sep}`) || resolve(root, below) !== real)
    throw fail(shown, 'is outside of the folder of the request file. Move it there.');
  if (forbidden.test(below)) throw fail(shown, 'may hold secrets and is never sent or overwritten.');
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
  return new AppError('file', `The file "${path.slice(0, 200)}" ${message}`, { cause });
}
