import { weightRows, type BodyRows } from './bodyRows.ts';
import type { DecimalMark } from './decimal.ts';
import {
  isTemplateWeight,
  plainName,
  saysBasisPoints,
  saysPercent,
  saysPlainWeight,
  saysShare,
  saysValue,
  weightMeaning,
  type WeightMeaning,
} from './headerWords.ts';
import type { Scale } from './mapping.ts';
import { readNumbers, type NumberColumn } from './numberColumn.ts';
import type { TableRegion } from './portfolioTypes.ts';
import { findTotals, type Totals, type WeightRow } from './totals.ts';
import { cellNumber, cellText, columnLetter, type Sheet } from './workbook.ts';
import { isWhole, scaleOfSum, wholeOf } from './wholes.ts';

export interface WeightColumn {
  readonly column: number;
  readonly name: string;
  readonly meaning: WeightMeaning;
  readonly isValue: boolean;
  readonly numbers: NumberColumn;
  readonly rows: readonly WeightRow[];
  readonly totals: Totals;
  /** The scale whose whole its holdings, or all its rows, sum to. */
  readonly wholeScale: Scale | undefined;
}

export interface WeightChoice {
  readonly candidates: readonly WeightColumn[];
  readonly chosen: WeightColumn | undefined;
  readonly rivals: readonly WeightColumn[];
  /** Columns of values that weights could be made from. */
  readonly values: readonly WeightColumn[];
  /** Weights of something else, which the user may mean nevertheless. */
  readonly others: readonly WeightColumn[];
}

export interface WeightSource {
  readonly sheet: Sheet;
  readonly region: TableRegion;
  readonly body: BodyRows;
  readonly mark: DecimalMark | undefined;
}

/** By its name first, by what it sums to where names leave it open; `taken`: columns that are something else. */
export function chooseWeights(source: WeightSource, taken: ReadonlySet<number>): WeightChoice {
  const { sheet, region } = source;
  const all = region.names.flatMap((name, column) =>
    taken.has(column) || !mayBeNumeric(source, column, name) ? [] : [weightColumn(source, column, name)],
  );
  const hidden = new Set(sheet.hiddenColumns ?? []);
  const weights = all.filter(({ meaning }) => meaning === 'weight');
  const own = weights.filter((one) => !isDifference(one));
  const named = own.length > 0 ? own : weights;
  const shown = named.filter(({ column }) => !hidden.has(column));
  const wholes = all.filter((one) => one.meaning === 'none' && !one.isValue && isTightWhole(one));
  const { chosen, rivals } = pick(source, all, { named: shown.length > 0 ? shown : named, wholes });
  return {
    candidates: [...named, ...wholes],
    chosen,
    rivals,
    values: all.filter(({ isValue, totals }) => isValue && totals.sumOfAll > 0),
    others: all.filter(({ meaning }) => meaning === 'other' || meaning === 'none'),
  };
}

type Picked = Pick<WeightChoice, 'chosen' | 'rivals'>;

/** Weights against those of a benchmark cancel out. */
function isDifference({ rows, totals, numbers }: WeightColumn): boolean {
  const rounding = rows.length * 10 ** -numbers.decimals;
  const isBoth = rows.some(({ value }) => value < 0) && rows.some(({ value }) => value > 0);
  return isBoth && Math.abs(totals.sum) <= Math.min(rounding, 0.5);
}

interface Found {
  readonly named: readonly WeightColumn[];
  readonly wholes: readonly WeightColumn[];
}

/** Of several that are named weights none is taken for its sum: that of an index is a whole, where cash has no row. */
function pick(source: WeightSource, all: readonly WeightColumn[], { named, wholes }: Found): Picked {
  const template = named.find(({ name }) => isTemplateWeight(plainName(name)));
  const different = template === undefined ? distinctColumns(named) : [template];
  const [only, ...more] = different;
  if (only === undefined) return pickUnnamed(source, all, wholes);
  if (more.length > 0) return { chosen: undefined, rivals: different };
  // Named a weight, but no whole; and another that is one: either may be meant.
  const other =
    only.wholeScale !== undefined || template !== undefined ? [] : wholes.filter((one) => isRival(only, one));
  if (other.length > 0) return { chosen: undefined, rivals: [only, ...other] };
  if (isContradicted(only, all)) return { chosen: undefined, rivals: [only] };
  return { chosen: only, rivals: [] };
}

/** Beside a column that is plainly the weight, one of another name without a sign of percent is something else. */
function isRival(weight: WeightColumn, { name, column }: WeightColumn): boolean {
  const plain = plainName(weight.name);
  if (!saysPlainWeight(plain) || saysShare(plain)) return true;
  return name !== columnLetter(column) && saysPercent(plainName(name));
}

/** Words beside "weight" that we do not know, and values that have other proportions: weights of something else. */
function isContradicted(weight: WeightColumn, all: readonly WeightColumn[]): boolean {
  if (saysPlainWeight(plainName(weight.name))) return false;
  const values = all.filter(({ isValue, totals }) => isValue && totals.sum > 0);
  return values.length > 0 && values.every((value) => !isInProportion(weight, value));
}

const farApart = { least: 0.002, share: 0.03 };

function isInProportion(weight: WeightColumn, value: WeightColumn): boolean {
  const valueOf = new Map(value.rows.map((row) => [row.row, row.value / value.totals.sum]));
  return weight.rows.every(({ row, value: own, kind }) => {
    const share = valueOf.get(row);
    return (
      kind !== 'holding' ||
      share === undefined ||
      Math.abs(own / weight.totals.sum - share) <= farApart.least + farApart.share * share
    );
  });
}

/** Without a word for weights it takes a sign, or a file that names nothing: a quantity may sum to a hundred, too. */
function pickUnnamed(source: WeightSource, all: readonly WeightColumn[], wholes: readonly WeightColumn[]): Picked {
  const [only, ...more] = distinctColumns(wholes);
  if (only === undefined || more.length > 0) return { chosen: undefined, rivals: [...wholes] };
  const { header } = source.region;
  const isLone = header.start === header.end && distinctColumns(all).length === 1;
  const isSure = isLone || isPercentSign(only) || isShownInPercent(only);
  return isSure ? { chosen: only, rivals: [] } : { chosen: undefined, rivals: [...wholes] };
}

function isPercentSign({ name }: WeightColumn): boolean {
  return /^(?:in )?%$/.test(plainName(name));
}

function isShownInPercent({ numbers }: WeightColumn): boolean {
  return numbers.percents > 0 && numbers.percents === numbers.numbers;
}

/** Of those that say the same in other units or decimals, the most exact one. */
function distinctColumns(columns: readonly WeightColumn[]): readonly WeightColumn[] {
  const exact = columns.toSorted((a, b) => digitsOf(b) - digitsOf(a));
  const kept: WeightColumn[] = [];
  for (const column of exact) if (!kept.some((other) => isSame(other, column))) kept.push(column);
  return kept.toSorted((a, b) => a.column - b.column);
}

function digitsOf({ numbers, wholeScale }: WeightColumn): number {
  return numbers.decimals + (wholeScale === 'fraction' ? 0 : wholeScale === undefined ? -1 : 2);
}

/** Value for value the same, up to a power of a hundred and the rounding of the coarser one. */
function isSame(one: WeightColumn, other: WeightColumn): boolean {
  if (one.rows.length !== other.rows.length || one.totals.sum === 0 || other.totals.sum === 0) return false;
  const factor = [1, 100, 0.01, 10_000, 0.0001].find((power) =>
    isWhole(other.totals.sum * power, one.rows.length, one.numbers.decimals, one.totals.sum),
  );
  if (factor === undefined) return false;
  const unit = 10 ** -other.numbers.decimals * factor + 10 ** -one.numbers.decimals;
  return one.rows.every(({ row, value }, at) => {
    const match = other.rows[at];
    return match?.row === row && Math.abs(match.value * factor - value) <= unit * 0.51;
  });
}

const sampleRows = 500;
const numericShare = 0.6;

/** Cheap: most columns of a file are texts. */
function mayBeNumeric({ sheet, region, body }: WeightSource, column: number, name: string): boolean {
  const { start, end } = region.body;
  const step = Math.max(1, Math.floor((end - start) / sampleRows));
  let [filled, numeric] = [0, 0];
  for (let row = start; row < end; row += step) {
    if (body.kinds[row - start] !== 'holding') continue;
    const text = cellText(sheet, row, column);
    if (text === '') continue;
    filled++;
    if (cellNumber(sheet, row, column) !== undefined || startsAsNumber.test(text)) numeric++;
  }
  const meaning = weightMeaning(plainName(name));
  return numeric > 0 && (meaning === 'weight' || numeric >= filled * numericShare);
}

const startsAsNumber = /^[-+(\u2212\u2013]?[.,]?\d[\d.,\s'\u2019]*(?:e[-+]?\d+)?\s*%?\)?$/i;

export function weightColumn({ sheet, region, body, mark }: WeightSource, column: number, name: string): WeightColumn {
  const plain = plainName(name);
  const numbers = withMarkBySum({ sheet, region, body, mark }, column, saysBasisPoints(plain));
  const rows = weightRows(body, numbers);
  const isValue = saysValue(plain);
  const totals = findTotals(rows, numbers.decimals, isValue);
  return {
    column,
    name,
    meaning: weightMeaning(plain),
    isValue,
    numbers,
    rows,
    totals,
    wholeScale: wholeScaleOf(rows, totals, numbers.decimals),
  };
}

/** Where no value tells the mark, the one with which the holdings are whole does: `5,000` are hardly basis points. */
function withMarkBySum(
  { sheet, region, body, mark: given }: WeightSource,
  column: number,
  isInPoints: boolean,
): NumberColumn {
  const found = readNumbers(sheet, column, region.body, given);
  if (found.ambiguous === undefined) return found;
  const whole = ([',', '.'] as const)
    .map((mark) => readNumbers(sheet, column, region.body, mark))
    .filter((numbers) => {
      const rows = weightRows(body, numbers);
      const scale = wholeScaleOf(rows, findTotals(rows, numbers.decimals), numbers.decimals);
      return scale !== undefined && (isInPoints || scale !== 'basis points');
    });
  return whole.length === 1 && whole[0] !== undefined ? whole[0] : found;
}

function wholeScaleOf(
  rows: readonly WeightRow[],
  { sum, sumOfAll, rows: totals }: Totals,
  decimals: number,
): Scale | undefined {
  const count = rows.length - totals.size;
  return scaleOfSum(sum, count, decimals) ?? scaleOfSum(sumOfAll, count, decimals);
}

/** Of a column whose name does not say weight, a sum by chance must not do. */
function isTightWhole({ rows, totals, numbers, wholeScale }: WeightColumn): boolean {
  if (wholeScale === undefined || rows.length < 2) return false;
  const whole = wholeOf[wholeScale];
  const near = Math.max(1e-6 * whole, Math.min(rows.length * 0.5 * 10 ** -numbers.decimals, 5e-4 * whole));
  const isExact = numbers.decimals === 0 ? 1e-9 : near;
  return [totals.sum, totals.sumOfAll].some((sum) => Math.abs(sum - whole) <= isExact);
}
