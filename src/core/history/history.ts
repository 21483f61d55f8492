import type { HttpRequest, HttpResponse } from '../http/httpMessage.ts';
import { parseJsonObject } from '../json.ts';

/** What history keeps of a send: nothing that may hold a secret. No query, no header, no body. */
export interface HistoryEntry {
  /** Letters, digits and dashes. */
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

/** Of both, each once; the newest first, as many as are kept. */
export function mergeEntries(some: readonly HistoryEntry[], others: readonly HistoryEntry[]): readonly HistoryEntry[] {
  const byId = new Map([...others, ...some].map((entry) => [entry.id, entry]));
  return [...byId.values()].sort((a, b) => b.at - a.at).slice(0, historyLimit);
}

export function printEntry(entry: HistoryEntry): string {
  return JSON.stringify({ version, ...entry });
}

/** Inverse of printEntry; undefined for a text that is no entry, wholly. */
export function parseEntry(text: string): HistoryEntry | undefined {
  const { version: found, ...entry } = parseJsonObject(text) ?? {};
  return found === version && isEntry(entry) ? entry : undefined;
}

const texts = ['id', 'file', 'key', 'title', 'method', 'origin', 'path'] as const;
const numbers = ['at', 'status', 'timeMs', 'sizeBytes'] as const;
const latest = 8_640_000_000_000_000;

function isEntry(entry: Readonly<Record<string, unknown>>): entry is Readonly<Record<string, unknown>> & HistoryEntry {
  return (
    texts.every((key) => typeof entry[key] === 'string') &&
    /^[\w-]{1,100}$/.test(String(entry['id'])) &&
    numbers.every((key) => isAmount(entry[key])) &&
    typeof entry['failed'] === 'boolean' &&
    ['string', 'undefined'].includes(typeof entry['body'])
  );
}

/** A time can be shown as a date up to then. */
function isAmount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= latest;
}
