import { cutMark } from '../shorten.ts';
import { urlEncode } from '../urlEncode.ts';
import { mask, type Secret } from '../secret.ts';

const minimumLength = 8;

/**
 * Replaces every form of the secrets it knows: raw, URL, JSON, HTML and XML, base64 at its three alignments, base64url, hex.
 * One instance serves log, notifications and reports (design/security.md 3.3).
 */
export class Redactor {
  readonly #forms = new Map<string, readonly string[]>();
  /** How many know each value: two accounts may have one secret, a server may give one token twice. */
  readonly #owners = new Map<string, number>();

  /** Registers a live secret; call the result on sign-out. */
  add(secret: Secret): () => void {
    const value = secret.reveal();
    if (value.length < minimumLength) return () => undefined;
    if (!this.#forms.has(value)) this.#forms.set(value, formsOf(value));
    this.#owners.set(value, (this.#owners.get(value) ?? 0) + 1);
    let isOwner = true;
    return () => {
      if (isOwner) this.#release(value);
      isOwner = false;
    };
  }

  #release(value: string): void {
    const left = (this.#owners.get(value) ?? 0) - 1;
    if (left > 0) this.#owners.set(value, left);
    else {
      this.#owners.delete(value);
      this.#forms.delete(value);
    }
  }

  redact(text: string): string {
    return this.redactSecrets(text.replaceAll(/\b(Bearer|Basic) [\w.~+/=-]{8,}/gi, `$1 ${mask}`));
  }

  /** Of all forms, in characters: who looks through pieces keeps as many of the piece before. */
  get longest(): number {
    return Math.max(0, ...[...this.#forms.values()].map(([form = '']) => form.length));
  }

  /** Whether a text holds a known value in any form. */
  holds(text: string): boolean {
    return this.#allForms().some((form) => text.includes(form));
  }

  /** Known values only: data may well speak of "basic materials". */
  redactSecrets(text: string): string {
    let result = text;
    for (const form of this.#allForms()) result = result.replaceAll(form, mask);
    return result.includes(cutMark) ? this.#redactCut(result) : result;
  }

  #allForms(): readonly string[] {
    return [...this.#forms.values()].flat();
  }

  /** What ends where a text was cut, and may go on as a secret. */
  #redactCut(text: string): string {
    const [last = '', ...parts] = text.split(cutMark).reverse();
    const masked = parts.map((part) => this.#allForms().reduce(withoutStart, part));
    return [last, ...masked].reverse().join(cutMark);
  }
}

/** Masks the start of the form where the text ends in it. */
function withoutStart(text: string, form: string): string {
  const start = text.lastIndexOf(form.slice(0, minimumLength));
  return start !== -1 && form.startsWith(text.slice(start)) ? `${text.slice(0, start)}${mask}` : text;
}

function formsOf(value: string): readonly string[] {
  const bytes = new TextEncoder().encode(value);
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const forms = [value, ...urlForms(value), ...jsonForms(value), ...htmlForms(value), hex, hex.toUpperCase()];
  for (const shift of [0, 1, 2]) {
    const encoded = alignedBase64(bytes, shift);
    forms.push(encoded, encoded.replaceAll('+', '-').replaceAll('/', '_'));
  }
  // Longest first, so that no shorter form leaves the rest of a longer one behind.
  return [...new Set(forms)].filter((form) => form.length >= minimumLength).sort((a, b) => b.length - a.length);
}

/** As in a URL and as in a form (a space is "+"), with the digits of either case. */
function urlForms(value: string): readonly string[] {
  const forms = [urlEncode(value), new URLSearchParams({ v: value }).toString().slice(2)];
  return forms.flatMap((form) => [form, form.replaceAll(/%../g, (code) => code.toLowerCase())]);
}

/** As a string in JSON, and in JSON that is itself a string in JSON, as where a body is quoted. */
function jsonForms(value: string): readonly string[] {
  const once = JSON.stringify(value).slice(1, -1);
  return [once, JSON.stringify(once).slice(1, -1)];
}

function htmlForms(value: string): readonly string[] {
  const text = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const attribute = text.replaceAll('"', '&quot;');
  return [text, attribute, attribute.replaceAll("'", '&#39;'), attribute.replaceAll("'", '&apos;')];
}

/** The characters of the base64 text that depend on these bytes alone, when they start `shift` bytes into a group. */
function alignedBase64(bytes: Uint8Array, shift: number): string {
  const text = btoa('\0'.repeat(shift) + String.fromCharCode(...bytes));
  const first = Math.ceil((shift * 4) / 3);
  const last = Math.floor(((shift + bytes.length) * 8) / 6);
  return text.slice(first, last);
}
