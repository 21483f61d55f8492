import type { Scale } from './columns.ts';
import { decimalMarkOf, parseDecimal } from './decimal.ts';
import type { Finding } from './finding.ts';
import { cellText, type Cell } from './table.ts';

export interface WeightColumn {
  readonly name: string;
  /** In the order of the rows. */
  readonly cells: readonly (Cell | undefined)[];
  /** Of the file: a file separated by `;` writes the decimal comma. */
  readonly delimiter: string | undefined;
}

export interface Weights {
  /** Fractions of the portfolio; undefined where a cell holds no number. */
  readonly values: readonly (number | undefined)[];
  readonly scale: Scale;
  /** How the column was read. */
  readonly findings: readonly Finding[];
}

/** Rounding in a file may bring the sum of weights above 1 by this much. */
export const sumTolerance = 1e-6;
const largestSumOfFractions = 1.5;
const largestSumOfPercents = 150;

/** A column of weights as fractions; `scale` is what the user says, else found, and said in the findings. */
export function readWeights(column: WeightColumn, scale: Scale | undefined): Weights {
  const texts = column.cells.filter((cell) => typeof cell !== 'number').map(cellText);
  const { mark, ambiguous } = decimalMarkOf(texts, column.delimiter === ';' ? ',' : '.');
  const read = (exponent: number): (number | undefined)[] =>
    column.cells.map((cell) =>
      typeof cell === 'number' ? shifted(cell, exponent) : parseDecimal(cellText(cell), mark, exponent),
    );
  const plain = read(0);
  const found = scale === undefined ? findScale(column, texts, plain) : { scale, findings: [] };
  const values = found.scale === 'percent' ? read(-2) : plain;
  const unclear: readonly Finding[] =
    ambiguous === undefined
      ? []
      : [
          {
            severity: 'warning',
            code: 'weight-ambiguous',
            column: column.name,
            value: ambiguous,
            message: `The weights can be read in two ways; "${mark}" was taken as the decimal mark. Write one of them with two decimals to be sure.`,
          },
        ];
  return { values, scale: found.scale, findings: [...found.findings, ...unclear] };
}

/** By powers of ten, as the shortest number that a sheet may have meant: 12.3 percent are 0.123. */
function shifted(value: number, exponent: number): number {
  return exponent === 0
    ? value
    : Number(`${value}e${exponent}`.replace(/e([-+]\d+)e(-?\d+)$/, (_, a, b) => `e${Number(a) + Number(b)}`));
}

function findScale(
  { name, cells }: WeightColumn,
  texts: readonly string[],
  values: readonly (number | undefined)[],
): { readonly scale: Scale; readonly findings: readonly Finding[] } {
  const sum = values.reduce<number>((total, value) => total + (value ?? 0), 0);
  const say = (code: 'scale-found' | 'scale-unclear', scale: Scale, why: string) => {
    const severity = code === 'scale-found' ? ('information' as const) : ('warning' as const);
    const message = `The weights were read as ${scale === 'percent' ? 'percent' : 'fractions of 1'}: ${why}.`;
    return { scale, findings: [{ severity, code, column: name, message }] };
  };
  const signs = texts.filter((text) => text.endsWith('%')).length;
  if (signs > 0) {
    const isEach = signs === cells.filter((cell) => cellText(cell) !== '').length;
    return isEach
      ? say('scale-found', 'percent', 'they end with %')
      : say('scale-unclear', 'percent', 'some of them end with %. Check those without');
  }
  const isNamedPercent = /%|\bper ?cent|\bpct\b|prozent|procent|pourcent/i.test(name);
  if (isNamedPercent && sum > largestSumOfFractions) return say('scale-found', 'percent', 'the column is named so');
  if (isNamedPercent)
    return say(
      'scale-unclear',
      'fraction',
      `they sum to ${shortNumber(sum)}, though the column is named in percent. If they are percent, set the scale`,
    );
  if (sum > largestSumOfFractions && sum <= largestSumOfPercents)
    return say('scale-found', 'percent', `they sum to ${shortNumber(sum)}`);
  return { scale: 'fraction', findings: [] };
}

/** Six decimals at most, without trailing zeros. */
export function shortNumber(value: number): string {
  return String(Number(value.toFixed(6)));
}
