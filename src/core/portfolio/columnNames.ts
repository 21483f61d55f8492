import { plainName } from './headerWords.ts';
import { columnLetter } from './workbook.ts';

/** By name, by letter, by number from 1. `several` where two columns have the name. */
export function columnAt(names: readonly string[], wanted: string): number | 'unknown' | 'several' {
  const lower = wanted.trim().toLowerCase();
  const byName = indexesOf(names, (name) => name.trim().toLowerCase() === lower);
  const loose = byName.length > 0 ? byName : indexesOf(names, (name) => isAlike(name, wanted));
  if (loose.length > 1) return 'several';
  const [at = -1] = loose;
  if (at >= 0) return at;
  const byLetter = names.findIndex((_, index) => columnLetter(index).toLowerCase() === lower);
  if (byLetter >= 0) return byLetter;
  return /^\d{1,4}$/.test(lower) && Number(lower) >= 1 && Number(lower) <= names.length ? Number(lower) - 1 : 'unknown';
}

function isAlike(name: string, wanted: string): boolean {
  const plain = plainName(wanted);
  return plain.length > 2 && plainName(name) === plain;
}

function indexesOf(names: readonly string[], test: (name: string) => boolean): readonly number[] {
  return names.flatMap((name, at) => (test(name) ? [at] : []));
}

/** What names the column beyond doubt: its name, else its letter. */
export function columnKey(names: readonly string[], column: number): string {
  const name = names[column] ?? '';
  return columnAt(names, name) === column ? name : columnLetter(column);
}

/** As one writes it on a command line. */
export function quoted(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : `"${text.replaceAll('"', '\\"')}"`;
}

const mostNames = 60;

export function listOf(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).map((name) => `"${name}"`);
  const rest = names.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
