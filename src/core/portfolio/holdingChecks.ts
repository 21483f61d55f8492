import type { Finding, FindingCode, FindingList } from './finding.ts';
import type { Holding } from './holding.ts';
import { identifierFault, isScheme, plainIdentifier, schemeOf, withLeadingZeros, type Scheme } from './identifiers.ts';

export interface HoldingRow {
  /** From 1. */
  readonly row: number;
  readonly security: string;
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

/** Checks rows one after the other: check digits, scheme, weight, whether it was there before. */
export class HoldingChecks {
  readonly #findings: FindingList;
  readonly #columns: HoldingColumns;
  readonly #known: Scheme | undefined;
  readonly #rowOf = new Map<string, number>();

  constructor(findings: FindingList, columns: HoldingColumns) {
    this.#findings = findings;
    this.#columns = columns;
    this.#known = isScheme(columns.scheme) ? columns.scheme : undefined;
  }

  /** The holding, where the row has a weight; what is wrong with it is in the findings. */
  check(holding: HoldingRow): Holding | undefined {
    const { row, id, weight } = holding;
    const hasWeight = this.#checkWeight(holding);
    const idValue = this.#known === undefined ? id : this.#checkIdentifier(holding, this.#known);
    const first = this.#rowOf.get(idValue);
    if (first === undefined) this.#rowOf.set(idValue, row);
    else
      this.#sayId(
        'warning',
        'duplicate',
        holding,
        `This identifier is in row ${first} too. Merge the two, or leave both.`,
      );
    return hasWeight && weight !== undefined ? { row, idValue, weight } : undefined;
  }

  /** The identifier as it is sent. */
  #checkIdentifier(holding: HoldingRow, scheme: Scheme): string {
    const { id, stated } = holding;
    const plain = plainIdentifier(id);
    const padded = withLeadingZeros(scheme, plain);
    const value = padded ?? plain;
    if (stated !== '' && stated !== scheme) {
      this.#sayId(
        'error',
        'scheme-mixed',
        holding,
        `The row says ${stated}, the portfolio is in ${scheme}. ${oneScheme}`,
      );
      return value;
    }
    const fault = identifierFault(scheme, value);
    if (fault !== undefined) this.#sayFault(holding, scheme, value, fault);
    else if (padded !== undefined)
      this.#sayId(
        'warning',
        'identifier-form',
        holding,
        `A spreadsheet took its leading zeros. It is sent as ${padded}.`,
      );
    else if (id !== value) this.#sayId('warning', 'identifier-form', holding, `It is sent as ${value}.`);
    return value;
  }

  #sayFault(holding: HoldingRow, scheme: Scheme, value: string, fault: string): void {
    const other = schemeOf(value);
    const isOther = other !== undefined && other !== scheme && identifierFault(other, value) === undefined;
    if (isOther)
      this.#sayId(
        'error',
        'scheme-mixed',
        holding,
        `This is a valid ${other}, the portfolio is in ${scheme}. ${oneScheme}`,
      );
    else this.#sayId('error', 'identifier-invalid', holding, `The identifier ${fault}. Correct it, or drop the row.`);
  }

  #checkWeight({ row, security, weight, written }: HoldingRow): boolean {
    const say = (severity: Finding['severity'], code: FindingCode, message: string): void =>
      this.#findings.add({ severity, code, row, security, column: this.#columns.weightName, value: written, message });
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

  #sayId(severity: Finding['severity'], code: FindingCode, { row, security, id }: HoldingRow, message: string): void {
    this.#findings.add({ severity, code, row, security, column: this.#columns.idName, value: id, message });
  }
}

const oneScheme = 'The API takes one scheme for a portfolio. Use its identifier, or drop the row.';
