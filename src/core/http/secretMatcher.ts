import type { Secret } from '../secret.ts';
import { urlEncode } from '../urlEncode.ts';

/** Shorter values are words: to look for them would mask ordinary text. */
export const shortestSecret = 8;

/**
 * Finds secrets in texts in every form: raw, URL, JSON, HTML and XML, base64 at its three alignments, base64url, hex
 * (docs/security-model.md, 3.3).
 */
export class SecretMatcher {
  readonly #forms = new Map<string, readonly string[]>();
  /** How many know each value: two accounts may have one secret, a server may give one token twice. */
  readonly #owners = new Map<string, number>();

  /** Looks for a live secret until the result is called, as on sign-out. */
  register(secret: Secret): () => void {
    const value = secret.reveal();
    if (value.length < shortestSecret) return () => undefined;
    if (!this.#forms.has(value)) this.#forms.set(value, formsOf(value));
    this.#owners.set(value, (this.#owners.get(value) ?? 0) + 1);
    let isOwner = true;
    return () => {
      if (isOwner) this.#release(value);
      isOwner = false;
    };
  }

  /** Whether a text holds a known value in any form. */
  matches(text: string): boolean {
    return this.forms().some((form) => text.includes(form));
  }

  /** The longest form of each value first. */
  forms(): readonly string[] {
    return [...this.#forms.values()].flat();
  }

  /** Of all forms, in characters: who looks through a stream keeps as many of the chunk before. */
  get longest(): number {
    return Math.max(0, ...[...this.#forms.values()].map(([form = '']) => form.length));
  }

  #release(value: string): void {
    const left = (this.#owners.get(value) ?? 0) - 1;
    if (left > 0) this.#owners.set(value, left);
    else {
      this.#owners.delete(value);
      this.#forms.delete(value);
    }
  }
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
  return [...new Set(forms)].filter((form) => form.length >= shortestSecret).sort((a, b) => b.length - a.length);
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
