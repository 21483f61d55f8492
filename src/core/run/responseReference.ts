import { bodyText, headerValue, type Header } from '../http/httpMessage.ts';
import type { Exchange } from './exchange.ts';

export interface ResponseReference {
  readonly name: string;
  readonly side: 'request' | 'response';
  readonly path: string;
}

/** `name.response.body.$.a`, `name.response.headers.X`, `name.response.status`, `name.request.…`. */
export function parseResponseReference(expression: string): ResponseReference | undefined {
  const match = /^([\w-]+)\.(request|response)\.(\S.*)$/.exec(expression);
  if (match === null) return undefined;
  const [, name = '', side = '', path = ''] = match;
  return { name, side: side === 'request' ? 'request' : 'response', path };
}

export type Lookup = { readonly value: string } | { readonly problem: string };

/** The value a reference points to, or why there is none. More than one match is a problem, never the first silently. */
export async function lookUp(reference: ResponseReference, exchange: Exchange): Promise<Lookup> {
  const { path } = reference;
  const message = exchange[reference.side];
  if (path === 'status') return statusOf(reference, exchange);
  if (path.startsWith('headers.')) return headerOf(message.headers, path.slice('headers.'.length));
  const text = reference.side === 'response' ? bodyText(exchange.response) : requestBody(exchange);
  if (path === 'body.*') return { value: text };
  if (path.startsWith('body.$')) return queryJson(text, path.slice('body.'.length));
  return { problem: 'use body.$.path, body.*, headers.Name or status' };
}

function statusOf(reference: ResponseReference, exchange: Exchange): Lookup {
  return reference.side === 'response'
    ? { value: String(exchange.response.status) }
    : { problem: 'a request has no status' };
}

function headerOf(headers: readonly Header[], name: string): Lookup {
  const value = headerValue(headers, name);
  return value === undefined ? { problem: `there is no header ${name}` } : { value };
}

function requestBody({ request }: Exchange): string {
  return typeof request.body === 'string' ? request.body : '';
}

async function queryJson(text: string, path: string): Promise<Lookup> {
  const json = parseJson(text);
  if (json === undefined) return { problem: 'the body is not JSON' };
  const { jsonpath } = await import('json-p3'); // RFC 9535; only files with references pay for it
  try {
    const values = jsonpath.query(path, json.value).values();
    if (values.length === 0) return { problem: `${path} matches nothing` };
    if (values.length > 1) return { problem: `${path} matches ${values.length} values: make it point to one` };
    return { value: toText(values[0]) };
  } catch {
    return { problem: `${path} is not a JSONPath (RFC 9535)` };
  }
}

function parseJson(text: string): { readonly value: never } | undefined {
  try {
    return { value: JSON.parse(text) as never };
  } catch {
    return undefined;
  }
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
