import { findingLimit, findingLine, shortened, type Finding } from './finding.ts';
import type { Mapping, Scale } from './mapping.ts';
import type { LeftOut, LeftOutReason, Portfolio, Question } from './portfolioTypes.ts';
import { readPortfolio } from './readPortfolio.ts';
import { repair, toRequestBody, type RepairChoices } from './repairs.ts';
import { shortNumber } from './shortNumber.ts';
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
  const { columns = {}, region } = reading ?? {};
  const nameOf = (column: number | undefined): string => (column === undefined ? '' : (region?.names[column] ?? ''));
  const own = leftOut.filter(({ reason }) => reason !== 'other part');
  return {
    mapping,
    ...(mapping.part === undefined ? {} : { part: mapping.part }),
    sheet: sheets.find(({ isChosen }) => isChosen)?.name ?? '',
    scheme,
    scale: reading?.scale ?? 'fraction',
    identifiers: nameOf(columns.identifier),
    weights: nameOf(columns.weight ?? columns.value),
    isFromValues: columns.value !== undefined,
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

function countsOf(leftOut: readonly LeftOut[]): PortfolioReport['leftOutCounts'] {
  const counts: Partial<Record<LeftOutReason, number>> = {};
  for (const { reason } of leftOut) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

/** What was chosen, in one line: sheet, columns, scale, how many, what was left out, sum. */
export function chosenLine(report: PortfolioReport): string {
  const { part, sheet, scheme, scale, identifiers, weights, isFromValues, holdings, sum } = report;
  const blocked = blockedText(report);
  if (identifiers === '' || weights === '') return blocked;
  const written = { percent: 'in percent', fraction: 'as fractions', 'basis points': 'in basis points' };
  const chosen = [
    ...(part === undefined ? [] : [`portfolio "${shortened(part)}"`]),
    counted(holdings, 'holding'),
    `${scheme} from "${shortened(identifiers)}"`,
    isFromValues ? `weights made from "${shortened(weights)}"` : `weights ${written[scale]} from "${shortened(weights)}"`,
    ...(sheet === '' ? [] : [`sheet "${shortened(sheet)}"`]),
    leftOutText(report),
    `sum ${shortNumber(sum)}`,
  ]
    .filter((text) => text !== '')
    .join(', ');
  return blocked === '' ? chosen : `${blocked}; read so far: ${chosen}`;
}

/** `nothing is sent: 1 question, 2 errors`; empty where it is. */
function blockedText({ questions, errors }: PortfolioReport): string {
  if (errors.length === 0) return '';
  const counts = [
    ...(questions.length === 0 ? [] : [counted(questions.length, 'question')]),
    ...(errors.length === questions.length ? [] : [counted(errors.length - questions.length, 'error')]),
  ];
  return `nothing is sent: ${counts.join(', ')}`;
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `3 rows left out (total 1, text 2)`; empty for none. */
export function leftOutText({ leftOutCounts }: PortfolioReport): string {
  const counts = Object.entries(leftOutCounts);
  const rows = counts.reduce((sum, [, count]) => sum + count, 0);
  if (rows === 0) return '';
  return `${counted(rows, 'row')} left out (${counts.map(([reason, count]) => `${reason} ${count}`).join(', ')})`;
}

/** All that is to say of it, a line each: questions with their answers, findings, effects, what was chosen. */
export function reportLines(file: string, report: PortfolioReport): readonly string[] {
  const { questions, findings, effects } = report;
  return [
    ...questions.flatMap(({ message, answers, option }) => [
      `${file}: question: ${message} (${option})`,
      ...answers.map((answer) => `    ${shortenedOption(answer.option)}   ${shortened(answer.label)}`),
    ]),
    ...findings.map((finding) => findingLine(file, finding)),
    ...effects.map((effect) => `${file}: information: ${effect}`),
    `${file}: ${chosenLine(report)}`,
  ];
}

function shortenedOption(option: string): string {
  return option.replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd').slice(0, 200);
}
