import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { AppError } from '../core/appError.ts';
import {
  environmentFile,
  parseEnvironments,
  privateEnvironmentFile,
  type Environments,
} from '../core/environment/environments.ts';
import { isFileBelow } from './isBelow.ts';
import { readText } from './textFile.ts';

/**
 * The environments for a request file: of the nearest folder that has some, from its own up to `root`. A link to a file
 * outside of `root` is an error: a repository may have brought it.
 */
export async function readEnvironments(requestFile: string, root: string): Promise<Environments> {
  for (const folder of foldersUp(dirname(resolve(requestFile)), resolve(root))) {
    const [open, secret] = [join(folder, environmentFile), join(folder, privateEnvironmentFile)];
    if (!existsSync(open) && !existsSync(secret)) continue;
    const read = parseEnvironments(await textOf(open, root), await textOf(secret, root));
    if (!('problem' in read)) return read;
    throw new AppError('file', `${read.isPrivate ? secret : open}: ${read.problem}`);
  }
  return { names: [], valuesOf: () => undefined, secretValues: [] };
}

async function textOf(path: string, root: string): Promise<string | undefined> {
  if (!existsSync(path)) return undefined;
  if (await isFileBelow(root, path)) return readText(path);
  throw new AppError('file', `${path} is a link to a file outside of ${root}. Put the file itself there.`);
}

function foldersUp(from: string, root: string): readonly string[] {
  const isBelow = !relative(root, from).startsWith('..');
  const folders = [from];
  for (let folder = from; isBelow && folder !== root && dirname(folder) !== folder; folder = dirname(folder))
    folders.push(dirname(folder));
  return folders;
}
