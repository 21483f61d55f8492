import type { ComparedMetric } from './compare.ts';
import { comparisonFormats, resultFormats } from './exportFormats.ts';
import type { AnalysisResult } from './result.ts';
import type { viewStrings } from './viewStrings.ts';

export type ViewStrings = Readonly<Record<keyof typeof viewStrings, string>>;

interface Shown {
  readonly strings: ViewStrings;
  readonly locale: string;
  /** What the view keeps over a reload: ids, never results. */
  readonly jobIds: readonly string[];
  /** What the view can be saved as. */
  readonly exports: readonly { readonly id: string; readonly label: string }[];
}

export interface ShownResult extends Shown {
  readonly kind: 'result';
  readonly name: string;
  readonly account: string;
  /** How many were sent; undefined where the job was made elsewhere. */
  readonly holdings: number | undefined;
  readonly result: AnalysisResult;
}

export interface ShownComparison extends Shown {
  readonly kind: 'comparison';
  readonly names: readonly string[];
  readonly isSample: boolean;
  readonly tolerance: number;
  readonly metrics: readonly ComparedMetric[];
}

/** From the extension to the view. */
export type HostMessage = ShownResult | ShownComparison;

/** From the view to the extension: what to do, never a path, an address or a command. */
export type WebviewMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'export'; readonly format: string }
  | { readonly kind: 'image'; readonly format: 'svg' | 'png'; readonly data: string }
  | { readonly kind: 'tolerance'; readonly tolerance: number };

const exportIds: ReadonlySet<string> = new Set([...resultFormats, ...comparisonFormats].map(({ id }) => id));
const largestImage = 20_000_000;

type Fields = Readonly<Record<string, unknown>>;

const readers: Readonly<Record<string, (fields: Fields) => WebviewMessage | undefined>> = {
  ready: () => ({ kind: 'ready' }),
  export: ({ format }) =>
    typeof format === 'string' && exportIds.has(format) ? { kind: 'export', format } : undefined,
  image: ({ format, data }) => imageMessage(format, data),
  tolerance: ({ tolerance }) =>
    typeof tolerance === 'number' && tolerance >= 0 && tolerance <= 1 ? { kind: 'tolerance', tolerance } : undefined,
};

/** Undefined for anything that is no message of ours. `data`: SVG text, or PNG in Base64. */
export function parseWebviewMessage(value: unknown): WebviewMessage | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const fields = value as Fields;
  const { kind } = fields;
  return typeof kind === 'string' && Object.hasOwn(readers, kind) ? readers[kind]?.(fields) : undefined;
}

function imageMessage(format: unknown, data: unknown): WebviewMessage | undefined {
  if (typeof data !== 'string' || data.length > largestImage) return undefined;
  if (format === 'svg' && data.startsWith('<svg')) return { kind: 'image', format, data };
  const isPng = format === 'png' && /^iVBORw0KGgo[A-Za-z0-9+/]*={0,2}$/.test(data);
  return isPng ? { kind: 'image', format, data } : undefined;
}
