import { isSameNumber } from '../exactJson.ts';
import type { AnalysisResult, Figure, Metric } from './result.ts';

export interface Difference {
  readonly absolute: number;
  /** Of the first result's value; undefined where that is 0. */
  readonly relative: number | undefined;
}

export type Change = 'changed' | 'missing' | 'same' | 'not comparable';

/** A metric in two or more results; the first is what the others are measured against. */
export interface ComparedMetric {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** Of each result: they differ where the API changed it. */
  readonly unit: string;
  readonly change: Change;
  /** In the order of the results; undefined where the metric is missing. */
  readonly values: readonly (Figure | undefined)[];
  /** From the second result on. */
  readonly differences: readonly (Difference | undefined)[];
}

/** Joined by metric id; what changed most comes first. `tolerance`: relative, up to which values are the same. */
export function compareResults(results: readonly AnalysisResult[], tolerance = 0): readonly ComparedMetric[] {
  const byKey = results.map(({ metrics }) => keyed(metrics));
  const keys = new Set(byKey.flatMap((metrics) => [...metrics.keys()]));
  const compared = [...keys].map((key) =>
    compareMetric(
      byKey.map((metrics) => metrics.get(key)),
      tolerance,
    ),
  );
  return compared.sort((a, b) => order.indexOf(a.change) - order.indexOf(b.change) || size(b) - size(a));
}

const order: readonly Change[] = ['changed', 'not comparable', 'missing', 'same'];

/** A metric id that comes twice is two metrics. */
function keyed(metrics: readonly Metric[]): ReadonlyMap<string, Metric> {
  const byKey = new Map<string, Metric>();
  for (const metric of metrics) {
    const key = JSON.stringify([metric.group, metric.id === '' ? metric.name : metric.id]);
    let count = 1;
    while (byKey.has(`${key}${count}`)) count++;
    byKey.set(`${key}${count}`, metric);
  }
  return byKey;
}

function compareMetric(metrics: readonly (Metric | undefined)[], tolerance: number): ComparedMetric {
  const first = metrics.find((metric) => metric !== undefined);
  const units = new Set(metrics.flatMap((metric) => (metric === undefined ? [] : [metric.unit])));
  const values = metrics.map((metric) => metric?.value);
  const [base, ...others] = values;
  const differences = others.map((value) => (units.size > 1 ? undefined : differenceOf(base, value)));
  return {
    id: first?.id ?? '',
    name: first?.name ?? '',
    type: first?.type ?? '',
    unit: [...units].join(' / '),
    change: changeOf(values, differences, tolerance),
    values,
    differences,
  };
}

function differenceOf(base: Figure | undefined, value: Figure | undefined): Difference | undefined {
  if (base?.number === undefined || value?.number === undefined) return undefined;
  const absolute = value.number - base.number;
  if (base.number === 0) return { absolute, relative: absolute === 0 ? 0 : undefined };
  return { absolute, relative: absolute / Math.abs(base.number) };
}

function changeOf(
  values: readonly (Figure | undefined)[],
  differences: readonly (Difference | undefined)[],
  tolerance: number,
): Change {
  if (values.includes(undefined)) return 'missing';
  const [base, ...others] = values.map((value) => value?.text);
  if (differences.includes(undefined)) return others.every((text) => text === base) ? 'same' : 'not comparable';
  if (tolerance === 0) return others.every((text) => isSameNumber(base, text)) ? 'same' : 'changed'; // beyond 17 digits too
  return differences.every((difference) => Math.abs(difference?.relative ?? Infinity) <= tolerance)
    ? 'same'
    : 'changed';
}

/** The largest relative difference; from nothing to something counts most. */
function size({ differences }: ComparedMetric): number {
  return Math.max(
    ...differences.map((difference) =>
      difference === undefined ? 0 : Math.abs(difference.relative ?? Number.MAX_VALUE),
    ),
  );
}
