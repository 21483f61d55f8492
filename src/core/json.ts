export type JsonObject = Readonly<Record<string, unknown>>;

/** An object of JSON: no array, no null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined where the text is no JSON: the parser's own message would quote it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A string, or a whole number of sixteen digits or more that is no part of another number. */
const longNumber = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;
const mark = '\u{F8FF}integer:';
const markedNumber = new RegExp(`^${mark}-?\\d{16,}$`);
const quotedNumber = new RegExp(`"${mark}(-?\\d{16,})"`, 'g');

/**
 * As parseJson, but a whole number that a double cannot hold is a bigint: ids of other systems keep their digits. What
 * prints such values is jsonText.
 */
export function parseExactJson(text: string): unknown {
  const marked = text.replaceAll(longNumber, (token) =>
    token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${mark}${token}"`,
  );
  if (marked === text) return parseJson(text);
  try {
    return JSON.parse(marked, (_, value: unknown) =>
      typeof value === 'string' && markedNumber.test(value) ? BigInt(value.slice(mark.length)) : value,
    );
  } catch {
    return undefined;
  }
}

/** A value as JSON, bigints among them as numbers; empty for what JSON has no text for. */
export function jsonText(value: unknown, indent?: number): string {
  const replace = (_: string, one: unknown): unknown => (typeof one === 'bigint' ? `${mark}${one}` : one);
  const marked = JSON.stringify(value, replace, indent) as string | undefined;
  return (marked ?? '').replaceAll(quotedNumber, '$1');
}

/** Undefined where the text is no JSON, or no object. */
export function parseJsonObject(text: string): JsonObject | undefined {
  const value = parseJson(text);
  return isObject(value) ? value : undefined;
}
