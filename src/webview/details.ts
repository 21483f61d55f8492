import type { ComparedMetric } from '../core/analysis/compare.ts';
import type { Extra, Metric } from '../core/analysis/result.ts';
import type { ViewStrings } from '../core/analysis/viewMessage.ts';
import { element } from './dom.ts';

/** All fields of a metric as the API sent them, those that we do not know among them. */
export function metricDetails(metric: Metric, strings: ViewStrings): Node {
  const { name, id, type, unit, value, coverageWeight, entityCount, group, extra } = metric;
  return fields([
    [strings.metric, name],
    [strings.value, value.text],
    [strings.unit, unit],
    [strings.type, type],
    [strings.coverage, coverageWeight.text],
    [strings.entities, entityCount.text],
    [strings.metricId, id],
    ['analysis', group],
    ...extra,
  ]);
}

export function comparedDetails(metric: ComparedMetric, names: readonly string[], strings: ViewStrings): Node {
  const { name, id, type, unit, values, differences } = metric;
  return fields([
    [strings.metric, name],
    [strings.unit, unit],
    [strings.type, type],
    ...names.map((of, at): Extra => [of, values[at]?.text ?? strings.missing]),
    ...differences.flatMap((difference): Extra[] => [
      [strings.difference, String(difference?.absolute ?? '')],
      [strings.relative, String(difference?.relative ?? '')],
    ]),
    [strings.metricId, id],
  ]);
}

export function fields(list: readonly Extra[]): HTMLElement {
  const rows = list
    .filter(([, value]) => value !== '')
    .flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]);
  return element('dl', {}, ...rows);
}
