/** Braces and commas outside of quotes, until it is known whether they expand. */
const marks: Readonly<Record<string, string>> = { '{': '\uE001', ',': '\uE002', '}': '\uE003' };

export function brace(character: string): string {
  return marks[character] ?? character;
}

const limit = 100;

/** bash's brace expansion: `a{b,c}` -> `ab`, `ac`; `{1..3}` -> `1`, `2`, `3`; other braces stay as they are. */
export function expandBraces(word: string): readonly string[] {
  const open = openings(word).find((at) => alternativesAt(word, at) !== undefined);
  const found = open === undefined ? undefined : alternativesAt(word, open);
  if (open === undefined || found === undefined) return [withoutBraceMarks(word)];
  const expanded = found.alternatives.flatMap((one) => expandBraces(word.slice(0, open) + one + word.slice(found.end)));
  return expanded.length > limit ? [withoutBraceMarks(word)] : expanded;
}

function openings(word: string): readonly number[] {
  return [...word.matchAll(/\uE001/g)].map(({ index }) => index).slice(0, limit);
}

export function withoutBraceMarks(word: string): string {
  return word.replaceAll('\uE001', '{').replaceAll('\uE002', ',').replaceAll('\uE003', '}');
}

function alternativesAt(word: string, open: number): { alternatives: readonly string[]; end: number } | undefined {
  const commas: number[] = [];
  let depth = 0;
  for (let at = open; at < word.length; at++) {
    const unit = word[at];
    if (unit === '\uE001') depth++;
    else if (unit === '\uE002' && depth === 1) commas.push(at);
    else if (unit === '\uE003' && --depth === 0) return alternatives(word, open, commas, at);
  }
  return undefined;
}

function alternatives(
  word: string,
  open: number,
  commas: readonly number[],
  close: number,
): { alternatives: readonly string[]; end: number } | undefined {
  const end = close + 1;
  if (commas.length > 0) {
    const cuts = [open, ...commas, close];
    return { alternatives: cuts.slice(1).map((cut, index) => word.slice((cuts[index] ?? 0) + 1, cut)), end };
  }
  const [, from = '', to = ''] = /^(-?\d{1,6})\.\.(-?\d{1,6})$/.exec(word.slice(open + 1, close)) ?? [];
  if (from === '') return undefined;
  const step = Number(from) <= Number(to) ? 1 : -1;
  const count = Math.min(Math.abs(Number(to) - Number(from)) + 1, limit + 1);
  return { alternatives: Array.from({ length: count }, (_, index) => String(Number(from) + index * step)), end };
}
