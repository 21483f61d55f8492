import { isObject, type JsonObject } from '../json.ts';
import type { BodyPart, RequestText, Template } from '../syntax/requestText.ts';
import { boundary } from './curlForm.ts';
import type { Notes } from './notes.ts';
import { postmanTemplate } from './postmanTemplate.ts';

type Header = readonly [name: string, value: Template];

/** The requests of a collection, folder by folder, with the authorization that each inherits. */
export class PostmanRequests {
  readonly #source: string;
  readonly #notes: Notes;
  #at = 0;

  constructor(source: string, notes: Notes) {
    this.#source = source;
    this.#notes = notes;
  }

  read(folder: JsonObject, inherited?: JsonObject, path: readonly string[] = []): readonly RequestText[] {
    const auth = isObject(folder['auth']) ? folder['auth'] : inherited;
    this.#scripts(folder);
    return listOf(folder['item']).flatMap((item) => {
      const name = textOf(item['name']);
      this.#at = Math.max(0, this.#source.indexOf(JSON.stringify(name), this.#at));
      if (Array.isArray(item['item'])) return this.read(item, auth, [...path, name]);
      this.#scripts(item);
      return this.#request(item, auth, [...path, name].join(' / '));
    });
  }

  #request(item: JsonObject, inherited: JsonObject | undefined, title: string): readonly RequestText[] {
    const given = item['request'];
    const request: JsonObject = typeof given === 'string' ? { url: given } : isObject(given) ? given : {};
    const url = urlOf(request['url']);
    if (url === '') {
      this.#notes.add('error', this.#at, `The request "${title}" has no URL: it was left out.`);
      return [];
    }
    const method = textOf(request['method']).toUpperCase() || 'GET';
    const headers = listOf(request['header'])
      .filter((one) => one['disabled'] !== true)
      .map((one): Header => [textOf(one['key']), this.#template(textOf(one['value']))]);
    const auth = isObject(request['auth']) ? request['auth'] : inherited;
    const body =
      isObject(request['body']) && request['body']['disabled'] !== true ? this.#body(request['body']) : undefined;
    const credentials = this.#auth(auth);
    const has = (name: string): boolean => headers.some(([one]) => one.toLowerCase() === name);
    const query = credentials?.query === undefined ? '' : `${url.includes('?') ? '&' : '?'}${credentials.query}`;
    return [
      {
        title,
        ...describe(request['description']),
        ...(item['protocolProfileBehavior'] !== undefined &&
        isObject(item['protocolProfileBehavior']) &&
        item['protocolProfileBehavior']['followRedirects'] === false
          ? { directives: [['no-redirect', '']] as const }
          : {}),
        method,
        url: this.#template(encodeUrl(/^(?:[a-z]+:\/\/|\{\{)/i.test(url) ? url + query : `http://${url}${query}`)),
        headers: [
          ...(credentials?.header === undefined || has('authorization') ? [] : [credentials.header]),
          ...headers,
          ...(body?.type === undefined || has('content-type') ? [] : [['Content-Type', [body.type]] as const]),
        ],
        ...(body === undefined ? {} : { body: body.parts }),
      },
    ];
  }

  #auth(auth: JsonObject | undefined): { readonly header?: Header; readonly query?: string } | undefined {
    const type = textOf(auth?.['type']);
    if (auth === undefined || type === '' || type === 'noauth') return undefined;
    const value = valuesOf(auth[type]);
    if (type === 'bearer') return { header: ['Authorization', this.#template(`Bearer ${value['token'] ?? ''}`)] };
    if (type === 'basic')
      return { header: ['Authorization', this.#template(basic(value['username'] ?? '', value['password'] ?? ''))] };
    if (type === 'apikey' && value['in'] === 'query') return { query: `${value['key'] ?? ''}=${value['value'] ?? ''}` };
    if (type === 'apikey') return { header: [value['key'] ?? '', this.#template(value['value'] ?? '')] };
    this.#notes.add('warning', this.#at, `The authorization "${type}" has no counterpart here: it was left out.`);
    return undefined;
  }

  #body(body: JsonObject): { readonly type?: string; readonly parts: readonly BodyPart[] } | undefined {
    const mode = textOf(body['mode']);
    if (mode === 'raw') return this.#raw(body);
    if (mode === 'urlencoded') {
      const fields = listOf(body['urlencoded']).filter((one) => one['disabled'] !== true);
      const text = fields
        .map((one) => `${formEncode(textOf(one['key']))}=${formEncode(textOf(one['value']))}`)
        .join('&');
      return text === '' ? undefined : { type: 'application/x-www-form-urlencoded', parts: this.#template(text) };
    }
    if (mode === 'formdata') return this.#form(listOf(body['formdata']).filter((one) => one['disabled'] !== true));
    if (mode === 'graphql' && isObject(body['graphql'])) {
      const { query, variables } = body['graphql'];
      const text = JSON.stringify({
        query: textOf(query),
        ...(textOf(variables) === '' ? {} : { variables: '\uE000' }),
      });
      return { type: 'application/json', parts: this.#template(text.replace('"\uE000"', () => textOf(variables))) };
    }
    const path = isObject(body['file']) ? textOf(body['file']['src']) : '';
    return mode === 'file' && path !== '' ? { parts: [{ file: [path] }] } : undefined;
  }

  #raw(body: JsonObject): { readonly type?: string; readonly parts: readonly BodyPart[] } | undefined {
    const text = textOf(body['raw']);
    const options = isObject(body['options']) && isObject(body['options']['raw']) ? body['options']['raw'] : {};
    const types: Readonly<Record<string, string>> = {
      json: 'application/json',
      xml: 'application/xml',
      html: 'text/html',
      javascript: 'application/javascript',
    };
    if (text === '') return undefined;
    return { type: types[textOf(options['language'])] ?? 'text/plain', parts: this.#template(text) };
  }

  #form(fields: readonly JsonObject[]): { readonly type: string; readonly parts: readonly BodyPart[] } | undefined {
    if (fields.length === 0) return undefined;
    const parts = fields.flatMap((field): readonly BodyPart[] => {
      const name = textOf(field['key']).replaceAll('"', '%22');
      const type = textOf(field['contentType']);
      const head = (file: string): string =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file === '' ? '' : `; filename="${file.replace(/^.*[/\\]/s, '')}"`}\r\n${type === '' ? '' : `Content-Type: ${type}\r\n`}\r\n`;
      if (textOf(field['type']) !== 'file') return [...this.#template(head('') + textOf(field['value'])), '\r\n'];
      const files = [field['src']]
        .flat()
        .map(textOf)
        .filter((path) => path !== '');
      if (files.length === 0)
        this.#notes.add('warning', this.#at, `The field "${name}" names no file: it was left out.`);
      return files.flatMap((path): readonly BodyPart[] => [head(path), { file: [path] }, '\r\n']);
    });
    return { type: `multipart/form-data; boundary=${boundary}`, parts: [...parts, `--${boundary}--`] };
  }

  #scripts(item: JsonObject): void {
    for (const event of listOf(item['event'])) {
      const script = isObject(event['script']) ? [event['script']['exec']].flat().map(textOf).join('\n') : '';
      if (script.trim() === '') continue;
      const message = `The ${textOf(event['listen'])} script of "${textOf(item['name'])}" is not run: use @capture and @assert.`;
      this.#notes.add('warning', this.#at, message);
    }
  }

  #template(text: string): Template {
    return postmanTemplate(text, (message) => this.#notes.add('warning', this.#at, message));
  }
}

function describe(description: unknown): { readonly comments?: readonly string[] } {
  const text = isObject(description) ? textOf(description['content']) : textOf(description);
  return text === '' ? {} : { comments: text.split(/\r?\n/).filter((line) => line.trim() !== '') };
}

/** A URL of Postman: a text, or its parts; `:name` in its path is a variable of its own. */
function urlOf(url: unknown): string {
  if (typeof url === 'string') return url.trim();
  if (!isObject(url)) return '';
  const values = valuesOf(url['variable']);
  const raw = textOf(url['raw']).trim() || joined(url);
  const [, base = '', rest = ''] = /^([^?#]*)(.*)$/s.exec(raw) ?? [];
  const path = base.replaceAll(/(?<=\/):([^/?#]+)/g, (all, name: string) => values[name] ?? all);
  if (!Array.isArray(url['query'])) return path + rest;
  const query = listOf(url['query']).filter((one) => one['disabled'] !== true);
  const pairs = query.map((one) =>
    one['value'] === null || one['value'] === undefined
      ? textOf(one['key'])
      : `${textOf(one['key'])}=${textOf(one['value'])}`,
  );
  return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}

function joined(url: JsonObject): string {
  const list = (value: unknown, by: string): string =>
    Array.isArray(value)
      ? value.map((one) => (isObject(one) ? textOf(one['value']) : textOf(one))).join(by)
      : textOf(value);
  const protocol = textOf(url['protocol']);
  const port = textOf(url['port']);
  const path = list(url['path'], '/').replace(/^\//, '');
  return `${protocol === '' ? '' : `${protocol.replace(/:?\/*$/, '')}://`}${list(url['host'], '.')}${port === '' ? '' : `:${port}`}${path === '' ? '' : `/${path}`}`;
}

/** Auth parameters and variables: a list of key and value in v2.1, an object in v2.0. */
function valuesOf(list: unknown): Readonly<Record<string, string>> {
  if (!Array.isArray(list))
    return isObject(list) ? Object.fromEntries(Object.entries(list).map(([key, value]) => [key, textOf(value)])) : {};
  return Object.fromEntries(
    list.filter(isObject).map((one: JsonObject) => [textOf(one['key'] ?? one['id']), textOf(one['value'])]),
  );
}

function basic(user: string, password: string): string {
  const pair = `${user}:${password}`;
  if (pair.includes('{{')) return `Basic ${pair}`;
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(pair)))}`;
}

/** What Postman encodes in a query, beside what every URL does. */
function encodeUrl(url: string): string {
  return url.replaceAll(/ /g, '%20').replaceAll("'", '%27');
}

function formEncode(text: string): string {
  return text
    .split(/(\{\{[^{}]+\}\})/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : encodeURIComponent(part).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('');
}

function listOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
