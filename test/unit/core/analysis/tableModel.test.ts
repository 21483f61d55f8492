import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FigureFormat } from '../../../../src/core/analysis/figureFormat.ts';
import { parseResult } from '../../../../src/core/analysis/result.ts';
import { comparisonColumns, resultColumns } from '../../../../src/core/analysis/resultColumns.ts';
import { compareResults } from '../../../../src/core/analysis/compare.ts';
import { TableModel, type TableQuery } from '../../../../src/core/analysis/tableModel.ts';
import { viewStrings } from '../../../../src/core/analysis/viewStrings.ts';
import { cases } from '../../../support/security/cases.ts';

const result = parseResult(
  JSON.stringify({
    analysis: {
      basic: [
        ['m10', 'Water', '10', 'b', 0.5],
        ['m9', 'air', '9.5', 'a', 0.25],
        ['m1', 'Ärger', 'n/a', 'b', null],
        ['m2', 'Zinc', null, '', 1],
      ].map(([id, name, raw, type, weight]) => ({
        metric_id: id,
        metric_name: name,
        metric_type: type,
        metric_value: { raw },
        coverage: { weight },
      })),
    },
  }),
);
const model = new TableModel(result.metrics, resultColumns(viewStrings, 'en'), 'en');

function names(query: Partial<TableQuery>): readonly string[] {
  return model
    .query({ search: '', ...query })
    .map((item) => (item.kind === 'group' ? `[${item.label} ${item.count}]` : (model.rows[item.index]?.name ?? '')));
}

describe('the table of a result', () => {
  it('sorts numbers as numbers, names as people do, what is empty last in both directions', () => {
    const sort = (key: string, isDescending: boolean): readonly string[] => names({ sort: { key, isDescending } });
    assert.deepEqual(sort('value', false), ['air', 'Water', 'Ärger', 'Zinc']);
    assert.deepEqual(sort('value', true), ['Ärger', 'Water', 'air', 'Zinc']);
    assert.deepEqual(sort('name', false), ['air', 'Ärger', 'Water', 'Zinc']);
    assert.deepEqual(sort('id', false), ['Ärger', 'Zinc', 'air', 'Water']);
    assert.deepEqual(sort('coverage', true), ['Zinc', 'Water', 'air', 'Ärger']);
  });

  it('searches for all words, filters and groups', () => {
    assert.deepEqual(names({ search: 'ZIN' }), ['Zinc']);
    assert.deepEqual(names({ search: 'b ärg' }), ['Ärger']);
    assert.deepEqual(names({ search: 'nothing' }), []);
    assert.deepEqual(names({ filter: { key: 'type', text: 'b' } }), ['Water', 'Ärger']);
    assert.deepEqual(names({ groupBy: 'type', sort: { key: 'name', isDescending: false } }), [
      ...['[ 1]', 'Zinc', '[a 1]', 'air', '[b 2]', 'Ärger', 'Water'],
    ]);
    assert.deepEqual(model.valuesOf('type'), ['', 'a', 'b']);
  });

  it('loses no row and doubles none, however it is sorted', () => {
    const value = fc.oneof(fc.double({ noNaN: true }).map(String), fc.string({ maxLength: 3 }), fc.constant(''));
    fc.assert(
      fc.property(fc.array(value), fc.constantFrom('value', 'name'), fc.boolean(), (values, key, isDescending) => {
        const basic = values.map((raw, at) => ({ metric_name: raw, metric_id: String(at), metric_value: { raw } }));
        const { metrics } = parseResult(JSON.stringify({ analysis: { basic } }));
        const table = new TableModel(metrics, resultColumns(viewStrings, 'en'), 'en');
        const rows = table.query({ search: '', sort: { key, isDescending } });
        const indexes = rows.map((item) => (item.kind === 'row' ? item.index : -1));
        assert.deepEqual(
          indexes.toSorted((a, b) => a - b),
          values.map((_, at) => at),
        );
      }),
      { numRuns: cases(200) },
    );
  });
});

describe('figures of a result', () => {
  const figure = (
    text: string,
    number: number | undefined = Number(text),
  ): { text: string; number: number | undefined } => ({ text, number });

  it('keep the decimals that were sent, in the way of the place', () => {
    const shown = (locale: string, text: string): string => new FigureFormat(locale).figure(figure(text)).text;
    assert.deepEqual(
      ['12.50', '1234567', '1e-3', '-0.5', '0.30000000000000004'].map((text) => shown('en', text)),
      ['12.50', '1,234,567', '0.001', '-0.5', '0.30000000000000004'],
    );
    assert.equal(shown('de', '1234.50'), '1.234,50');
    assert.equal(shown('en', '12345678901234567890'), '12345678901234567890');
  });

  it('keep what is no number, and the raw text of all', () => {
    const format = new FigureFormat('de');
    assert.deepEqual(format.figure(figure('n/a', undefined)), { text: 'n/a', raw: 'n/a', sort: 'n/a' });
    assert.deepEqual(format.share(figure('0.483')), { text: '48,3\u00a0%', raw: '0.483', sort: 0.483, share: 0.483 });
    assert.equal(format.share(figure('7')).share, 1);
    assert.equal(format.difference(undefined).text, '');
    assert.equal(format.difference(0.1 + 0.2).text, '+0,3');
    assert.equal(format.relative(-0.5).sort, 0.5);
  });

  it('stand side by side in a comparison', () => {
    const [a, b] = [1, 2].map((raw) =>
      parseResult(JSON.stringify({ analysis: { basic: [{ metric_id: 'm', metric_value: { raw } }] } })),
    );
    const columns = comparisonColumns(['x', 'y'], viewStrings, 'en');
    const [row] = compareResults([a!, b!]);
    assert.deepEqual(
      columns.map(({ title, cell }) => [title, cell(row!).text]),
      [
        ['Metric', 'm'],
        ['Unit', ''],
        ['x', '1'],
        ['y', '2'],
        ['Difference', '+1'],
        ['Relative', '+100%'],
        ['Change', 'changed'],
        ['Type', ''],
      ],
    );
  });
});
