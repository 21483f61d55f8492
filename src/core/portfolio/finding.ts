import type { Diagnostic } from '../diagnostic.ts';

export type FindingCode =
  | 'file-empty'
  | 'quotes-open'
  | 'columns-not-found'
  | 'column-unknown'
  | 'identifier-missing'
  | 'identifier-invalid'
  | 'identifier-case'
  | 'scheme-unknown'
  | 'scheme-mixed'
  | 'scheme-undocumented'
  | 'duplicate'
  | 'weight-missing'
  | 'weight-not-a-number'
  | 'weight-ambiguous'
  | 'weight-negative'
  | 'weight-zero'
  | 'weights-sum'
  | 'scale-found'
  | 'scale-unclear'
  | 'total-row';

/** What is to say of a portfolio file, or of one of its rows. */
export interface Finding extends Diagnostic<FindingCode> {
  /** From 1, as in the file; absent where it is about the file. */
  readonly row?: number;
  readonly column?: string;
  readonly value?: string;
}

/** `file:row: severity: message (Column, value.)`: as compilers print, so that editors find the place. */
export function findingLine(file: string, { severity, row, column, value, message }: Finding): string {
  const place = row === undefined ? file : `${file}:${row}`;
  const shown = value === undefined || value === '' ? '' : `, "${shortened(value)}"`;
  const where = column === undefined ? '' : ` (Column ${column}${shown}.)`;
  return `${place}: ${severity}: ${message}${where}`;
}

const shownCharacters = 60;

function shortened(value: string): string {
  // A terminal must not obey a cell.
  const printable = value.replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
  return printable.length > shownCharacters ? `${printable.slice(0, shownCharacters)}…` : printable;
}
