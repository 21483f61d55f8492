import type { Severity } from '../diagnostic.ts';
import { findingLimit } from '../portfolio/finding.ts';
import type { Mapping } from '../portfolio/mapping.ts';
import type { LeftOutReason, Part, Portfolio } from '../portfolio/portfolioTypes.ts';
import { reportsOf } from '../portfolio/portfolioReport.ts';
import { readPortfolio } from '../portfolio/readPortfolio.ts';
import type { RepairChoices } from '../portfolio/repairs.ts';
import { rowCount, rowTexts, type Sheet, type Workbook } from '../portfolio/workbook.ts';
import { outcomeOf, reviewOf, shownSheet, type Outcome, type Review } from './review.ts';

/** Why a row of the grid looks otherwise. */
export type RowMark = 'header' | 'outside' | 'dropped' | LeftOutReason;

export interface CellMark {
  /** From 0; absent where it is about the row. */
  readonly column?: number;
  readonly severity: Severity;
  readonly message: string;
}

export interface ReviewRow {
  readonly cells: readonly string[];
  readonly mark?: RowMark;
  readonly findings?: readonly CellMark[];
}

/** One portfolio of a file, as it would be sent. */
export interface ReviewedPortfolio {
  readonly part?: string;
  readonly mapping: Mapping;
  readonly body: string;
  readonly holdings: number;
}

const unread: Portfolio = {
  mapping: {},
  sheets: [],
  reading: undefined,
  holdings: [],
  leftOut: [],
  findings: [],
  faultyRows: [],
  questions: [],
};
const longestCell = 300;
const mostColumns = 500;
const largestCopy = 20_000_000;

/**
 * A file under review, in the thread that read it: its cells stay there, and are asked for as they are looked at.
 * Anything else is made anew for each mapping.
 */
export class ReviewSession {
  readonly #workbook: Workbook;
  #portfolio = unread;
  #choices: RepairChoices = {};
  #rowMarks = new Map<number, RowMark>();
  #cellMarks = new Map<number, CellMark[]>();

  constructor(workbook: Workbook) {
    this.#workbook = workbook;
  }

  review(mapping: Mapping, choices: RepairChoices): Review {
    this.#portfolio = readPortfolio(this.#workbook, mapping);
    this.#choices = choices;
    const review = reviewOf(this.#workbook, this.#portfolio, choices);
    this.#markRows();
    this.#cellMarks = new Map();
    for (const { row, columnIndex, severity, message } of review.findings) {
      if (row === undefined) continue;
      const marks = this.#cellMarks.get(row) ?? [];
      marks.push({ severity, message, ...(columnIndex === undefined ? {} : { column: columnIndex }) });
      this.#cellMarks.set(row, marks);
    }
    return { ...review, findings: review.findings.slice(0, findingLimit), parts: this.#parts() };
  }

  /** All of them, whichever was chosen. */
  #parts(): readonly Part[] {
    const { part, ...whole } = this.#portfolio.mapping;
    const read = part === undefined ? this.#portfolio : readPortfolio(this.#workbook, whole);
    return read.parts ?? [];
  }

  /** What an answer to a question would send. */
  preview(question: number, answer: number): Outcome | undefined {
    const { questions, mapping } = this.#portfolio;
    const chosen = questions[question]?.answers[answer];
    if (chosen === undefined) return undefined;
    return outcomeOf(readPortfolio(this.#workbook, { ...mapping, ...chosen.mapping }), this.#choices);
  }

  /** What one portfolio of a file that is split would send. */
  part(index: number): Outcome | undefined {
    const { parts = [], mapping } = this.#portfolio;
    const part = parts[index];
    if (part === undefined) return undefined;
    return outcomeOf(readPortfolio(this.#workbook, { ...mapping, part: part.value }), this.#choices);
  }

  /** Half-open, of the sheet that is shown. */
  rows(first: number, end: number): readonly ReviewRow[] {
    const sheet = this.#sheet;
    if (sheet === undefined) return [];
    const count = Math.max(0, Math.min(end, rowCount(sheet)) - first);
    return Array.from({ length: count }, (_, at) => this.#row(sheet, first + at));
  }

  /** Rows (from 0) with tabs between the cells, as spreadsheets paste them. */
  copied(rows: readonly number[]): string {
    const sheet = this.#sheet;
    const lines: string[] = [];
    let size = 0;
    for (const row of sheet === undefined ? [] : rows) {
      const line = sheet === undefined ? '' : rowTexts(sheet, row).map(oneLine).join('\t');
      size += line.length;
      if (size > largestCopy) break;
      lines.push(line);
    }
    return lines.join('\n');
  }

  /** What is sent: nothing where something keeps it from being sent. */
  portfolios(): readonly ReviewedPortfolio[] {
    return reportsOf(this.#workbook, this.#portfolio.mapping, this.#choices, true).flatMap(
      ({ part, mapping, body, holdings }) =>
        body === undefined ? [] : [{ mapping, body, holdings, ...(part === undefined ? {} : { part }) }],
    );
  }

  get #sheet(): Sheet | undefined {
    return shownSheet(this.#workbook, this.#portfolio);
  }

  #markRows(): void {
    const { leftOut, faultyRows } = this.#portfolio;
    this.#rowMarks = new Map(leftOut.map(({ row, reason }) => [row, reason]));
    if (this.#choices.dropBadRows === true) for (const row of faultyRows) this.#rowMarks.set(row, 'dropped');
  }

  #row(sheet: Sheet, row: number): ReviewRow {
    const cells = rowTexts(sheet, row)
      .slice(0, mostColumns)
      .map((text) => (text.length > longestCell ? `${text.slice(0, longestCell)}…` : text));
    const mark = this.#markOf(row);
    const findings = this.#cellMarks.get(row + 1);
    return { cells, ...(mark === undefined ? {} : { mark }), ...(findings === undefined ? {} : { findings }) };
  }

  #markOf(row: number): RowMark | undefined {
    const known = this.#rowMarks.get(row + 1);
    const { reading } = this.#portfolio;
    if (known !== undefined || reading === undefined) return known;
    const { header, body } = reading.region;
    if (row >= header.start && row < header.end) return 'header';
    return row < body.start || row >= body.end ? 'outside' : undefined;
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/[\t\r\n]+/g, ' ');
}
