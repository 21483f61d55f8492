import type { ErrorCode } from '../core/appError.ts';
import type { Mapping } from '../core/portfolio/mapping.ts';
import type { PortfolioReport } from '../core/portfolio/portfolioReport.ts';
import type { RepairChoices } from '../core/portfolio/repairs.ts';
import type { Workbook } from '../core/portfolio/workbook.ts';

/** What the thread that reads portfolios is asked: a file by its path, or by its bytes. */
export interface PortfolioTask {
  readonly path?: string;
  readonly bytes?: Uint8Array;
  /** As it is shown in messages. */
  readonly name: string;
  readonly mapping: Mapping;
  readonly choices: RepairChoices;
  readonly wants: 'workbook' | 'reports' | 'bodies';
}

/** Any number of `rows`, then one of the others. */
export type PortfolioAnswer =
  | { readonly rows: number }
  | { readonly workbook: Workbook }
  | { readonly reports: readonly PortfolioReport[] }
  | { readonly error: { readonly code?: ErrorCode; readonly message: string } };
