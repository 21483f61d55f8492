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

/** A mapping of options as they are written; `problem` completes the name of an option: `--scale takes …`. */
export function toMapping(
  values: Values,
): { readonly mapping: Mapping } | { readonly option: MappingOption; readonly problem: string } {
  const { scale, table, id, weight, scheme, sheet, part } = values;
  const mark = values['decimal-mark'];
  const hidden = values['hidden-rows'];
  if (scale !== undefined && scaleWords[scale] === undefined)
    return { option: 'scale', problem: 'takes percent, fraction or bp.' };
  if (mark !== undefined && markWords[mark] === undefined)
    return { option: 'decimal-mark', problem: 'takes , or . (comma or point).' };
  if (hidden !== undefined && hiddenWords[hidden] === undefined)
    return { option: 'hidden-rows', problem: 'takes send or leave-out.' };
  if (table !== undefined && !/^[1-9]\d{0,3}$/.test(table)) return { option: 'table', problem: 'takes a number from 1.' };
  if (weight !== undefined && values['weights-from'] !== undefined)
    return { option: 'weights-from', problem: 'makes weights of values: leave the column of weights out.' };
  const given = {
    id,
    weight,
    weightsFrom: values['weights-from'],
    scheme,
    scale: scale === undefined ? undefined : scaleWords[scale],
    decimalMark: mark === undefined ? undefined : markWords[mark],
    sheet,
    table: table === undefined ? undefined : Number(table),
    splitBy: values['split-by'],
    part,
    hiddenRows: hidden === undefined ? undefined : hiddenWords[hidden],
  };
  return { mapping: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Mapping };
}
