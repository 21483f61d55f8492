import { ownValue } from '../lookup.ts';
import type { BodyPart } from '../syntax/requestText.ts';
import type { Markers } from './markers.ts';
import { bytesOfText } from './rawBytes.ts';

/** One `-F` or `--form-string` of a command. */
export interface FormField {
  readonly text: string;
  readonly isPlain: boolean;
}

type FormNotes = (message: string) => void;

/** The types that curl knows by a file's name; every other file is bytes. */
const typesByExtension: Readonly<Record<string, string>> = {
  ...{ gif: 'image/gif', jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', svg: 'image/svg+xml' },
  ...{ txt: 'text/plain', htm: 'text/html', html: 'text/html', pdf: 'application/pdf', xml: 'application/xml' },
};

export const boundary = 'boundary';

/** The parts of a multipart body as curl builds them (`man curl`, --form). */
export function multipartBody(fields: readonly FormField[], markers: Markers, note: FormNotes): readonly BodyPart[] {
  const parts = fields.flatMap((field) => partOf(field, markers, note));
  return [...parts, `--${boundary}--`];
}

function partOf({ text, isPlain }: FormField, markers: Markers, note: FormNotes): readonly BodyPart[] {
  const equals = text.indexOf('=');
  if (equals < 0) {
    note(`The form field "${text.slice(0, 20)}" has no "=": it was left out.`);
    return [];
  }
  const value = text.slice(equals + 1);
  const content = isPlain ? { kind: '', value, options: new Map<string, string>() } : readContent(value, note);
  return [...textParts(headOf(text.slice(0, equals), content), markers), ...contentParts(content, markers), '\r\n'];
}

function headOf(name: string, { kind, value, options }: Content): string {
  const fileName = options.get('filename') ?? (kind === '@' ? value.replace(/^.*[/\\]/s, '') : undefined);
  const guessed = fileName === undefined ? undefined : typeOf(fileName, kind === '' ? '' : value);
  const type = options.get('type') ?? guessed;
  const file = fileName === undefined ? '' : `; filename="${quoted(fileName)}"`;
  const headers = [type === undefined ? '' : `Content-Type: ${type}`, options.get('headers') ?? ''];
  return [
    `--${boundary}`,
    `Content-Disposition: form-data; name="${quoted(name)}"${file}`,
    ...headers.filter((header) => header !== ''),
    '',
    '',
  ].join('\r\n');
}

function contentParts({ kind, value }: Content, markers: Markers): readonly BodyPart[] {
  return kind === '' ? textParts(value, markers) : [{ file: markers.template(value) }];
}

/** Bytes where the text holds what is no UTF-8. */
export function textParts(text: string, markers: Markers): readonly BodyPart[] {
  return markers
    .template(text)
    .map((part) => (typeof part === 'string' && /[\uDC80-\uDCFF]/.test(part) ? bytesOfText(part) : part));
}

interface Content {
  /** `@` a file with its name, `<` a file as text, else nothing. */
  readonly kind: string;
  readonly value: string;
  readonly options: ReadonlyMap<string, string>;
}

/** `value;type=…;filename=…;headers=…`, each of them quoted or up to the next semicolon. */
function readContent(text: string, note: FormNotes): Content {
  const kind = /^[@<]/.exec(text)?.[0] ?? '';
  const [value, end] = readWord(text, kind.length);
  if (/^[()]/.test(text)) note('Nested parts of a form have no counterpart here.');
  if (kind === '@' && value.includes(',')) note('Several files in one field have no counterpart here.');
  const options = new Map<string, string>();
  for (let at = end; at < text.length;) at = readOption(text, at + 1, options, note);
  return { kind, value, options };
}

/** `type=…`, `filename=…`, `headers=…`, or more of the type; and where it ends. */
function readOption(text: string, from: number, options: Map<string, string>, note: FormNotes): number {
  const start = skipBlank(text, from);
  const key = /^(type|filename|headers|encoder)=/i.exec(text.slice(start))?.[1]?.toLowerCase();
  const [option, end] = readWord(text, key === undefined ? start : start + key.length + 1);
  const type = options.get('type');
  if (key === 'encoder') note('An encoder of a form field has no counterpart here.');
  else if (key !== undefined) options.set(key, option);
  else if (option === '') return end;
  else if (type !== undefined) options.set('type', `${type};${option}`);
  else note(`"${option.slice(0, 20)}" in a form field is not understood by curl: it was left out.`);
  return end;
}

function skipBlank(text: string, from: number): number {
  return text.length - text.slice(from).trimStart().length;
}

/** A quoted word, what follows its end quote left out; or the text up to a semicolon. And where it ends. */
function readWord(text: string, from: number): readonly [word: string, end: number] {
  const at = skipBlank(text, from);
  const [all = '', inner] = /^"((?:[^"\\]|\\[^])*)"/.exec(text.slice(at)) ?? [];
  const semicolon = text.indexOf(';', at + all.length);
  const end = semicolon < 0 ? text.length : semicolon;
  return [inner?.replaceAll(/\\(["\\])/g, '$1') ?? text.slice(at, end).trimEnd(), end];
}

/** By the name that is sent, else by that of the file. */
function typeOf(...names: readonly string[]): string {
  const types = names.map((name) => ownValue(typesByExtension, /\.([^.]*)$/.exec(name)?.[1]?.toLowerCase() ?? ''));
  return types.find((type) => type !== undefined) ?? 'application/octet-stream';
}

/** The WHATWG form encoding of names, as curl has it since 7.81. */
function quoted(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
