import type { HttpRequest, HttpResponse } from '../http/httpMessage.ts';

/** What history keeps of a send: nothing that may hold a secret. No query, no header, no body. */
export interface HistoryEntry {
  readonly id: string;
  /** Unix epoch milliseconds. */
  readonly at: number;
  /** The request file and the key of the request in it. */
  readonly file: string;
  readonly key: string;
  readonly title: string;
  readonly method: string;
  readonly origin: string;
  readonly path: string;
  readonly status: number;
  readonly timeMs: number;
  readonly sizeBytes: number;
  readonly failed: boolean;
  /** The redacted text of the response, where the user wants it kept. */
  readonly body?: string;
}

/** Entries at most; the oldest go first. */
export const historyLimit = 200;
/** Of a body that is kept; characters. */
export const historyBodyLimit = 256_000;
const version = 1;

export function toHistoryEntry(
  { request, response }: { readonly request: HttpRequest; readonly response: HttpResponse },
  about: Pick<HistoryEntry, 'id' | 'at' | 'file' | 'key' | 'title' | 'failed' | 'body'>,
): HistoryEntry {
  return {
    ...about,
    method: request.method,
    origin: request.url.origin,
    path: request.url.pathname,
    status: response.status,
    timeMs: Math.round(response.timings.totalMs),
    sizeBytes: response.body.sizeBytes,
  };
}

export function addEntry(entries: readonly HistoryEntry[], entry: HistoryEntry): readonly HistoryEntry[] {
  return [entry, ...entries].slice(0, historyLimit);
}

export function printHistory(entries: readonly HistoryEntry[]): string {
  return `${JSON.stringify({ version, entries })}\n`;
}

/** Inverse of printHistory; undefined for a text that is none: the caller keeps it aside. */
export function parseHistory(text: string): readonly HistoryEntry[] | undefined {
  try {
    const value = JSON.parse(text) as { readonly version?: unknown; readonly entries?: unknown } | null;
    if (value?.version !== version || !Array.isArray(value.entries) || !value.entries.every(isEntry)) return undefined;
    return value.entries.slice(0, historyLimit);
  } catch {
    return undefined;
  }
}

const texts = ['id', 'file', 'key', 'title', 'method', 'origin', 'path'] as const;
const numbers = ['at', 'status', 'timeMs', 'sizeBytes'] as const;

function isEntry(value: unknown): value is HistoryEntry {
  if (typeof value !== 'object' || value === null) return false;
  const entry = value as Readonly<Record<string, unknown>>;
  return (
    texts.every((key) => typeof entry[key] === 'string') &&
    numbers.every((key) => typeof entry[key] === 'number') &&
    typeof entry['failed'] === 'boolean' &&
    ['string', 'undefined'].includes(typeof entry['body'])
  );
}
