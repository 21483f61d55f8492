import { bodyOf, type HoldingsBody } from './holdingsBody.ts';
import type { Mapping } from './mapping.ts';
import type { Portfolio } from './portfolioTypes.ts';
import { reportsOf } from './portfolioReport.ts';
import { readPortfolio } from './readPortfolio.ts';
import { readWorkbook } from './readWorkbook.ts';
import type { RepairChoices } from './repairs.ts';

/** The one way from the bytes of a file to its holdings. Throws 'file' where it is no table. */
export async function readPortfolioFile(bytes: Uint8Array, name: string, mapping: Mapping): Promise<Portfolio> {
  return readPortfolio(await readWorkbook(bytes, name), mapping);
}

/** The request body of a file. Throws 'file', with the first error, where it has one that no choice removes. */
export async function toHoldingsBody(
  bytes: Uint8Array,
  name: string,
  mapping: Mapping,
  choices: RepairChoices = {},
): Promise<HoldingsBody> {
  return bodyOf(name, reportsOf(await readWorkbook(bytes, name), mapping, choices, true));
}
