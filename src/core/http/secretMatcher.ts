import type { Secret } from '../secret.ts';
import { urlEncode } from '../urlEncode.ts';
import { FormIndex, shortestForm, type Range } from './formIndex.ts';
import { foldedText, readingsOf } from './readings.ts';

/** Of a value that is longer, no more is looked for. */
const longestValue = 10_000;
/** In base64 and hex a short value is too much like others. */
const shortestEncoded = 8;

/**
 * Finds secrets in texts, however they are written: as they are, split by what nobody sees, escaped, in URLs, HTML and JSON,
 * in base64 at its three alignments, base64url, hex (docs/security-model.md, 3.3).
 */
export class SecretMatcher {
  readonly #forms = new Map<string, readonly string[]>();
  /** How many know each value: two accounts may have one secret, a server may give one token twice. */
  readonly #owners = new Map<string, number>();
  /** Made when it is asked next. */
  #index: FormIndex | undefined;

  /** Looks for a live secret until the result is called, as on sign-out. */
  register(secret: Secret): () => void {
    const value = secret.reveal().slice(0, longestValue);
    if (value.length < shortestForm) return () => undefined;
    if (!this.#forms.has(value)) {
      this.#forms.set(value, formsOf(value));
      this.#index = undefined;
    }
    this.#owners.set(value, (this.#owners.get(value) ?? 0) + 1);
    let isOwner = true;
    return () => {
      if (isOwner) this.#release(value);
      isOwner = false;
    };
  }

  /** Whether a text holds a known value in any form. */
  matches(text: string): boolean {
    const index = this.#indexed();
    return readingsOf(text).some((reading) => index.find(reading.text).length > 0);
  }

  /** Where the known values are, in no order. `isCut`: the text ends where one may go on. */
  find(text: string, isCut: boolean): readonly Range[] {
    if (this.#forms.size === 0 || text.length < shortestForm) return [];
    const index = this.#indexed();
    const least = isCut ? shortestEncoded : 2 * shortestEncoded;
    return readingsOf(text).flatMap((reading) => {
      const { startOf, endOf } = reading;
      const cutAt = index.cutAt(reading.text, least);
      const ranges = index.find(reading.text).map(([start, end]): Range => [startOf(start), endOf(end - 1)]);
      return cutAt === undefined ? ranges : [...ranges, [startOf(cutAt), text.length] as const];
    });
  }

  /** Of all forms, in characters, each of them escaped: who looks through a stream keeps as many of the chunk before. */
  get longest(): number {
    const lengths = [...this.#forms.values()].map((forms) => Math.max(...forms.map(({ length }) => length)));
    return 6 * lengths.reduce((most, length) => Math.max(most, length), 0);
  }

  #indexed(): FormIndex {
    return (this.#index ??= new FormIndex([...this.#forms.values()].flat()));
  }

  #release(value: string): void {
    const left = (this.#owners.get(value) ?? 0) - 1;
    if (left > 0) this.#owners.set(value, left);
    else {
      this.#owners.delete(value);
      this.#forms.delete(value);
      this.#index = undefined;
    }
  }
}

/** What escapes hide is found by reading them; these are what readings cannot undo. */
function formsOf(value: string): readonly string[] {
  const plain = foldedText(value);
  const bytes = new TextEncoder().encode(value);
  const hex = Array.from(bytes, (byte) => hexOf[byte]).join('');
  const encoded = [hex, hex.toUpperCase()];
  for (const shift of [0, 1, 2]) {
    const base64 = alignedBase64(bytes, shift);
    encoded.push(base64, base64.replaceAll('+', '-').replaceAll('/', '_'));
  }
  const forms = [plain, plain.replaceAll(' ', '+'), ...encoded.filter(({ length }) => length >= shortestEncoded)];
  // A reading would undo these too: it cannot know which escapes are the value's own.
  if (/[\\%&]/.test(plain)) forms.push(...escapedForms(plain));
  return [...new Set(forms)].filter(({ length }) => length >= shortestForm);
}

function escapedForms(value: string): readonly string[] {
  const url = [urlEncode(value), new URLSearchParams({ v: value }).toString().slice(2)];
  const json = JSON.stringify(value).slice(1, -1);
  const html = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const attribute = html.replaceAll('"', '&quot;');
  return [
    ...url.flatMap((form) => [form, form.replaceAll(/%../g, (code) => code.toLowerCase())]),
    ...[json, JSON.stringify(json).slice(1, -1)],
    ...[html, attribute, attribute.replaceAll("'", '&#39;'), attribute.replaceAll("'", '&apos;')],
  ];
}

const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The characters of the base64 text that depend on these bytes alone, when they start `shift` bytes into a group. */
function alignedBase64(bytes: Uint8Array, shift: number): string {
  const text = btoa('\0'.repeat(shift) + String.fromCharCode(...bytes));
  const first = Math.ceil((shift * 4) / 3);
  const last = Math.floor(((shift + bytes.length) * 8) / 6);
  return text.slice(first, last);
}
