import { realpath } from 'node:fs/promises';
import path, { type PlatformPath } from 'node:path';

/** Of two real paths; a folder is not below itself. Another drive of Windows has no relative path. */
export function isBelow(root: string, real: string, rules: PlatformPath = path): boolean {
  const below = rules.relative(root, real);
  return below !== '' && below !== '..' && !below.startsWith(`..${rules.sep}`) && !rules.isAbsolute(below);
}

/** Whether a file is there and is, whatever links lead to it, below `root`. */
export async function isFileBelow(root: string, file: string): Promise<boolean> {
  try {
    return isBelow(await realpath(root), await realpath(file));
  } catch {
    return false;
  }
}
