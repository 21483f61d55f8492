import { plainName, saysBasisPoints, saysFraction, saysPercent } from './headerWords.ts';
import type { Scale } from './mapping.ts';
import { wholeOf } from './wholes.ts';
import type { WeightColumn } from './weightColumns.ts';

export interface ScaleChoice {
  readonly scale: Scale;
  readonly evidence: readonly string[];
  /** Why it is not sure; undefined where it is. */
  readonly doubt: string | undefined;
}

/** Sums of unlabelled weights that only one scale explains, and gaps or cash do the rest: 0.9 to 1.1 of a whole. */
const nearWhole = { from: 0.9, to: 1.1 };
/** Percent that sum to less may be fractions of a leveraged fund. */
const leastPercent = 3;

/** From signs and formats in every cell, words of the name, and the sum: where they agree it is read, else asked. */
export function findScale(column: WeightColumn): ScaleChoice {
  const found = scaleByEvidence(column);
  const doubt = found.doubt ?? contradiction(column, found.scale);
  return { ...found, doubt };
}

/** Cash or a total that is far more than the whole portfolio would be. */
function contradiction(column: WeightColumn, scale: Scale): string | undefined {
  const { rows, totals } = column;
  const whole = wholeOf[scale];
  const said = `they sum to ${shortSum(column)}`;
  if (totals.sumOfAll > mostWithOthers * Math.max(whole, totals.sum))
    return `${said}, but with cash and other rows to ${String(Number(totals.sumOfAll.toFixed(6)))}`;
  const named = rows.filter(({ row }) => totals.rows.has(row) && row !== totals.fundRow);
  const most = Math.max(0, ...named.map(({ value }) => value));
  return most > mostOfTotal * Math.max(whole, totals.sumOfAll) ? `${said}, but a total is ${most}` : undefined;
}

const mostWithOthers = 1.5;
const mostOfTotal = 1.05;

function scaleByEvidence(column: WeightColumn): ScaleChoice {
  const { numbers } = column;
  if (numbers.percents > 0 && numbers.percents < numbers.numbers) return mixedSigns(column);
  if (numbers.percents > 0) return bySigns(column);
  const name = plainName(column.name);
  if (saysBasisPoints(name)) return byName(column, 'basis points');
  if (saysPercent(name)) return byName(column, 'percent');
  if (saysFraction(name)) return byName(column, 'fraction');
  return bySum(column);
}

function sure(scale: Scale, ...evidence: readonly string[]): ScaleChoice {
  return { scale, evidence, doubt: undefined };
}

function shortSum({ totals }: WeightColumn): string {
  return String(Number(totals.sum.toFixed(6)));
}

function bySigns(column: WeightColumn): ScaleChoice {
  const { wholeScale } = column;
  if (wholeScale === undefined || wholeScale === 'percent') return sure('percent', 'each is shown in percent');
  const doubt = `each is shown in percent, but they sum to ${shortSum(column)}`;
  return { scale: 'percent', evidence: [], doubt };
}

function mixedSigns(column: WeightColumn): ScaleChoice {
  const evidence = [`they sum to ${shortSum(column)}`];
  const doubt = `${column.numbers.percents} of ${column.numbers.numbers} are shown in percent, the others are not`;
  return { scale: 'percent', evidence, doubt: column.wholeScale === 'percent' ? undefined : doubt };
}

function byName(column: WeightColumn, scale: Scale): ScaleChoice {
  const { wholeScale, totals } = column;
  const said = `the column is named in ${scale === 'fraction' ? 'fractions' : scale}`;
  if (wholeScale === scale) return sure(scale, said, `they sum to ${shortSum(column)}`);
  const leasts: Readonly<Record<Scale, number>> = { percent: leastPercent, fraction: 0, 'basis points': 100 };
  const most = scale === 'fraction' ? nearWhole.to : Infinity;
  if (wholeScale === undefined && totals.sum > leasts[scale] && totals.sum <= most) return sure(scale, said);
  return { scale, evidence: [said], doubt: `${said}, but they sum to ${shortSum(column)}` };
}

function bySum(column: WeightColumn): ScaleChoice {
  const { wholeScale, totals } = column;
  const said = `they sum to ${shortSum(column)}`;
  if (wholeScale !== undefined) return sure(wholeScale, said);
  // Less than the whole: the API's own fractions. As percent it would be less than a hundredth of a portfolio.
  if (totals.sum <= nearWhole.to) return sure('fraction', said);
  if (totals.sum >= nearWhole.from * 100 && totals.sum <= nearWhole.to * 100) return sure('percent', said);
  return { scale: totals.sum > 10 ? 'percent' : 'fraction', evidence: [], doubt: said };
}
