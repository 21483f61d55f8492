import { AppError } from '../appError.ts';
import { findingLine } from './finding.ts';
import type { PortfolioReport } from './portfolioReport.ts';

export interface HoldingsBody {
  readonly body: string;
  readonly holdings: number;
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
