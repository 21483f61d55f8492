import { FigureFormat } from '../core/analysis/figureFormat.ts';
import type { Metric } from '../core/analysis/result.ts';
import { resultColumns } from '../core/analysis/resultColumns.ts';
import type { ShownResult, WebviewMessage } from '../core/analysis/viewMessage.ts';
import { drawCharts, toPng, toSvgText } from './charts.ts';
import { metricDetails, fields } from './details.ts';
import { button, element, fill } from './dom.ts';
import { exportButtons } from './exportButtons.ts';
import { MetricsView } from './metricsView.ts';
import { tabs } from './tabs.ts';

type Post = (message: WebviewMessage) => void;

/** What is drawn, and what copying takes. */
export interface View {
  readonly node: HTMLElement;
  readonly copied: () => string | undefined;
  /** The theme has changed. */
  readonly redraw: () => void;
}

export function resultView(shown: ShownResult, post: Post): View {
  const { result, strings, locale, name } = shown;
  const table = new MetricsView<Metric>({
    label: name,
    rows: result.metrics,
    columns: resultColumns(strings, locale),
    filterBy: 'type',
    allLabel: strings.allTypes,
    groupBy: 'type',
    hidden: ['id'],
    strings,
    locale,
    details: (metric) => metricDetails(metric, strings),
  });
  const charts = chartsPage(shown, post);
  const tablePage = element(
    'div',
    { class: 'page' },
    element('div', { class: 'toolbar' }, table.toolbar, ...exportButtons(shown, post)),
    table.node,
  );
  const pages = tabs([
    { label: strings.table, node: tablePage, onShow: () => undefined },
    { label: strings.charts, node: charts.node, onShow: charts.redraw },
  ]);
  const content = result.metrics.length === 0 ? [element('p', { class: 'empty' }, strings.noMetrics)] : pages;
  const node = element('main', {}, ...summary(shown), ...content);
  return { node, copied: () => table.copied(), redraw: charts.redraw };
}

function chartsPage(
  { result, strings, locale, name }: ShownResult,
  post: Post,
): { node: HTMLElement; redraw: () => void } {
  const picture = element('div', { class: 'picture', tabindex: '0', role: 'region', 'aria-label': strings.charts });
  let drawn: SVGSVGElement | undefined;
  const redraw = (): void => {
    if (picture.offsetParent === null) return; // drawn when it is looked at
    drawn = drawCharts(result.metrics, { title: name, strings, locale, isSample: result.isSample });
    picture.replaceChildren(drawn ?? element('p', { class: 'empty' }, strings.noNumbers));
  };
  const toolbar = element(
    'div',
    { class: 'toolbar' },
    button(strings.exportSvg, () => {
      if (drawn !== undefined) post({ kind: 'image', format: 'svg', data: toSvgText(drawn) });
    }),
    button(strings.exportPng, () => {
      if (drawn !== undefined) void toPng(drawn).then((data) => post({ kind: 'image', format: 'png', data }));
    }),
  );
  return { node: element('div', { class: 'page' }, toolbar, picture), redraw };
}

/** The portfolio, what the API says of it, and what is strange in the answer. */
function summary({ result, strings, locale, name, account, holdings }: ShownResult): readonly Node[] {
  const { isSample, problems, extra, metrics, holdingsMatched, created, externalId } = result;
  const matched =
    holdings === undefined ? holdingsMatched.text : fill(strings.holdingsOf, holdingsMatched.text, holdings);
  const facts = [
    [strings.holdingsMatched, matched],
    [strings.metrics, metrics.length.toLocaleString(locale)],
    [strings.medianCoverage, medianCoverage(metrics, locale)],
    [strings.created, created],
    [strings.externalId, externalId],
    [strings.account, account],
  ].filter(([, value]) => value !== '');
  return [
    element('h1', {}, name),
    ...(isSample ? [element('p', { class: 'sample' }, strings.sample)] : []),
    ...problems.map((problem) => element('p', { class: 'problem', role: 'alert' }, problem)),
    element(
      'dl',
      { class: 'facts' },
      ...facts.map(([label = '', value = '']) =>
        element('div', {}, element('dt', {}, label), element('dd', {}, value)),
      ),
    ),
    ...(extra.length === 0
      ? []
      : [element('details', { class: 'extra' }, element('summary', {}, strings.other), fields(extra))]),
  ];
}

function medianCoverage(metrics: readonly Metric[], locale: string): string {
  const weights = metrics
    .flatMap(({ coverageWeight: { number } }) => (number === undefined ? [] : [number]))
    .sort((a, b) => a - b);
  const median = weights[Math.floor(weights.length / 2)];
  return median === undefined ? '' : new FigureFormat(locale).share({ text: '', number: median }).text;
}
