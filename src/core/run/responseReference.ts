import { MemoryBody, type Body } from '../http/body.ts';
import { headerValue, type Header } from '../http/httpMessage.ts';
import { printJson } from '../printJson.ts';
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
  if (path === 'status') return statusOf(reference, exchange);
  if (path.startsWith('headers.')) return headerOf(exchange[reference.side].headers, path.slice('headers.'.length));
  const body = bodyOf(reference, exchange);
  if (path === 'body.*') return { value: await body.text() };
  if (path.startsWith('body.$')) return valueAt(body, path.slice('body.'.length));
  return { problem: 'use body.$.path, body.*, headers.Name or status' };
}

/** Of a request: its text; what came from a file is not read again. */
function bodyOf({ side }: ResponseReference, { request, response }: Exchange): Body {
  if (side === 'response') return response.body;
  return new MemoryBody(new TextEncoder().encode(typeof request.body === 'string' ? request.body : ''));
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

async function valueAt(body: Body, path: string): Promise<Lookup> {
  const values = await body.query(path);
  if (values.length > 1) return { problem: `${path} matches ${values.length} values: make it point to one` };
  if (values.length === 1) return { value: toText(values[0]) };
  const isJson = !(body instanceof MemoryBody) || body.json !== undefined;
  return { problem: isJson ? `${path} matches nothing` : 'the body is not JSON' };
}

function toText(value: unknown): string {
  return typeof value === 'string' ? value : printJson(value);
}
