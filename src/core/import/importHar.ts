import { isObject, parseJsonObject, type JsonObject } from '../json.ts';
import type { BodyPart, RequestText } from '../syntax/requestText.ts';
import { boundary } from './curlForm.ts';
import type { Imported } from './imported.ts';
import { Notes } from './notes.ts';
import { toImported } from './toImported.ts';

/** An HTTP Archive (1.2) as requests, in the order of the recording; undefined where the text is none. */
export function importHar(source: string): Imported | undefined {
  const log = parseJsonObject(source)?.['log'];
  if (!isObject(log) || !Array.isArray(log['entries'])) return undefined;
  const notes = new Notes(source);
  let at = 0;
  const requests = log['entries'].filter(isObject).flatMap((entry: JsonObject) => {
    const request = isObject(entry['request']) ? entry['request'] : {};
    at = Math.max(at, source.indexOf(JSON.stringify(text(request['url'])), at + 1));
    return requestOf(request, (severity, message) => notes.add(severity, at, message)) ?? [];
  });
  return toImported({ requests, notes, asks: false });
}

/** Written by the transport, or no header at all (HTTP/2). */
const dropped = /^(?::.*|content-length|connection|keep-alive|transfer-encoding|upgrade|te|proxy-connection)$/i;

function requestOf(
  request: JsonObject,
  note: (severity: 'error' | 'warning', message: string) => void,
): RequestText | undefined {
  const url = text(request['url']);
  if (!/^https?:\/\//i.test(url)) {
    note('error', `Only http and https are supported: the request to ${url.slice(0, 40)} was left out.`);
    return undefined;
  }
  const method = text(request['method']).toUpperCase() || 'GET';
  const headers = pairs(request['headers']).filter(([name]) => !dropped.test(name));
  const body = isObject(request['postData']) ? bodyOf(request['postData']) : undefined;
  const isTyped = headers.some(([name]) => name.toLowerCase() === 'content-type');
  const own = headers.filter(
    ([name, value]) => !(name.toLowerCase() === 'host' && URL.canParse(url) && new URL(url).host === value),
  );
  const typed = own.map(([name, value]) =>
    /^content-type$/i.test(name) && body?.type !== undefined ? ([name, body.type] as const) : ([name, value] as const),
  );
  const added =
    body === undefined || isTyped
      ? []
      : [['Content-Type', body.type ?? text((request['postData'] as JsonObject)['mimeType'])] as const];
  return {
    title: `${method} ${url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '') || '/'}`,
    method,
    url: [url],
    headers: [...typed, ...added]
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [name, [latin1(value)]] as const),
    ...(body === undefined ? {} : { body: body.parts }),
  };
}

/** The text, or the fields where a recorder kept only those. */
function bodyOf(data: JsonObject): { readonly type?: string; readonly parts: readonly BodyPart[] } | undefined {
  const content = text(data['text']);
  if (content !== '') {
    if (text(data['encoding']) !== 'base64') return { parts: [content] };
    return { parts: [Uint8Array.from(atob(content), (unit) => unit.charCodeAt(0))] };
  }
  const fields = pairs(data['params']);
  if (fields.length === 0) return undefined;
  if (!/^multipart\//i.test(text(data['mimeType'])))
    return {
      parts: [fields.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')],
    };
  const parts = fields.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return { type: `multipart/form-data; boundary=${boundary}`, parts: [`${parts.join('')}--${boundary}--`] };
}

function pairs(list: unknown): readonly (readonly [name: string, value: string])[] {
  return Array.isArray(list)
    ? list.filter(isObject).map((one: JsonObject) => [text(one['name']), text(one['value'])] as const)
    : [];
}

/** A header carries bytes; browsers record them as text. */
function latin1(value: string): string {
  return /[^\x00-\xff]/.test(value) ? String.fromCharCode(...new TextEncoder().encode(value)) : value;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
