import type { Region } from './nodes.ts';

/** In upper case, as all that RFC 9110 and its registry name are, and as it is sent; GET where it is left out. */
export function methodOf(text: string, { nameStart, nameEnd }: Region): string {
  return text.slice(nameStart, nameEnd).toUpperCase() || 'GET';
}
