import { columnKey } from '../portfolio/columnNames.ts';
import type { Finding } from '../portfolio/finding.ts';
import { sumOf } from '../portfolio/holding.ts';
import type { Mapping, Scale } from '../portfolio/mapping.ts';
import type {
  ColumnRole,
  LeftOut,
  LeftOutReason,
  Part,
  Portfolio,
  Question,
  Reading,
  SheetSummary,
} from '../portfolio/portfolioTypes.ts';
import { repair, type RepairChoices, type RepairedPortfolio } from '../portfolio/repairs.ts';
import {
  cellText,
  columnLetter,
  isBlankRow,
  lineOf,
  rowCount,
  rowWidth,
  type Sheet,
  type Workbook,
} from '../portfolio/workbook.ts';

/** What would be sent. */
export interface Outcome {
  readonly holdings: number;
  /** Of the weights, as a fraction. */
  readonly sum: number;
  /** Open questions, and errors that nothing removes. */
  /** Open questions, and errors that no choice removes. */
  readonly obstacles: number;
  /** Where the file is split: how many. */
  readonly portfolios?: number;
}

export interface ReviewColumn {
  /** How the mapping names it. */
  readonly key: string;
  readonly name: string;
  readonly letter: string;
  readonly role?: ColumnRole;
  /** Said by the user, and not found. */
  readonly isMapped: boolean;
  /** What speaks for and against it: `30 valid ISIN`. */
  readonly evidence: readonly string[];
  readonly isNumber: boolean;
  /** Characters of its longest cell near the top. */
  readonly characters: number;
}

export type RepairName = keyof RepairChoices;
export const repairNames: readonly RepairName[] = ['dropBadRows', 'mergeDuplicates', 'normaliseWeights'];

/** A choice that would change something, or that is taken. */
export interface ReviewRepair {
  readonly name: RepairName;
  readonly isChosen: boolean;
  readonly before: Outcome;
  readonly after: Outcome;
}

export interface ReviewFinding extends Finding {
  /** Of the file's text, from 1, where an editor shows it. */
  readonly line?: number;
  /** Of the grid, from 0. */
  readonly columnIndex?: number;
}

/** Rows that are not sent for the same reason. */
export interface LeftOutGroup {
  readonly reason: LeftOutReason;
  readonly rows: number;
  /** The first of them, from 1. */
  readonly first: number;
  /** What the first ones call themselves. */
  readonly labels: readonly string[];
  readonly weight: number;
}

/** All that the page shows of a file but its rows. Plain data: it passes between threads as it is. */
export interface Review {
  readonly kind: Workbook['kind'];
  readonly delimiter: string | undefined;
  readonly encoding: string | undefined;
  readonly sheets: readonly SheetSummary[];
  /** Of the sheet that is shown. */
  readonly sheet: string;
  readonly rowCount: number;
  readonly columns: readonly ReviewColumn[];
  readonly hasHeader: boolean;
  readonly mapping: Mapping;
  readonly choices: RepairChoices;
  readonly scheme: string;
  /** Undefined where no column holds weights. */
  readonly scale: Scale | undefined;
  readonly scaleEvidence: readonly string[];
  readonly outcome: Outcome;
  readonly questions: readonly Question[];
  readonly repairs: readonly ReviewRepair[];
  readonly findings: readonly ReviewFinding[];
  /** Errors that no choice removes: the first of them says why nothing is sent. */
  readonly errors: readonly Finding[];
  readonly leftOut: readonly LeftOutGroup[];
  /** Empty where the file is not split. */
  readonly parts: readonly Part[];
}

export function reviewOf(workbook: Workbook, portfolio: Portfolio, choices: RepairChoices): Review {
  const { sheets, reading, questions, mapping, leftOut, findings, parts = [] } = portfolio;
  const sheet = shownSheet(workbook, portfolio);
  const repaired = repair(portfolio, choices);
  return {
    ...{ kind: workbook.kind, sheets, mapping, choices, questions, parts },
    ...aboutSheet(sheet),
    ...aboutReading(reading),
    columns: sheet === undefined ? [] : columnsOf(sheet, reading, mapping),
    outcome: toOutcome(portfolio, repaired),
    repairs: repairsOf(portfolio, choices),
    findings: findings.map((finding) => placed(finding, sheet, reading)),
    errors: isSplit(portfolio) ? [] : repaired.errors.slice(questions.length),
    leftOut: groupsOf(leftOut),
  };
}

function aboutSheet(sheet: Sheet | undefined): Pick<Review, 'sheet' | 'rowCount' | 'delimiter' | 'encoding'> {
  if (sheet === undefined) return { sheet: '', rowCount: 0, delimiter: undefined, encoding: undefined };
  const { name, delimiter, encoding } = sheet;
  return { sheet: name, rowCount: shownRows(sheet), delimiter, encoding };
}

/** Without the blank ones at its end. */
function shownRows(sheet: Sheet): number {
  let count = rowCount(sheet);
  while (count > 0 && isBlankRow(sheet, count - 1)) count--;
  return count;
}

function aboutReading(reading: Reading | undefined): Pick<Review, 'hasHeader' | 'scheme' | 'scale' | 'scaleEvidence'> {
  if (reading === undefined) return { hasHeader: false, scheme: '', scale: undefined, scaleEvidence: [] };
  const { region, scheme, scale, scaleEvidence, columns } = reading;
  const hasHeader = region.header.end > region.header.start;
  return { hasHeader, scheme, scale: columns.weight === undefined ? undefined : scale, scaleEvidence };
}

/** The one that was read, else the one that was named, else the first that is seen. */
export function shownSheet({ sheets }: Workbook, { reading, mapping }: Portfolio): Sheet | undefined {
  if (reading !== undefined) return sheets[reading.region.sheet];
  const named = sheets.find(({ name }) => name === mapping.sheet);
  return named ?? sheets.find(({ visibility }) => visibility === 'visible') ?? sheets[0];
}

/** Of a file that is split: of all its portfolios, each of which may have errors of its own. */
export function outcomeOf(portfolio: Portfolio, choices: RepairChoices): Outcome {
  return toOutcome(portfolio, repair(portfolio, choices));
}

function toOutcome(portfolio: Portfolio, { holdings, sum, errors }: RepairedPortfolio): Outcome {
  const { parts = [], questions } = portfolio;
  if (!isSplit(portfolio)) return { holdings: holdings.length, sum, obstacles: errors.length };
  const rows = parts.reduce((all, part) => all + part.rows, 0);
  return { holdings: rows, sum: parts[0]?.sum ?? 0, obstacles: questions.length, portfolios: parts.length };
}

/** Into several portfolios, of which none was chosen. */
function isSplit({ mapping, parts = [] }: Portfolio): boolean {
  return mapping.splitBy !== undefined && mapping.part === undefined && parts.length > 0;
}

function repairsOf(portfolio: Portfolio, choices: RepairChoices): readonly ReviewRepair[] {
  if (isSplit(portfolio)) return [];
  return repairNames.flatMap((name) => {
    const isChosen = choices[name] === true;
    if (!isChosen && !couldChange[name](portfolio, choices)) return [];
    const before = outcomeOf(portfolio, { ...choices, [name]: false });
    const after = outcomeOf(portfolio, { ...choices, [name]: true });
    return isChosen || !isSame(before, after) ? [{ name, isChosen, before, after }] : [];
  });
}

/** Sums differ by less by the arithmetic of computers alone. */
const least = 1e-9;

/** Asked before a repair is tried, which takes its time with a million holdings. */
const couldChange: Readonly<Record<RepairName, (portfolio: Portfolio, choices: RepairChoices) => boolean>> = {
  dropBadRows: ({ faultyRows }) => faultyRows.length > 0,
  mergeDuplicates: ({ holdings }) => new Set(holdings.map(({ idValue }) => idValue)).size < holdings.length,
  normaliseWeights: ({ holdings }, { dropBadRows }) => dropBadRows === true || Math.abs(sumOf(holdings) - 1) > least,
};

function isSame(a: Outcome, b: Outcome): boolean {
  return a.holdings === b.holdings && Math.abs(a.sum - b.sum) < least && a.obstacles === b.obstacles;
}

function placed(finding: Finding, sheet: Sheet | undefined, reading: Reading | undefined): ReviewFinding {
  if (finding.row === undefined || sheet === undefined) return finding;
  const columnIndex = finding.column === undefined ? -1 : (reading?.region.names.indexOf(finding.column) ?? -1);
  return { ...finding, line: lineOf(sheet, finding.row - 1), ...(columnIndex < 0 ? {} : { columnIndex }) };
}

const sampledRows = 60;

function columnsOf(sheet: Sheet, reading: Reading | undefined, mapping: Mapping): readonly ReviewColumn[] {
  const first = reading?.region.body.start ?? 0;
  const last = Math.min(rowCount(sheet), first + sampledRows);
  let count = reading?.region.names.length ?? 0;
  for (let row = 0; row < last; row++) count = Math.max(count, rowWidth(sheet, row));
  const names = Array.from({ length: count }, (_, at) => reading?.region.names[at] ?? columnLetter(at));
  const said = new Set(
    [mapping.id, mapping.weight, mapping.weightsFrom, mapping.splitBy].filter((key) => key !== undefined),
  );
  return names.map((name, at): ReviewColumn => {
    const role = roleOf(reading, at);
    const key = columnKey(names, at);
    const evidence = (reading?.candidates ?? []).filter(({ column }) => column === at).flatMap((one) => one.evidence);
    return {
      key,
      name,
      letter: columnLetter(at),
      ...(role === undefined ? {} : { role }),
      isMapped: said.has(key) || said.has(name),
      evidence,
      ...shapeOf(sheet, at, first, last),
    };
  });
}

function roleOf(reading: Reading | undefined, at: number): ColumnRole | undefined {
  const found = Object.entries(reading?.columns ?? {}).find(([, column]) => column === at);
  return found?.[0] as ColumnRole | undefined;
}

function shapeOf(
  sheet: Sheet,
  column: number,
  first: number,
  last: number,
): { readonly isNumber: boolean; readonly characters: number } {
  let [characters, texts, numbers] = [0, 0, 0];
  for (let row = first; row < last; row++) {
    const text = cellText(sheet, row, column);
    characters = Math.max(characters, text.length);
    if (text === '') continue;
    if (/^[-+(]?[\d.,'\s\u00a0]*\d[)%\s]*$/.test(text)) numbers++;
    else texts++;
  }
  return { isNumber: numbers > texts, characters };
}

const shownLabels = 3;

function groupsOf(leftOut: readonly LeftOut[]): readonly LeftOutGroup[] {
  const groups = new Map<
    LeftOutReason,
    { reason: LeftOutReason; rows: number; first: number; labels: string[]; weight: number }
  >();
  for (const { reason, row, label, weight = 0 } of leftOut) {
    const group = groups.get(reason) ?? { reason, rows: 0, first: row, labels: [], weight: 0 };
    group.rows++;
    group.weight += weight;
    if (group.labels.length < shownLabels && label !== '') group.labels.push(label);
    groups.set(reason, group);
  }
  return [...groups.values()];
}
