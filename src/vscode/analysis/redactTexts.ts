import type { Redactor } from '../../core/http/redactor.ts';

/** Data as it is shown: of the same shape, its texts redacted. What is stored or exported stays as it came. */
export function redactTexts<T>(data: T, redactor: Redactor): T {
  const redacted = (value: unknown): unknown => {
    if (typeof value === 'string') return redactor.redact(value);
    if (Array.isArray(value)) return value.map(redacted);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, redacted(own)]));
  };
  return redacted(data) as T;
}
