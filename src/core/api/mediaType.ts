import type { ApiBody } from './apiDescription.ts';

/** A media type without its parameters, in lower case. */
export function essenceOf(contentType: string): string {
  return contentType.replace(/;.*$/s, '').trim().toLowerCase();
}

export function isJsonType(contentType: string): boolean {
  return /[/+]json$/.test(essenceOf(contentType));
}

/** The body for what is sent: the exact media type before a range of them (OpenAPI 3.1, 4.8.13.1). */
export function bodyFor(bodies: readonly ApiBody[], contentType: string): ApiBody | undefined {
  const sent = essenceOf(contentType);
  const [type = ''] = sent.split('/');
  const named = (wanted: string): ApiBody | undefined =>
    bodies.find((body) => essenceOf(body.contentType) === wanted && isSameText(body.contentType, contentType)) ??
    bodies.find((body) => essenceOf(body.contentType) === wanted);
  return named(sent) ?? named(`${type}/*`) ?? named('*/*');
}

/** One description may have the same type with other parameters, as `version=2`. */
function isSameText(a: string, b: string): boolean {
  return a.replaceAll(/\s/g, '').toLowerCase() === b.replaceAll(/\s/g, '').toLowerCase();
}
