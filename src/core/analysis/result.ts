import { isExactNumber, parseExactJson, printExactJson } from '../exactJson.ts';
import { isObject, type JsonObject } from '../json.ts';

/** A number or a numeric string, as the API sent it. */
export interface Figure {
  /** As it stands in the response; empty where it is missing or null. */
  readonly text: string;
  /** Undefined where the text is no number. */
  readonly number: number | undefined;
}

/** A field that we do not know, with its JSON: kept and shown, never dropped. */
export type Extra = readonly [name: string, json: string];

export interface Metric {
  /** The list that it came in: `basic`. */
  readonly group: string;
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly type: string;
  readonly value: Figure;
  /** The weight of the holdings that it covers, as a fraction of 1. */
  readonly coverageWeight: Figure;
  readonly entityCount: Figure;
  readonly extra: readonly Extra[];
}

/** The answer of a finished job (docs/matter-api.md, "Read the result"). */
export interface AnalysisResult {
  readonly externalId: string;
  /** With microseconds and without time zone, as sent. */
  readonly created: string;
  /** Unix seconds. */
  readonly timeStamp: Figure;
  /** Of a list, its length. */
  readonly holdingsMatched: Figure;
  /** The sandbox invented it. */
  readonly isSample: boolean;
  readonly metrics: readonly Metric[];
  readonly extra: readonly Extra[];
  /** What is not as expected, in whole sentences. */
  readonly problems: readonly string[];
}

/** Total: any text gives a result, and what is not understood stands in `extra` and `problems`. */
export function parseResult(text: string): AnalysisResult {
  const root = parseExactJson(text);
  if (!isJsonObject(root)) {
    const extra: readonly Extra[] = text === '' ? [] : [['body', text]];
    return { ...nothing, extra, problems: ['The response is no JSON object: it is shown as it came.'] };
  }
  const { created, time_stamp, external_id, holdings_matched, sample_data, analysis, ...rest } = root;
  const { metrics, extra, problems } = readAnalysis(analysis);
  const isList = Array.isArray(holdings_matched);
  return {
    externalId: textOf(external_id),
    created: textOf(created),
    timeStamp: toFigure(time_stamp),
    holdingsMatched: toFigure(isList ? holdings_matched.length : holdings_matched),
    isSample: sample_data === true,
    metrics,
    extra: [
      ...(isList ? [extraOf('holdings_matched', holdings_matched)] : []),
      ...(sample_data === true || sample_data === undefined ? [] : [extraOf('sample_data', sample_data)]),
      ...extra,
      ...Object.entries(rest).map(([name, value]) => extraOf(name, value)),
    ],
    problems,
  };
}

/** The lists of metrics by their names, `basic` among them. */
function readAnalysis(analysis: unknown): Pick<AnalysisResult, 'metrics' | 'extra' | 'problems'> {
  if (!isJsonObject(analysis)) {
    const extra = analysis === undefined ? [] : [extraOf('analysis', analysis)];
    return { metrics: [], extra, problems: ['The response has no "analysis": there are no metrics in it.'] };
  }
  const metrics: Metric[] = [];
  const extra: Extra[] = [];
  for (const [group, list] of Object.entries(analysis)) {
    if (Array.isArray(list)) for (const item of list as unknown[]) metrics.push(toMetric(group, item));
    else extra.push(extraOf(`analysis.${group}`, list));
  }
  return { metrics, extra, problems: [] };
}

const none: Figure = { text: '', number: undefined };
const nothing: AnalysisResult = {
  externalId: '',
  created: '',
  timeStamp: none,
  holdingsMatched: none,
  isSample: false,
  metrics: [],
  extra: [],
  problems: [],
};

function toMetric(group: string, item: unknown): Metric {
  if (!isJsonObject(item)) {
    const empty = { group, id: '', name: '', unit: '', type: '', value: none, coverageWeight: none, entityCount: none };
    return { ...empty, extra: [extraOf('metric', item)] };
  }
  const { metric_id, metric_name, metric_unit, metric_type, metric_value, coverage, ...rest } = item;
  const value = partsOf('metric_value', metric_value, ['raw']);
  const covered = partsOf('coverage', coverage, ['weight', 'entity_count']);
  const known = { metric_id, metric_name, metric_unit, metric_type };
  const strange = Object.entries(known).filter(
    ([, field]) => field !== null && typeof field === 'object' && !isExactNumber(field),
  );
  return {
    group,
    id: textOf(metric_id),
    name: textOf(metric_name),
    unit: textOf(metric_unit),
    type: textOf(metric_type),
    value: toFigure(isJsonObject(metric_value) ? metric_value['raw'] : metric_value),
    coverageWeight: toFigure(isJsonObject(coverage) ? coverage['weight'] : undefined),
    entityCount: toFigure(isJsonObject(coverage) ? coverage['entity_count'] : undefined),
    extra: [
      ...strange.map(([name, field]) => extraOf(name, field)),
      ...value,
      ...covered,
      ...Object.entries(rest).map(([name, field]) => extraOf(name, field)),
    ],
  };
}

/** The fields of a part that have no column of their own; all of it where it is no object. */
function partsOf(name: string, part: unknown, known: readonly string[]): readonly Extra[] {
  if (isJsonObject(part))
    return Object.entries(part).flatMap(([key, value]) =>
      known.includes(key) ? [] : [extraOf(`${name}.${key}`, value)],
    );
  const isFigure =
    part === undefined ||
    part === null ||
    (name === 'metric_value' && (typeof part === 'string' || isExactNumber(part)));
  return isFigure ? [] : [extraOf(name, part)];
}

function extraOf(name: string, value: unknown): Extra {
  return [name, printExactJson(value)];
}

const numeric = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/i;

function toFigure(value: unknown): Figure {
  const text = typeof value === 'number' ? String(value) : textOf(value);
  return { text, number: numeric.test(text) ? Number(text) : undefined };
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  return isExactNumber(value) ? value.value : printExactJson(value);
}

/** A number that is kept as it was written is an object of the library's. */
function isJsonObject(value: unknown): value is JsonObject {
  return isObject(value) && !isExactNumber(value);
}
