import type { Diagnostic } from '../diagnostic.ts';

export type FindingCode =
  | 'file-empty'
  | 'quotes-open'
  | 'column-unknown'
  | 'sheet-unknown'
  | 'row-too-long'
  | 'header-shifted'
  | 'portfolios-headed'
  | 'identifier-missing'
  | 'identifier-invalid'
  | 'identifier-form'
  | 'scheme-unknown'
  | 'scheme-mixed'
  | 'scheme-undocumented'
  | 'portfolio-missing'
  | 'row-contradicted'
  | 'duplicate'
  | 'weight-missing'
  | 'weight-not-a-number'
  | 'weight-negative'
  | 'weight-zero'
  | 'weights-sum'
  | 'weights-low'
  | 'weights-from-values'
  | 'currencies-mixed'
  | 'scale-found'
  | 'total-row'
  | 'fund-row'
  | 'cash-row'
  | 'hidden-rows'
  | 'other-tables'
  | 'sheets'
  /** A question of `Portfolio.questions`, where only findings are shown. */
  | 'asked';

/** What is to say of a portfolio file, or of one of its rows. */
export interface Finding extends Diagnostic<FindingCode> {
  /** From 1, as in the file; absent where it is about the file. */
  readonly row?: number;
  /** The name of the security in this row. */
  readonly security?: string;
  readonly column?: string;
  readonly value?: string;
}

/** `file:row: severity: message (Security; column, value.)`: as compilers print, so that editors find the place. */
export function findingLine(file: string, { severity, row, security, column, value, message }: Finding): string {
  const place = row === undefined ? file : `${file}:${row}`;
  const shown = value === undefined || value === '' ? '' : `, "${shortened(value)}"`;
  const name = security === undefined || security === '' ? '' : `${shortened(security)}. `;
  const where = column === undefined ? '' : ` (${name}Column ${shortened(column)}${shown}.)`;
  return `${place}: ${severity}: ${message}${where}`;
}

const shownCharacters = 60;

/** A terminal must not obey a cell. */
export function shortened(value: string): string {
  const printable = value.replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
  return printable.length > shownCharacters ? `${printable.slice(0, shownCharacters)}…` : printable;
}

/** Of one kind no more are kept: a file of a million faulty rows has one fault, not a million. */
export const findingLimit = 1000;

/** Findings of rows in the order in which they come, and which rows cannot be sent as they are. */
export class FindingList {
  readonly #kept: Finding[] = [];
  readonly #counts = new Map<FindingCode, number>();
  readonly #faulty = new Set<number>();

  add(finding: Finding): void {
    const count = (this.#counts.get(finding.code) ?? 0) + 1;
    this.#counts.set(finding.code, count);
    if (finding.severity === 'error' && finding.row !== undefined) this.#faulty.add(finding.row);
    if (count <= findingLimit) this.#kept.push(finding);
  }

  /** The rows with errors, from 1. */
  get faultyRows(): readonly number[] {
    return [...this.#faulty].sort((a, b) => a - b);
  }

  /** In the order of the rows; what was too much to keep is counted. */
  get all(): readonly Finding[] {
    const more = [...this.#counts].flatMap(([code, count]): readonly Finding[] => {
      const last = this.#kept.findLast((finding) => finding.code === code);
      if (count <= findingLimit || last === undefined) return [];
      const { severity } = last;
      const message = `There are ${count - findingLimit} more rows like the last of these: ${last.message}`;
      return [{ severity, code, message }];
    });
    return [...this.#kept.sort((a, b) => (a.row ?? 0) - (b.row ?? 0)), ...more];
  }
}
