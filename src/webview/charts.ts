import { axisTop } from 'd3-axis';
import { scaleLinear } from 'd3-scale';
import { select } from 'd3-selection';
import { FigureFormat } from '../core/analysis/figureFormat.ts';
import type { Metric } from '../core/analysis/result.ts';
import type { ViewStrings } from '../core/analysis/viewMessage.ts';
import { fill } from './dom.ts';

/** More bars than these tell nothing; the table has them all. */
const mostBars = 40;
const width = 860;
const nameWidth = 290;
const valueWidth = 150;
const barHeight = 26;
const charactersOfName = 42;
const margin = 16;

interface ChartGroup {
  readonly type: string;
  readonly unit: string;
  readonly metrics: readonly Metric[];
}

export interface ChartOptions {
  readonly title: string;
  readonly strings: ViewStrings;
  readonly locale: string;
  readonly isSample: boolean;
}

interface Colours {
  readonly text: string;
  readonly faint: string;
  readonly bar: string;
  readonly background: string;
}

/** One bar chart for each metric type and unit, in one picture; undefined where no metric has a number. */
export function drawCharts(metrics: readonly Metric[], options: ChartOptions): SVGSVGElement | undefined {
  const groups = groupsOf(metrics);
  if (groups.length === 0) return undefined;
  const colours = themeColours();
  const node = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const svg = select(node)
    .attr('role', 'img')
    .attr('aria-label', options.title)
    .attr('font-family', 'sans-serif')
    .attr('font-size', 12);
  svg.append('title').text(options.title);
  const background = svg.append('rect').attr('width', width).attr('fill', colours.background);
  const heading = (y: number, text: string, size: number, colour: string): void => {
    svg.append('text').attr('x', margin).attr('y', y).attr('fill', colour).attr('font-size', size).text(text);
  };
  heading(30, options.title, 16, colours.text);
  heading(50, options.strings.legend, 12, colours.faint);
  if (options.isSample) heading(68, options.strings.sample, 12, colours.text);
  let top = options.isSample ? 80 : 62;
  for (const group of groups) top += drawGroup(svg, group, top, colours, options);
  background.attr('height', top);
  svg.attr('viewBox', `0 0 ${width} ${top}`).attr('width', width).attr('height', top);
  return node;
}

type Svg = ReturnType<typeof select<SVGSVGElement, unknown>>;

/** The height that it took. */
function drawGroup(
  svg: Svg,
  { type, unit, metrics }: ChartGroup,
  top: number,
  colours: Colours,
  options: ChartOptions,
): number {
  const { strings, locale } = options;
  const format = new FigureFormat(locale);
  const shown = metrics.slice(0, mostBars);
  const g = svg.append('g').attr('transform', `translate(${margin}, ${top})`);
  const unitText = unit === '' ? '' : ` (${unit})`;
  g.append('text')
    .attr('y', 18)
    .attr('font-size', 13)
    .attr('font-weight', 600)
    .attr('fill', colours.text)
    .text(`${type === '' ? strings.noType : type}${unitText}`);
  const values = shown.map(({ value }) => value.number ?? 0);
  const room = width - 2 * margin - nameWidth - valueWidth;
  const scale = scaleLinear([Math.min(0, ...values), Math.max(0, ...values)], [0, room]).nice(4);
  const axis = g.append('g').attr('transform', `translate(${nameWidth}, 46)`).attr('color', colours.faint);
  axis.call(
    axisTop(scale)
      .ticks(4)
      .tickSizeOuter(0)
      .tickFormat((value) => format.number(Number(value))),
  );
  shown.forEach((metric, at) => {
    const bar = g.append('g').attr('transform', `translate(0, ${54 + at * barHeight})`);
    drawBar(bar, metric, scale, colours, format, strings);
  });
  const rest = metrics.length - shown.length;
  const height = 54 + shown.length * barHeight;
  if (rest > 0)
    g.append('text')
      .attr('y', height + 14)
      .attr('fill', colours.faint)
      .text(fill(strings.more, rest));
  return height + (rest > 0 ? 24 : 0) + margin;
}

type Group = ReturnType<typeof select<SVGGElement, unknown>>;

/** The name, the bar, below it how much of the portfolio it covers, and both in numbers. */
function drawBar(
  g: { append: Group['append'] },
  { name, id, value, coverageWeight }: Metric,
  scale: (value: number) => number,
  colours: Colours,
  format: FigureFormat,
  strings: ViewStrings,
): void {
  const label = name === '' ? id : name;
  const covered = format.share(coverageWeight);
  const number = value.number ?? 0;
  const left = nameWidth + Math.min(scale(0), scale(number));
  const length = Math.max(1, Math.abs(scale(number) - scale(0)));
  g.append('title').text(`${label}: ${value.text}; ${strings.coverage}: ${coverageWeight.text}`);
  g.append('text').attr('y', 13).attr('fill', colours.text).text(shortened(label));
  g.append('rect').attr('x', left).attr('y', 2).attr('width', length).attr('height', 13).attr('fill', colours.bar);
  if (covered.share !== undefined)
    g.append('rect')
      .attr('x', left)
      .attr('y', 17)
      .attr('width', length * covered.share)
      .attr('height', 3)
      .attr('fill', colours.faint);
  const coverage = covered.text === '' ? '' : `  · ${covered.text}`;
  const right = nameWidth + scale(Math.max(0, number));
  g.append('text')
    .attr('x', right + 6)
    .attr('y', 13)
    .attr('fill', colours.text)
    .text(format.figure(value).text)
    .append('tspan')
    .attr('fill', colours.faint)
    .text(coverage);
}

function groupsOf(metrics: readonly Metric[]): readonly ChartGroup[] {
  const groups = new Map<string, { type: string; unit: string; metrics: Metric[] }>();
  for (const metric of metrics) {
    if (metric.value.number === undefined || !Number.isFinite(metric.value.number)) continue;
    const { type, unit } = metric;
    const key = JSON.stringify([type, unit]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { type, unit, metrics: [metric] });
    else group.metrics.push(metric);
  }
  for (const group of groups.values()) group.metrics.sort((a, b) => (b.value.number ?? 0) - (a.value.number ?? 0));
  return [...groups.values()].sort((a, b) => a.type.localeCompare(b.type) || a.unit.localeCompare(b.unit));
}

function shortened(label: string): string {
  return label.length > charactersOfName ? `${label.slice(0, charactersOfName - 1)}…` : label;
}

/** Of the theme, as values: a picture that leaves VS Code takes no variables along. */
function themeColours(): Colours {
  const style = getComputedStyle(document.body);
  const of = (name: string, fallback: string): string => {
    const value = style.getPropertyValue(`--vscode-${name}`).trim();
    return value === '' ? fallback : value;
  };
  const text = of('editor-foreground', '#333333');
  return {
    text,
    faint: of('descriptionForeground', text),
    bar: of('charts-blue', of('focusBorder', text)),
    background: of('editor-background', '#ffffff'),
  };
}

/** A file of its own. */
export function toSvgText(node: SVGSVGElement): string {
  const copy = node.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return new XMLSerializer().serializeToString(copy);
}

const pixels = 2;

/** PNG in Base64, two pixels a unit. */
export async function toPng(node: SVGSVGElement): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(toSvgText(node))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Number(node.getAttribute('width')) * pixels;
  canvas.height = Number(node.getAttribute('height')) * pixels;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png').replace(/^data:image\/png;base64,/, '');
}
