import type { ComparedMetric } from '../core/analysis/compare.ts';
import { comparisonColumns } from '../core/analysis/resultColumns.ts';
import type { ShownComparison, WebviewMessage } from '../core/analysis/viewMessage.ts';
import { comparedDetails } from './details.ts';
import { element, fill } from './dom.ts';
import { exportButtons } from './exportButtons.ts';
import { MetricsView } from './metricsView.ts';
import type { View } from './resultView.ts';

export function comparisonView(shown: ShownComparison, post: (message: WebviewMessage) => void): View {
  const { metrics, names, strings, locale, isSample, tolerance } = shown;
  const [first = '', ...others] = names;
  const title = `${others.join(', ')} ${fill(strings.comparedWith, first)}`;
  const table = new MetricsView<ComparedMetric>({
    label: title,
    rows: metrics,
    columns: comparisonColumns(names, strings, locale),
    filterBy: 'change',
    allLabel: strings.allChanges,
    groupBy: 'type',
    hidden: ['type'],
    strings,
    locale,
    details: (metric) => comparedDetails(metric, names, strings),
  });
  const toolbar = element(
    'div',
    { class: 'toolbar' },
    table.toolbar,
    toleranceBox(strings.tolerance, tolerance, post),
    ...exportButtons(shown, post),
  );
  const node = element(
    'main',
    {},
    element('h1', {}, title),
    ...(isSample ? [element('p', { class: 'sample' }, strings.sample)] : []),
    element('div', { class: 'page' }, toolbar, table.node),
  );
  return { node, copied: () => table.copied(), redraw: () => undefined };
}

function toleranceBox(label: string, tolerance: number, post: (message: WebviewMessage) => void): HTMLElement {
  const input = element('input', { type: 'number', min: '0', max: '100', step: '0.1', class: 'tolerance' });
  input.value = String(Number((tolerance * 100).toFixed(4)));
  input.addEventListener('change', () => {
    const percent = Number(input.value);
    if (percent >= 0 && percent <= 100) post({ kind: 'tolerance', tolerance: percent / 100 });
  });
  return element('label', { class: 'check' }, label, input);
}
