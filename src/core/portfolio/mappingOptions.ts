import type { Mapping, Scale } from './mapping.ts';

/** The options that say how a portfolio file is read: of the command line as `--id`, of `@portfolio` as `id=`. */
export const mappingOptions = [
  'id',
  'weight',
  'weights-from',
  'scheme',
  'scale',
  'decimal-mark',
  'sheet',
  'table',
  'split-by',
  'part',
  'hidden-rows',
] as const;

export type MappingOption = (typeof mappingOptions)[number];

const scaleWords: Readonly<Record<string, Scale>> = { percent: 'percent', fraction: 'fraction', bp: 'basis points' };
const markWords: Readonly<Record<string, '.' | ','>> = { '.': '.', ',': ',', point: '.', comma: ',' };
const hiddenWords: Readonly<Record<string, 'send' | 'leave out'>> = { send: 'send', 'leave-out': 'leave out' };

type Values = Readonly<Partial<Record<MappingOption, string | undefined>>>;

const expected: Readonly<Partial<Record<MappingOption, readonly [test: (value: string) => boolean, problem: string]>>> =
  {
    scale: [(value) => Object.hasOwn(scaleWords, value), 'takes percent, fraction or bp.'],
    'decimal-mark': [(value) => Object.hasOwn(markWords, value), 'takes , or . (comma or point).'],
    'hidden-rows': [(value) => Object.hasOwn(hiddenWords, value), 'takes send or leave-out.'],
    table: [(value) => /^[1-9]\d{0,3}$/.test(value), 'takes a number from 1.'],
  };

/** A mapping of options as they are written; `problem` completes the name of an option: `--scale takes …`. */
export function toMapping(
  values: Values,
): { readonly mapping: Mapping } | { readonly option: MappingOption; readonly problem: string } {
  const wrong = mappingOptions.find((option) => !isExpected(option, values[option]));
  if (wrong !== undefined) return { option: wrong, problem: expected[wrong]?.[1] ?? '' };
  if (values.weight !== undefined && values['weights-from'] !== undefined)
    return { option: 'weights-from', problem: 'makes weights of values: leave the column of weights out.' };
  const word = (option: MappingOption): string => values[option] ?? '';
  const given: Mapping = {
    ...texts(values),
    ...entry('scale', scaleWords[word('scale')]),
    ...entry('decimalMark', markWords[word('decimal-mark')]),
    ...entry('table', values.table === undefined ? undefined : Number(values.table)),
    ...entry('hiddenRows', hiddenWords[word('hidden-rows')]),
  };
  return { mapping: given };
}

function isExpected(option: MappingOption, value: string | undefined): boolean {
  const [test] = expected[option] ?? [];
  return value === undefined || test === undefined || test(value);
}

function texts({ id, weight, scheme, sheet, part, ...rest }: Values): Mapping {
  const given = { id, weight, scheme, sheet, part, weightsFrom: rest['weights-from'], splitBy: rest['split-by'] };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function entry<K extends keyof Mapping>(key: K, value: Mapping[K] | undefined): Mapping {
  return value === undefined ? {} : { [key]: value };
}
