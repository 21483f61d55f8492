/** A text as it can be read, and where in the original each of its units comes from. */
export interface Reading {
  readonly text: string;
  /** Of the unit at an index: where it starts in the original, and where what follows it does. */
  readonly startOf: (index: number) => number;
  readonly endOf: (index: number) => number;
}

/** Encodings of encodings: JSON in JSON in a URL. */
const deepest = 3;

/**
 * The ways to read a text: without what nobody sees (control, format and combining characters, odd spaces), letters of
 * other shapes as plain ones, and then what escapes of JSON, URLs, HTML and programs stand for, three times over.
 */
export function readingsOf(text: string): readonly Reading[] {
  let last = folded({ text, startOf: (index) => index, endOf: (index) => index + 1 });
  const readings = [last];
  for (let depth = 0; depth < deepest; depth++) {
    const next = decoded(last);
    if (next === last) break;
    last = folded(next);
    readings.push(last);
  }
  return readings;
}

/** As readings see a text: what is looked for in them must be so too. */
export function foldedText(text: string): string {
  return folded({ text, startOf: (index) => index, endOf: (index) => index }).text;
}

const foldable = /[^\x20-\x7E]/u;
const foldables = /[^\x20-\x7E]/gu;
const folds = new Map<string, string>();

function folded(reading: Reading): Reading {
  return foldable.test(reading.text) ? replaced(reading, foldables, ([character]) => fold(character)) : reading;
}

function fold(character: string): string {
  const known = folds.get(character);
  if (known !== undefined) return known;
  const plain = character
    .normalize('NFKD')
    .replaceAll(/[\p{C}\p{M}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu, '');
  const seen = /^\p{Zs}$/u.test(character) ? '' : plain;
  folds.set(character, seen);
  return seen;
}

const escaped = /[\\%&]/;
const escapes =
  /\\u\{([0-9a-f]{1,6})\}|\\(?:u|U0000)([0-9a-f]{4})|\\x([0-9a-f]{2})|\\([0-3][0-7]{2})|\\([^ux\d])|((?:%[0-9a-f]{2})+)|&#x([0-9a-f]{1,6});?|&#(\d{1,7});?|&(amp|lt|gt|quot|apos|sol|bsol|plus|equals|colon|period|lowbar|hyphen|num|percnt|nbsp|zwnj|zwj|shy|Tab|NewLine);?/gi;

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  sol: '/',
  bsol: '\\',
  plus: '+',
  equals: '=',
  colon: ':',
  period: '.',
  lowbar: '_',
  hyphen: '-',
  num: '#',
  percnt: '%',
};

/** The same where nothing is escaped. */
function decoded(reading: Reading): Reading {
  return escaped.test(reading.text) ? replaced(reading, escapes, unescape) : reading;
}

function unescape(match: RegExpExecArray): string {
  const [, braced, unit, byte, octal, single, percents, hex, decimal, entity] = match;
  if (percents !== undefined) return fromPercents(percents);
  if (single !== undefined) return 'bfnrtav'.includes(single) ? '' : single;
  if (entity !== undefined) return entities[entity.toLowerCase()] ?? '';
  const code = [braced, unit, byte, hex].find((digits) => digits !== undefined);
  return fromCode(
    code === undefined ? parseInt(octal ?? decimal ?? '0', octal === undefined ? 10 : 8) : parseInt(code, 16),
  );
}

function fromCode(code: number): string {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : '';
}

function fromPercents(text: string): string {
  const bytes = text.match(/[0-9a-f]{2}/gi)?.map((pair) => parseInt(pair, 16)) ?? [];
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/** What is put in is as wide as what it stands for; of several units for several escapes each is as wide as its own. */
function replaced(reading: Reading, pattern: RegExp, replace: (match: RegExpExecArray) => string): Reading {
  const { text, startOf, endOf } = reading;
  const starts = new Uint32Array(text.length);
  const ends = new Uint32Array(text.length);
  const parts: string[] = [];
  let length = 0;
  let from = 0;
  const add = (part: string, startAt: number, width: number, isEven: boolean): void => {
    const each = isEven ? width / part.length : 0;
    for (let index = 0; index < part.length; index++, length++) {
      starts[length] = startOf(isEven ? startAt + index * each : startAt);
      ends[length] = endOf(isEven ? startAt + (index + 1) * each - 1 : startAt + width - 1);
    }
    parts.push(part);
  };
  for (const match of text.matchAll(pattern) as IterableIterator<RegExpExecArray>) {
    add(text.slice(from, match.index), from, match.index - from, true);
    const [whole] = match;
    const part = replace(match).slice(0, whole.length); // it is never longer
    add(part, match.index, whole.length, whole.length % part.length === 0);
    from = match.index + whole.length;
  }
  add(text.slice(from), from, text.length - from, true);
  return { text: parts.join(''), startOf: (index) => starts[index] ?? 0, endOf: (index) => ends[index] ?? 0 };
}
