import { AppError } from '../appError.ts';
import type { Mapping } from './columns.ts';
import { findingLine } from './finding.ts';
import { readPortfolio, type Portfolio } from './portfolio.ts';
import { readTable } from './readTable.ts';
import { repair, toRequestBody, type RepairChoices } from './repairs.ts';

/** The one way from the bytes of a file to its holdings. Throws 'file' where it is no table. */
export async function readPortfolioFile(bytes: Uint8Array, name: string, mapping: Mapping): Promise<Portfolio> {
  return readPortfolio(await readTable(bytes, name, mapping.sheet), mapping);
}

export interface HoldingsBody {
  readonly body: string;
  readonly holdings: number;
}

/** The request body of a file. Throws 'file', with the first error, where it has one that no choice removes. */
export async function toHoldingsBody(
  bytes: Uint8Array,
  name: string,
  mapping: Mapping,
  choices: RepairChoices = {},
): Promise<HoldingsBody> {
  const { errors, ...portfolio } = repair(await readPortfolioFile(bytes, name, mapping), choices);
  const [first, ...more] = errors;
  if (first === undefined) return { body: toRequestBody(portfolio), holdings: portfolio.holdings.length };
  const rest = more.length === 0 ? '' : ` And ${more.length} more: see "matter check".`;
  throw new AppError('file', `${findingLine(name, first)}${rest}`);
}
