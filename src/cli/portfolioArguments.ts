import type { Mapping } from '../core/portfolio/columns.ts';
import type { RepairChoices } from '../core/portfolio/repairs.ts';
import { AppError } from '../core/appError.ts';

/** How a portfolio file is read, for parseArgs. */
export const mappingFlags = {
  id: { type: 'string' },
  weight: { type: 'string' },
  scheme: { type: 'string' },
  scale: { type: 'string' },
  sheet: { type: 'string' },
} as const;

/** What may be changed, for parseArgs. */
export const repairFlags = {
  'drop-bad-rows': { type: 'boolean', default: false },
  'merge-duplicates': { type: 'boolean', default: false },
  'normalise-weights': { type: 'boolean', default: false },
} as const;

type MappingValues = Partial<Readonly<Record<keyof typeof mappingFlags, string | undefined>>>;

export function toMapping({ scale, ...columns }: MappingValues): Mapping {
  if (scale !== undefined && scale !== 'percent' && scale !== 'fraction')
    throw new AppError('usage', '--scale takes percent or fraction.');
  const { id, weight, scheme, sheet } = columns;
  const given = Object.entries({ id, weight, scheme, sheet, scale }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

export function toRepairChoices(values: Readonly<Record<keyof typeof repairFlags, boolean>>): RepairChoices {
  return {
    dropBadRows: values['drop-bad-rows'],
    mergeDuplicates: values['merge-duplicates'],
    normaliseWeights: values['normalise-weights'],
  };
}
