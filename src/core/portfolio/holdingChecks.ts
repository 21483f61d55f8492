import type { Finding, FindingCode } from './finding.ts';
import { identifierFault, isScheme, schemeOf, schemes, type Scheme } from './identifiers.ts';
import type { Holding } from './holding.ts';
import { cellText, type Cell } from './table.ts';

export interface HoldingRow {
  readonly row: number;
  readonly id: string;
  /** The scheme that the row itself names; empty for none. */
  readonly stated: string;
  readonly weight: number | undefined;
  /** The weight as it stands in the file. */
  readonly written: string;
}

export interface HoldingColumns {
  readonly scheme: string;
  readonly idName: string;
  readonly weightName: string;
}

/** The scheme in the column's name; else of most of its values; else the API's documented one. */
export function schemeOfColumn(name: string, cells: readonly (Cell | undefined)[]): string {
  const said = schemes.find((scheme) => new RegExp(`\\b${scheme}\\b`, 'i').test(name));
  if (said !== undefined) return said;
  const counts = new Map<Scheme, number>();
  for (const cell of cells) {
    const scheme = schemeOf(cellText(cell).toUpperCase());
    if (scheme !== undefined) counts.set(scheme, (counts.get(scheme) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most?.[0] ?? 'ISIN';
}

/** Checks rows one after the other; findings gather in the order of the rows. */
export class HoldingChecks {
  readonly ofRows: Finding[] = [];
  readonly ofScheme: readonly Finding[];
  readonly #columns: HoldingColumns;
  readonly #known: Scheme | undefined;
  readonly #rowOf = new Map<string, number>();

  constructor(columns: HoldingColumns) {
    const { scheme, idName } = columns;
    this.#columns = columns;
    this.#known = isScheme(scheme) ? scheme : undefined;
    this.ofScheme = scheme === 'ISIN' ? [] : [schemeFinding(scheme, this.#known !== undefined, idName)];
  }

  /** The holding, where the row can be sent as one; what is wrong with it is in the findings. */
  check({ row, id, stated, weight, written }: HoldingRow): Holding | undefined {
    const idValue = this.#known === undefined ? id : id.toUpperCase();
    const hasWeight = this.#checkWeight(row, weight, written);
    if (id === '') {
      this.#say(
        'error',
        'identifier-missing',
        row,
        this.#columns.idName,
        '',
        'The identifier is missing. Add it, or drop the row.',
      );
      return undefined;
    }
    this.#checkIdentifier(row, id, idValue, stated);
    const first = this.#rowOf.get(idValue);
    if (first !== undefined)
      this.#say(
        'warning',
        'duplicate',
        row,
        this.#columns.idName,
        id,
        `This identifier is in row ${first} too. Merge the two, or leave both.`,
      );
    else this.#rowOf.set(idValue, row);
    return hasWeight && weight !== undefined ? { row, idValue, weight } : undefined;
  }

  #checkIdentifier(row: number, id: string, idValue: string, stated: string): void {
    const { scheme, idName } = this.#columns;
    if (stated !== '' && stated.toUpperCase() !== scheme) {
      this.#say(
        'error',
        'scheme-mixed',
        row,
        idName,
        id,
        `The row says ${stated}, the portfolio is in ${scheme}. ${oneScheme}`,
      );
      return;
    }
    if (this.#known === undefined) return;
    const fault = identifierFault(this.#known, idValue);
    const other = fault === undefined ? undefined : schemeOf(idValue);
    const isOther = other !== undefined && other !== this.#known && identifierFault(other, idValue) === undefined;
    if (isOther)
      this.#say(
        'error',
        'scheme-mixed',
        row,
        idName,
        id,
        `This is a valid ${other}, the portfolio is in ${scheme}. ${oneScheme}`,
      );
    else if (fault !== undefined)
      this.#say(
        'error',
        'identifier-invalid',
        row,
        idName,
        id,
        `The identifier ${fault}. Correct it, or drop the row.`,
      );
    else if (id !== idValue)
      this.#say('warning', 'identifier-case', row, idName, id, `It is sent in capitals, as ${idValue}.`);
  }

  #checkWeight(row: number, weight: number | undefined, written: string): boolean {
    const say = (severity: Finding['severity'], code: FindingCode, message: string): void =>
      this.#say(severity, code, row, this.#columns.weightName, written, message);
    if (written === '') say('error', 'weight-missing', 'The weight is missing. Add it, or drop the row.');
    else if (weight === undefined || !Number.isFinite(weight))
      say(
        'error',
        'weight-not-a-number',
        'The weight is not a number as the others of its column. Correct it, or drop the row.',
      );
    else if (weight < 0)
      say(
        'error',
        'weight-negative',
        'The weight is negative. The API documents no short positions. Correct it, or drop the row.',
      );
    else if (weight === 0) say('warning', 'weight-zero', 'The weight is zero. Drop the row, or leave it.');
    return weight !== undefined && Number.isFinite(weight);
  }

  #say(
    severity: Finding['severity'],
    code: FindingCode,
    row: number,
    column: string,
    value: string,
    message: string,
  ): void {
    this.ofRows.push({ severity, code, row, column, value, message });
  }
}

const oneScheme = 'The API takes one scheme for a portfolio. Use its identifier, or drop the row.';

function schemeFinding(scheme: string, isKnown: boolean, column: string): Finding {
  return isKnown
    ? {
        severity: 'warning',
        code: 'scheme-undocumented',
        column,
        message: `The identifiers are ${scheme}. The API's documentation names ISIN only; they are sent as they are.`,
      }
    : {
        severity: 'warning',
        code: 'scheme-unknown',
        column,
        message: `The scheme "${scheme}" is not one that can be checked (${schemes.join(', ')}); it is sent as it is.`,
      };
}
