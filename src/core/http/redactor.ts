import { mask, type Secret } from '../secret.ts';
import { cutMark } from '../shorten.ts';
import { SecretMatcher, shortestSecret } from './secretMatcher.ts';

/** Masks the secrets it knows. One instance serves log, history, reports, clipboard and notifications. */
export class Redactor {
  readonly #secrets = new SecretMatcher();

  /** A live secret is masked until the result is called, as on sign-out. */
  register(secret: Secret): () => void {
    return this.#secrets.register(secret);
  }

  /** What looks like a credential is masked too, known or not. */
  redact(text: string): string {
    return this.redactSecrets(text.replaceAll(/\b(Bearer|Basic) [\w.~+/=-]{8,}/gi, `$1 ${mask}`));
  }

  /** Known values only: data may well speak of "basic materials". */
  redactSecrets(text: string): string {
    let result = text;
    for (const form of this.#secrets.forms()) result = result.replaceAll(form, mask);
    return result.includes(cutMark) ? this.#redactCut(result) : result;
  }

  /** What ends where a text was cut, and may go on as a secret. */
  #redactCut(text: string): string {
    const [last = '', ...parts] = text.split(cutMark).reverse();
    const masked = parts.map((part) => this.#secrets.forms().reduce(withoutStart, part));
    return [last, ...masked].reverse().join(cutMark);
  }
}

/** Masks the start of the form where the text ends in it. */
function withoutStart(text: string, form: string): string {
  const start = text.lastIndexOf(form.slice(0, shortestSecret));
  return start !== -1 && form.startsWith(text.slice(start)) ? `${text.slice(0, start)}${mask}` : text;
}
