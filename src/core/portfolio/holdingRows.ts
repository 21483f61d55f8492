import { labelOf, type RowKind } from './bodyRows.ts';
import { FindingList, type Finding, type FindingCode } from './finding.ts';
import type { Holding } from './holding.ts';
import { HoldingChecks } from './holdingChecks.ts';
import type { Scale } from './mapping.ts';
import { exactNumber } from './numberColumn.ts';
import type { LeftOut, LeftOutReason } from './portfolioTypes.ts';
import { filledWidth } from './regions.ts';
import { rowStates } from './rowStates.ts';
import { isPlaceholder } from './rowWords.ts';
import { shortNumber } from './shortNumber.ts';
import { statedScheme, type TableReading } from './tableReading.ts';
import { cellText, rowWidth } from './workbook.ts';
import type { WeightColumn } from './weightColumns.ts';

export interface HoldingRows {
  readonly holdings: readonly Holding[];
  readonly leftOut: readonly LeftOut[];
  readonly findings: FindingList;
}

export interface HoldingOptions {
  readonly scale: Scale;
  /** What all values sum to, where weights are made of values. */
  readonly valuesSum: number | undefined;
}

const exponents: Readonly<Record<Scale, number>> = { fraction: 0, percent: -2, 'basis points': -4 };

/** Every row of the table as a holding, as left out with its reason, or as a finding; each of them once. */
export class HoldingReader {
  readonly #table: TableReading;
  readonly #id: number;
  readonly #weight: WeightColumn;
  readonly #options: HoldingOptions;
  readonly #findings = new FindingList();
  readonly #holdings: Holding[] = [];
  readonly #leftOut: LeftOut[] = [];
  readonly #checks: HoldingChecks;
  readonly #stateOf: (row: number) => string | undefined;
  /** Fields of the header of a CSV file; more in a row is a cut value. */
  readonly #fields: number;
  /** Those of them that have a name, up to the last one. */
  readonly #named: number;

  constructor(table: TableReading, id: number, weight: WeightColumn, options: HoldingOptions) {
    this.#table = table;
    this.#id = id;
    this.#weight = weight;
    this.#options = options;
    this.#stateOf = rowStates(table);
    const { header, names } = table.region;
    const isCsv = table.sheet.delimiter !== undefined && header.end > header.start;
    this.#fields = isCsv ? rowWidth(table.sheet, header.end - 1) : Infinity;
    this.#named = isCsv ? filledWidth(table.sheet, header.end - 1) : Infinity;
    this.#checks = new HoldingChecks(this.#findings, {
      scheme: table.scheme,
      idName: names[id] ?? '',
      weightName: weight.name,
    });
  }

  read(): HoldingRows {
    const { body } = this.#table.source ?? { body: { kinds: [], start: 0 } };
    for (const [at, kind] of body.kinds.entries()) this.#readRow(body.start + at, kind);
    return { holdings: this.#holdings, leftOut: this.#leftOut, findings: this.#findings };
  }

  #readRow(row: number, kind: RowKind): void {
    if (kind === 'blank') return;
    if (kind === 'repeated header' || kind === 'hidden' || kind === 'other part') this.#leave(row, kind);
    else if (kind === 'no part') this.#partless(row);
    else if (this.#weight.totals.rows.has(row)) this.#total(row);
    else if (kind === 'holding') this.#holding(row);
    else this.#other(row, kind);
  }

  #other(row: number, kind: RowKind): void {
    if (!this.#hasWeight(row)) this.#leave(row, kind === 'named total' ? 'total' : 'text');
    else if (kind === 'cash') this.#cash(row);
    else this.#unidentified(row);
  }

  #holding(row: number): void {
    const { sheet, schemeColumn } = this.#table;
    if (this.#isTooLong(row)) {
      const message = `The row has ${filledWidth(sheet, row)} fields, the header ${this.#named}. Is the decimal comma of a number inside quotes? Write numbers with commas in quotes, or separate the fields by semicolons.`;
      this.#say('error', 'row-too-long', row, cellText(sheet, row, this.#weight.column), message);
      return;
    }
    const id = cellText(sheet, row, this.#id);
    const label = labelOf(sheet, row, this.#table.name);
    const stated = schemeColumn === undefined ? undefined : statedScheme(cellText(sheet, row, schemeColumn));
    const holding = this.#checks.check({
      row: row + 1,
      security: label === id ? '' : label,
      id,
      stated: stated ?? '',
      weight: this.#weightOf(row),
      written: cellText(sheet, row, this.#weight.column),
    });
    if (holding === undefined) return;
    this.#holdings.push(holding);
    const state = holding.weight > 0 ? this.#stateOf(row) : undefined;
    if (state !== undefined)
      this.#say('error', 'row-contradicted', row, label, `${state}. Correct the file, or drop the row.`);
  }

  /** Behind the last name, a number is what others have pushed there; a note is a note. */
  #isTooLong(row: number): boolean {
    const { sheet } = this.#table;
    const width = filledWidth(sheet, row);
    const isNumber = sheet.delimiter === ',' && /^[-+]?\d[\d.]*%?$/.test(cellText(sheet, row, width - 1));
    return width > this.#fields || (isNumber && width > this.#named);
  }

  /** Its portfolio may be that of the row above, or none: nobody but the user knows. */
  #partless(row: number): void {
    this.#leave(row, 'other part');
    const { sheet, region, split, name } = this.#table;
    const column = region.names[split ?? -1] ?? '';
    const message = `The row does not say which portfolio it belongs to: "${column}" is empty. Fill it in, or drop the row.`;
    this.#say('error', 'portfolio-missing', row, labelOf(sheet, row, name), message);
  }

  /** One with an identifier may be a holding of another portfolio: nobody but the user knows. */
  #total(row: number): void {
    this.#leave(row, 'total');
    const label = labelOf(this.#table.sheet, row, this.#table.name);
    if (row === this.#weight.totals.fundRow) {
      const message =
        'This row weighs as much as all others together: it may be the fund itself, or a portfolio of its own. Remove it, or drop the row.';
      this.#say('error', 'fund-row', row, label, message);
    } else this.#say('warning', 'total-row', row, label, 'This row is a total and no holding: it is not sent.');
  }

  #cash(row: number): void {
    this.#leave(row, 'cash');
    const message = `Cash, ${this.#share(row)} of the portfolio, has no identifier: it is not sent.`;
    this.#say('warning', 'cash-row', row, labelOf(this.#table.sheet, row, this.#table.name), message);
  }

  #unidentified(row: number): void {
    this.#leave(row, 'no identifier');
    const { sheet } = this.#table;
    const isZero = this.#weightOf(row) === 0;
    const message = isZero
      ? 'The identifier is missing, and the weight is zero: the row is not sent.'
      : `The identifier is missing, for ${this.#share(row)} of the portfolio. Add it, or drop the row.`;
    const written = cellText(sheet, row, this.#id);
    this.#say(isZero ? 'warning' : 'error', 'identifier-missing', row, isPlaceholder(written) ? '' : written, message);
  }

  #hasWeight(row: number): boolean {
    const { source } = this.#table;
    const value = this.#weight.numbers.values[row - (source?.body.start ?? 0)];
    return value !== undefined && !Number.isNaN(value);
  }

  #weightOf(row: number): number | undefined {
    const { scale, valuesSum } = this.#options;
    const { column, numbers } = this.#weight;
    if (valuesSum === undefined) return exactNumber(this.#table.sheet, row, column, numbers.mark, exponents[scale]);
    const value = exactNumber(this.#table.sheet, row, column, numbers.mark, 0);
    return value === undefined ? undefined : value / valuesSum;
  }

  #share(row: number): string {
    return `${shortNumber((this.#weightOf(row) ?? 0) * 100, 2)} %`;
  }

  #leave(row: number, reason: LeftOutReason): void {
    const weight = this.#hasWeight(row) ? this.#weightOf(row) : undefined;
    const label = labelOf(this.#table.sheet, row, this.#table.name);
    this.#leftOut.push({ row: row + 1, reason, label, ...(weight === undefined ? {} : { weight }) });
  }

  #say(severity: Finding['severity'], code: FindingCode, row: number, value: string, message: string): void {
    const { sheet, name, region } = this.#table;
    const column = code === 'row-too-long' ? this.#weight.name : (region.names[this.#id] ?? '');
    const security = labelOf(sheet, row, name);
    this.#findings.add({
      severity,
      code,
      row: row + 1,
      security: security === value ? '' : security,
      column,
      value,
      message,
    });
  }
}
