import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareResults } from '../../../../src/core/analysis/compare.ts';
import { metricsCsv } from '../../../../src/core/analysis/csv.ts';
import { parseResult, type AnalysisResult } from '../../../../src/core/analysis/result.ts';
import { cases } from '../../../support/security/cases.ts';

const metric = (id: string, raw: unknown, more: object = {}): object => ({
  metric_id: id,
  metric_name: `Name of ${id}`,
  metric_unit: '%',
  metric_type: 'sdg',
  metric_value: { raw },
  coverage: { weight: '0.483', entity_count: '3' },
  ...more,
});
const text = (metrics: readonly unknown[], more: object = {}): string =>
  JSON.stringify({ external_id: 'EX-1', holdings_matched: 3, analysis: { basic: metrics }, ...more });
const result = (...metrics: readonly unknown[]): AnalysisResult => parseResult(text(metrics));

describe('results', () => {
  it('takes strings for numbers, and keeps both as they were sent', () => {
    const { metrics } = parseResult(
      '{"analysis":{"basic":[{"metric_value":{"raw":"12.50"}},{"metric_value":{"raw":12.50}},{"metric_value":{"raw":"n/a"}},' +
        '{"metric_value":{"raw":12345678901234567890.10}},{"metric_value":7}]}}',
    );
    assert.deepEqual(
      metrics.map(({ value }) => [value.text, value.number]),
      [
        ['12.50', 12.5],
        ['12.50', 12.5],
        ['n/a', undefined],
        ['12345678901234567890.10', 12345678901234567890.1],
        ['7', 7],
      ],
    );
  });

  it('keeps missing fields empty, and null too', () => {
    const { metrics } = result({}, { metric_id: null, metric_value: null, coverage: null }, metric('a', null));
    assert.deepEqual(
      metrics.map(({ id, value, coverageWeight, extra }) => [id, value.text, coverageWeight.text, extra]),
      [
        ['', '', '', []],
        ['', '', '', []],
        ['a', '', '0.483', []],
      ],
    );
  });

  it('drops no unknown field, on any level', () => {
    const { extra, metrics } = parseResult(
      text([metric('a', 1, { note: 'x', metric_value: { raw: 1, scaled: 2.5 }, coverage: { region: ['EU'] } })], {
        version: 2,
        holdings_matched: ['US0378331005', 'X'],
        analysis: {
          basic: [
            metric('a', 1, { note: 'x', metric_value: { raw: 1, scaled: 2 }, coverage: { region: ['EU'] } }),
            5,
            null,
          ],
          other: { x: 1 },
        },
      }),
    );
    assert.deepEqual(extra, [
      ['holdings_matched', '["US0378331005","X"]'],
      ['analysis.other', '{"x":1}'],
      ['version', '2'],
    ]);
    assert.deepEqual(
      metrics.map((one) => one.extra),
      [
        [
          ['metric_value.scaled', '2'],
          ['coverage.region', '["EU"]'],
          ['note', '"x"'],
        ],
        [['metric', '5']],
        [['metric', 'null']],
      ],
    );
  });

  it('counts matched holdings, whatever their form', () => {
    const matched = (value: unknown): string => parseResult(text([], { holdings_matched: value })).holdingsMatched.text;
    assert.deepEqual([matched(3), matched('3'), matched(['a', 'b']), matched(null)], ['3', '3', '2', '']);
  });

  it('reads 0 and 5,000 metrics, and names beyond ASCII', () => {
    assert.deepEqual(result().metrics, []);
    assert.equal(result(...Array.from({ length: 5000 }, (_, at) => metric(`m${at}`, at))).metrics.length, 5000);
    assert.equal(result(metric('ö', 1, { metric_name: '温室効果ガス 🌱' })).metrics[0]?.name, '温室効果ガス 🌱');
  });

  it('says what is no result, and keeps it', () => {
    assert.match(parseResult('<html>').problems.join(), /no JSON object/);
    assert.deepEqual(parseResult('<html>').extra, [['body', '<html>']]);
    assert.match(parseResult('{"a":1}').problems.join(), /no "analysis"/);
    assert.deepEqual(parseResult('{"analysis":[1]}').extra, [['analysis', '[1]']]);
  });

  it('throws at nothing, and loses no number', () => {
    fc.assert(
      fc.property(fc.anything(), fc.jsonValue(), (anything, json) => {
        const written: unknown = JSON.stringify(anything); // undefined, for a function
        parseResult(typeof written === 'string' ? written : '');
        const { metrics } = parseResult(
          JSON.stringify({ analysis: { basic: [json, { metric_value: { raw: json } }] } }),
        );
        assert.equal(metrics.length, 2);
        if (typeof json === 'number') assert.equal(metrics[1]?.value.number, json === 0 ? 0 : json); // JSON writes no -0
      }),
      { numRuns: cases(500) },
    );
  });
});

describe('CSV of a result', () => {
  it('quotes, keeps numbers, and leaves no formula to run', () => {
    const csv = metricsCsv(result(metric('=1+1', -2.5, { metric_name: 'a "b", c', metric_unit: '@x' })).metrics);
    assert.equal(
      csv,
      '\ufeffmetric_type,metric_id,metric_name,metric_unit,value,coverage_weight,entity_count\r\n' +
        `sdg,'=1+1,"a ""b"", c",'@x,-2.5,0.483,3\r\n`,
    );
    assert.match(metricsCsv(result(metric('a', '=cmd()')).metrics), /,'=cmd\(\),/);
  });

  it('has a column for what is unknown', () => {
    assert.match(metricsCsv(result(metric('a', 1, { note: 'x' })).metrics), /,other\r\n.*"note: ""x"""/);
  });
});

describe('comparing results', () => {
  it('joins by metric id, what changed most first, what is missing shown as such', () => {
    const before = result(
      metric('same', '5.0'),
      metric('gone', 1),
      metric('little', 100),
      metric('much', 10),
      metric('zero', 0),
    );
    const after = result(
      metric('much', '20'),
      metric('same', '5.0'),
      metric('little', 101),
      metric('new', 3),
      metric('zero', 1),
    );
    assert.deepEqual(
      compareResults([before, after]).map(({ id, change, values, differences }) => [
        id,
        change,
        values.map((value) => value?.text),
        differences[0]?.absolute,
        differences[0]?.relative,
      ]),
      [
        ['zero', 'changed', ['0', '1'], 1, undefined],
        ['much', 'changed', ['10', '20'], 10, 1],
        ['little', 'changed', ['100', '101'], 1, 0.01],
        ['gone', 'missing', ['1', undefined], undefined, undefined],
        ['new', 'missing', [undefined, '3'], undefined, undefined],
        ['same', 'same', ['5.0', '5.0'], 0, 0],
      ],
    );
  });

  it('takes values within the tolerance for the same', () => {
    const changes = (tolerance: number): readonly string[] =>
      compareResults([result(metric('a', 100)), result(metric('a', 101))], tolerance).map(({ change }) => change);
    assert.deepEqual([changes(0.009), changes(0.011)], [['changed'], ['same']]);
  });

  it('does not subtract different units, nor texts', () => {
    const [unit] = compareResults([result(metric('a', 1)), result(metric('a', 1000, { metric_unit: 'bp' }))]);
    assert.deepEqual([unit?.change, unit?.unit, unit?.differences], ['not comparable', '% / bp', [undefined]]);
    const [word] = compareResults([result(metric('a', 'low')), result(metric('a', 'high'))]);
    assert.equal(word?.change, 'not comparable');
  });

  it('takes more than two, each against the first', () => {
    const [row] = compareResults([1, 2, 4].map((value) => result(metric('a', value))));
    assert.deepEqual(
      row?.differences.map((difference) => difference?.absolute),
      [1, 3],
    );
  });
});
