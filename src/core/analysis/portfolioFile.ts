import { AppError } from '../appError.ts';
import type { Mapping } from './columns.ts';
import { findingLine } from './finding.ts';
import { readPortfolio, type Portfolio } from './portfolio.ts';
import { readTable } from './readTable.ts';
import { repair, toRequestBody } from './repairs.ts';

/** The one way from the bytes of a file to its holdings. Throws 'file' where it is no table. */
export async function readPortfolioFile(bytes: Uint8Array, name: string, mapping: Mapping): Promise<Portfolio> {
  return readPortfolio(await readTable(bytes, name), mapping);
}

/** The request body of a file as it is. Throws 'file', with the first error, where it has any. */
export async function toHoldingsBody(bytes: Uint8Array, name: string, mapping: Mapping): Promise<string> {
  const portfolio = repair(await readPortfolioFile(bytes, name, mapping), {});
  const [first, ...more] = portfolio.errors;
  if (first === undefined) return toRequestBody(portfolio);
  const rest = more.length === 0 ? '' : ` And ${more.length} more: see "matter check".`;
  throw new AppError('file', `${findingLine(name, first)}.${rest}`);
}
