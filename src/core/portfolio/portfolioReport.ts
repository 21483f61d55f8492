import { findingLimit, type Finding } from './finding.ts';
import type { Mapping, Scale } from './mapping.ts';
import type { LeftOut, LeftOutReason, Portfolio, Question, Reading } from './portfolioTypes.ts';
import { readPortfolio } from './readPortfolio.ts';
import { repair, toRequestBody, type RepairChoices } from './repairs.ts';
import type { Workbook } from './workbook.ts';

/** What was read of a file, or of one of its portfolios, and would be sent: the one voice of all that tell of it. */
export interface PortfolioReport {
  readonly mapping: Mapping;
  /** Of `mapping.splitBy`. */
  readonly part?: string;
  readonly sheet: string;
  readonly scheme: string;
  readonly scale: Scale;
  /** Names of the chosen columns; empty where none was. */
  readonly identifiers: string;
  readonly weights: string;
  readonly isFromValues: boolean;
  /** Of what would be sent, after the repairs. */
  readonly holdings: number;
  readonly sum: number;
  /** The first 1,000; `leftOutCounts` counts them all. */
  readonly leftOut: readonly LeftOut[];
  readonly leftOutCounts: Readonly<Partial<Record<LeftOutReason, number>>>;
  readonly findings: readonly Finding[];
  readonly questions: readonly Question[];
  /** What the chosen repairs changed, a sentence each. */
  readonly effects: readonly string[];
  /** What keeps it from being sent. */
  readonly errors: readonly Finding[];
  /** The request body; absent where something keeps it from being sent, and where nobody asked for it. */
  readonly body?: string;
}

/** One for the file, or for each of its portfolios where it is split. */
export function reportsOf(
  workbook: Workbook,
  mapping: Mapping,
  choices: RepairChoices,
  wantsBody: boolean,
): readonly PortfolioReport[] {
  const portfolio = readPortfolio(workbook, mapping);
  const { parts = [], questions } = portfolio;
  const isSplit = mapping.splitBy !== undefined && mapping.part === undefined && parts.length > 0;
  if (!isSplit || questions.length > 0) return [reportOf(portfolio, choices, wantsBody)];
  return parts.map(({ value }) => reportOf(readPortfolio(workbook, { ...mapping, part: value }), choices, wantsBody));
}

export function reportOf(portfolio: Portfolio, choices: RepairChoices, wantsBody: boolean): PortfolioReport {
  const { mapping, sheets, reading, leftOut, findings, questions } = portfolio;
  const { holdings, scheme, sum, effects, errors } = repair(portfolio, choices);
  const own = leftOut.filter(({ reason }) => reason !== 'other part');
  return {
    mapping,
    ...(mapping.part === undefined ? {} : { part: mapping.part }),
    sheet: sheets.find(({ isChosen }) => isChosen)?.name ?? '',
    scheme,
    ...columnsOf(reading),
    holdings: holdings.length,
    sum,
    leftOut: own.slice(0, findingLimit),
    leftOutCounts: countsOf(own),
    findings,
    questions,
    effects,
    errors,
    ...(wantsBody && errors.length === 0 ? { body: toRequestBody({ scheme, holdings }) } : {}),
  };
}

function columnsOf(
  reading: Reading | undefined,
): Pick<PortfolioReport, 'scale' | 'identifiers' | 'weights' | 'isFromValues'> {
  if (reading === undefined) return { scale: 'fraction', identifiers: '', weights: '', isFromValues: false };
  const { scale, columns, region } = reading;
  const nameOf = (column: number | undefined): string => region.names[column ?? -1] ?? '';
  const weights = nameOf(columns.weight ?? columns.value);
  return { scale, identifiers: nameOf(columns.identifier), weights, isFromValues: columns.value !== undefined };
}

function countsOf(leftOut: readonly LeftOut[]): PortfolioReport['leftOutCounts'] {
  const counts: Partial<Record<LeftOutReason, number>> = {};
  for (const { reason } of leftOut) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}
