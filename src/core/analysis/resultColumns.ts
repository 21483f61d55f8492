import type { ComparedMetric } from './compare.ts';
import { FigureFormat, textCell } from './figureFormat.ts';
import type { Metric } from './result.ts';
import type { TableColumn } from './tableModel.ts';
import type { ViewStrings } from './viewMessage.ts';

type Cell<Row> = TableColumn<Row>['cell'];

function text<Row>(key: string, title: string, of: (row: Row) => string): TableColumn<Row> {
  return { key, title, isNumber: false, cell: (row) => textCell(of(row)) };
}

function figure<Row>(key: string, title: string, cell: Cell<Row>): TableColumn<Row> {
  return { key, title, isNumber: true, cell };
}

export function resultColumns(strings: ViewStrings, locale: string): readonly TableColumn<Metric>[] {
  const format = new FigureFormat(locale);
  return [
    text('name', strings.metric, nameOf),
    figure('value', strings.value, ({ value }) => format.figure(value)),
    text('unit', strings.unit, ({ unit }) => unit),
    text('type', strings.type, ({ type }) => type),
    figure('coverage', strings.coverage, ({ coverageWeight }) => format.share(coverageWeight)),
    figure('entities', strings.entities, ({ entityCount }) => format.figure(entityCount)),
    text('id', strings.metricId, ({ id }) => id),
  ];
}

const missing = { text: '–', raw: '', sort: undefined };

export function comparisonColumns(
  names: readonly string[],
  strings: ViewStrings,
  locale: string,
): readonly TableColumn<ComparedMetric>[] {
  const format = new FigureFormat(locale);
  const valueOf =
    (at: number): Cell<ComparedMetric> =>
    ({ values }) => {
      const value = values[at];
      return value === undefined ? missing : format.figure(value);
    };
  const changes = {
    changed: strings.changed,
    missing: strings.missing,
    same: strings.same,
    'not comparable': strings.notComparable,
  };
  return [
    text('name', strings.metric, nameOf),
    text('unit', strings.unit, ({ unit }) => unit),
    ...names.map((name, at) => figure(`value${at}`, name, valueOf(at))),
    ...differenceColumns(names.slice(1), strings, format),
    text('change', strings.change, ({ change }) => changes[change]),
    text('type', strings.type, ({ type }) => type),
  ];
}

/** Two for each result but the first; with their names where there are more than one. */
function differenceColumns(
  names: readonly string[],
  strings: ViewStrings,
  format: FigureFormat,
): readonly TableColumn<ComparedMetric>[] {
  return names.flatMap((name, at) => {
    const suffix = names.length > 1 ? ` ${name}` : '';
    return [
      figure<ComparedMetric>(`absolute${at}`, `${strings.difference}${suffix}`, ({ differences }) =>
        format.difference(differences[at]?.absolute),
      ),
      figure<ComparedMetric>(`relative${at}`, `${strings.relative}${suffix}`, ({ differences }) =>
        format.relative(differences[at]?.relative),
      ),
    ];
  });
}

function nameOf({ name, id }: { readonly name: string; readonly id: string }): string {
  return name === '' ? id : name;
}
