import { isObject, type JsonObject } from '../json.ts';
import type { BodyPart, RequestText, Template } from '../syntax/requestText.ts';
import { boundary } from './curlForm.ts';
import type { Notes } from './notes.ts';
import { postmanTemplate } from './postmanTemplate.ts';

interface Body {
  /** The Content-Type where none is given. */
  readonly type?: string;
  readonly parts: readonly BodyPart[];
}

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
    const request: JsonObject = isObject(given) ? given : { url: given };
    const url = urlOf(request['url']);
    if (url === '') {
      this.#notes.add('error', this.#at, `The request "${title}" has no URL: it was left out.`);
      return [];
    }
    const credentials = this.#auth(isObject(request['auth']) ? request['auth'] : inherited);
    const body = isEnabled(request['body']) ? this.#body(request['body']) : undefined;
    return [
      {
        title,
        ...describe(request['description']),
        ...redirects(item['protocolProfileBehavior']),
        method: textOf(request['method']).toUpperCase() || 'GET',
        url: this.#template(encodeUrl(withScheme(url) + queryOf(url, credentials?.query))),
        headers: this.#headers(request['header'], credentials?.header, body?.type),
        ...(body === undefined ? {} : { body: body.parts }),
      },
    ];
  }

  #headers(list: unknown, credentials: Header | undefined, type: string | undefined): readonly Header[] {
    const given = listOf(list)
      .filter(isEnabled)
      .map((one): Header => [textOf(one['key']), this.#template(textOf(one['value']))]);
    const has = (name: string): boolean => given.some(([one]) => one.toLowerCase() === name);
    return [
      ...(credentials === undefined || has('authorization') ? [] : [credentials]),
      ...given,
      ...(type === undefined || has('content-type') ? [] : [['Content-Type', [type]] as const]),
    ];
  }

  #auth(auth: JsonObject | undefined): { readonly header?: Header; readonly query?: string } | undefined {
    const type = textOf(auth?.['type']);
    if (type === '' || type === 'noauth') return undefined;
    const value = valuesOf(auth?.[type]);
    const of = (name: string): string => value[name] ?? '';
    if (type === 'bearer') return { header: ['Authorization', this.#template(`Bearer ${of('token')}`)] };
    if (type === 'basic') return { header: ['Authorization', this.#template(basic(of('username'), of('password')))] };
    if (type === 'apikey')
      return of('in') === 'query'
        ? { query: `${of('key')}=${of('value')}` }
        : { header: [of('key'), this.#template(of('value'))] };
    this.#notes.add('warning', this.#at, `The authorization "${type}" has no counterpart here: it was left out.`);
    return undefined;
  }

  #body(body: JsonObject): Body | undefined {
    const mode = textOf(body['mode']);
    if (mode === 'raw') return this.#raw(body);
    if (mode === 'urlencoded') return this.#urlEncoded(listOf(body['urlencoded']).filter(isEnabled));
    if (mode === 'formdata') return this.#form(listOf(body['formdata']).filter(isEnabled));
    if (mode === 'graphql' && isObject(body['graphql'])) return this.#graphql(body['graphql']);
    const path = isObject(body['file']) ? textOf(body['file']['src']) : '';
    return mode === 'file' && path !== '' ? { parts: [{ file: [path] }] } : undefined;
  }

  #urlEncoded(fields: readonly JsonObject[]): Body | undefined {
    if (fields.length === 0) return undefined;
    const pairs = fields.map((one) => `${formEncode(textOf(one['key']))}=${formEncode(textOf(one['value']))}`);
    return { type: 'application/x-www-form-urlencoded', parts: this.#template(pairs.join('&')) };
  }

  #graphql({ query, variables }: JsonObject): Body {
    const given = textOf(variables);
    const members = [`"query":${JSON.stringify(textOf(query))}`, ...(given === '' ? [] : [`"variables":${given}`])];
    return { type: 'application/json', parts: this.#template(`{${members.join(',')}}`) };
  }

  #raw(body: JsonObject): Body | undefined {
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

  #form(fields: readonly JsonObject[]): Body | undefined {
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

function isEnabled(value: unknown): value is JsonObject {
  return isObject(value) && value['disabled'] !== true;
}

function redirects(behavior: unknown): Pick<RequestText, 'directives'> {
  if (!isObject(behavior) || behavior['followRedirects'] !== false) return {};
  return { directives: [['no-redirect', '']] };
}

function withScheme(url: string): string {
  return /^(?:[a-z]+:\/\/|\{\{)/i.test(url) ? url : `http://${url}`;
}

function queryOf(url: string, query: string | undefined): string {
  return query === undefined ? '' : `${url.includes('?') ? '&' : '?'}${query}`;
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
