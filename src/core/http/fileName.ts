import { headerValue, type Header } from './httpMessage.ts';

const device = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[\d¹²³]) *(?:\.|$)/i;
const extensions: readonly (readonly [RegExp, string])[] = [
  [/json/, 'json'],
  [/xml/, 'xml'],
  [/html/, 'html'],
  [/csv/, 'csv'],
];

/** What a file of this Content-Type is usually called; `txt` where it says nothing. */
export function extensionOf(headers: readonly Header[]): string {
  const type = headerValue(headers, 'content-type') ?? '';
  return extensions.find(([pattern]) => pattern.test(type))?.[1] ?? 'txt';
}

/** A name that Windows takes for a device, whatever its extension. */
export function isDeviceName(name: string): boolean {
  return device.test(name);
}

/**
 * A name for a response's body: that of Content-Disposition (RFC 6266), else `title` with an extension. Nothing of it
 * leads to another folder, hides an extension, or means a device.
 */
export function fileNameOf(headers: readonly Header[], title: string): string {
  const disposition = headerValue(headers, 'content-disposition') ?? '';
  const encoded = /filename\*=(?:UTF-8)?''([^;]+)/i.exec(disposition)?.[1];
  const plain = /filename="?([^";]+)/i.exec(disposition)?.[1];
  const given = encoded === undefined ? plain : decoded(encoded);
  const name = safe(given ?? '');
  return name === '' ? `${safe(title) || 'response'}.${extensionOf(headers)}` : name;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

function safe(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  // Control and format characters (the bidirectional ones too), what Windows refuses, dots and spaces at the ends.
  const clean = withoutEnds(last.slice(0, 1000).replaceAll(/[\p{C}<>:"|?*]/gu, ''));
  const short = withoutEnds(Array.from(clean).slice(0, 100).join(''));
  return isDeviceName(short) ? `_${short}` : short;
}

function withoutEnds(name: string): string {
  return name.replaceAll(/^[. ]+|[. ]+$/g, '');
}
