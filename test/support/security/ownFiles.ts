import { readFileSync } from 'node:fs';
import { filesBelow } from './treeCopy.ts';

/** The paths of the files below a folder that end so, from the folder on. */
export function below(folder: string, ending: string): readonly string[] {
  const paths = filesBelow(folder).filter((path) => path.endsWith(ending));
  return paths.map((path) => `${folder}/${path}`);
}

export function textOf(path: string): string {
  return readFileSync(path, 'utf8');
}

export function containing(paths: readonly string[], pattern: RegExp): readonly string[] {
  return paths.filter((path) => pattern.test(textOf(path)));
}
