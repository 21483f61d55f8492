import { AppError } from '../appError.ts';
import { findingLine } from './finding.ts';
import type { Mapping } from './mapping.ts';
import type { Portfolio } from './portfolioTypes.ts';
import { reportsOf, type PortfolioReport } from './portfolioReport.ts';
import { readPortfolio } from './readPortfolio.ts';
import { readWorkbook } from './readWorkbook.ts';
import type { RepairChoices } from './repairs.ts';

/** The one way from the bytes of a file to its holdings. Throws 'file' where it is no table. */
export async function readPortfolioFile(bytes: Uint8Array, name: string, mapping: Mapping): Promise<Portfolio> {
  return readPortfolio(await readWorkbook(bytes, name), mapping);
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
  return bodyOf(name, reportsOf(await readWorkbook(bytes, name), mapping, choices, true));
}

/** Of the one portfolio of a file. Throws 'file' where there are several, or something keeps it from being sent. */
export function bodyOf(name: string, reports: readonly PortfolioReport[]): HoldingsBody {
  const [report, ...others] = reports;
  if (report === undefined || others.length > 0)
    throw new AppError('file', `${name} holds ${reports.length} portfolios. Name one of them (part).`);
  const { body, holdings, errors } = report;
  if (body !== undefined) return { body, holdings };
  throw new AppError('file', refusal(name, errors));
}

/** The first thing that keeps a file from being sent, and how many more there are. */
export function refusal(name: string, errors: PortfolioReport['errors']): string {
  const [first, ...more] = errors;
  const rest = more.length === 0 ? '' : ` And ${more.length} more: see "matter check".`;
  return first === undefined ? '' : `${findingLine(name, first)}${rest}`;
}
