import assert from 'node:assert/strict';
import { sampleAnalysis } from '../../../../src/core/sandbox/sampleMetrics.ts';

interface Metric {
  readonly metric_id: string;
  readonly metric_name: string;
  readonly metric_unit: string;
  readonly metric_type: string;
  readonly metric_value: { readonly raw: string };
  readonly coverage: { readonly weight: string; readonly entity_count: string };
}

const apple = { id_value: 'US0378331005', weight: 0.123 };
const fund = { id_value: 'LU1503114545', weight: 0.3 };
const metricsOf = (...holdings: readonly { id_value: string; weight: number }[]): readonly Metric[] =>
  sampleAnalysis(holdings) as readonly Metric[];

describe('the sample metrics', () => {
  it('are twelve, each marked as a sample, with every field of a metric', () => {
    const metrics = metricsOf(apple, fund);
    assert.equal(metrics.length, 12);
    assert.equal(new Set(metrics.map((metric) => metric.metric_id)).size, 12);
    for (const metric of metrics) {
      assert.match(metric.metric_name, /^Sample: /);
      assert.ok(metric.metric_unit !== '' && metric.metric_type !== '');
      assert.match(metric.metric_value.raw, /^\d+\.\d+$/);
      assert.match(metric.coverage.weight, /^\d\.\d+$/);
      assert.match(metric.coverage.entity_count, /^[012]$/);
    }
  });

  it('cover no more than the weights of the holdings', () => {
    const weights = metricsOf(apple, fund).map((metric) => Number(metric.coverage.weight));
    assert.ok(weights.every((weight) => weight <= 0.423));
    assert.ok(weights.includes(0.423));
  });

  it('are the same for the same holdings, and others for others', () => {
    assert.deepEqual(metricsOf(apple, fund), metricsOf(apple, fund));
    assert.notDeepEqual(metricsOf(apple), metricsOf(fund));
  });

  it('stay numbers where the weights cancel out', () => {
    for (const metric of metricsOf({ ...apple, weight: 0 }))
      assert.ok(Number.isFinite(Number(metric.metric_value.raw)));
  });
});
