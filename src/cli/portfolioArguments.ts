import type { Mapping } from '../core/portfolio/mapping.ts';
import { mappingOptions, toMapping as parseMapping, type MappingOption } from '../core/portfolio/mappingOptions.ts';
import type { RepairChoices } from '../core/portfolio/repairs.ts';
import { AppError } from '../core/appError.ts';

/** How a portfolio file is read, for parseArgs. */
export const mappingFlags = Object.fromEntries(mappingOptions.map((name) => [name, { type: 'string' }])) as Readonly<
  Record<MappingOption, { readonly type: 'string' }>
>;

/** What may be changed, for parseArgs. */
export const repairFlags = {
  'drop-bad-rows': { type: 'boolean', default: false },
  'merge-duplicates': { type: 'boolean', default: false },
  'normalise-weights': { type: 'boolean', default: false },
} as const;

export function toMapping(values: Partial<Readonly<Record<MappingOption, string | undefined>>>): Mapping {
  const read = parseMapping(values);
  if ('mapping' in read) return read.mapping;
  throw new AppError('usage', `--${read.option} ${read.problem}`);
}

export function toRepairChoices(values: Readonly<Record<keyof typeof repairFlags, boolean>>): RepairChoices {
  return {
    dropBadRows: values['drop-bad-rows'],
    mergeDuplicates: values['merge-duplicates'],
    normaliseWeights: values['normalise-weights'],
  };
}
