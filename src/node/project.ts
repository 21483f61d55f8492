import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, parse, resolve } from 'node:path';
import { isBelow } from './isBelow.ts';

/**
 * The folder whose files a request file may use, and save into: the repository that it is in, else its own folder. A
 * repository that is the user's home or the whole disk is no project. Never the folder where the program was started.
 */
export async function projectOf(file: string): Promise<string> {
  const own = await realpath(dirname(resolve(file)));
  const tooLarge = new Set([parse(own).root, await realpath(homedir()).catch(() => '')]);
  for (let folder = own; !tooLarge.has(folder); folder = dirname(folder))
    if (existsSync(join(folder, '.git'))) return folder;
  return own;
}

/** Whether links lead out of the project of a file and, where it was found in one, out of that real folder. */
export async function leadsOut(path: string, folder?: string): Promise<boolean> {
  const real = await realpath(path);
  if (dirname(real) === (await realpath(dirname(path)))) return false;
  if (folder !== undefined && (real === folder || isBelow(folder, real))) return false;
  return !isBelow(await projectOf(path), real);
}
