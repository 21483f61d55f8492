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
      typeof value === 'string' && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : value,
    );
  } catch {
    return undefined;
  }
}

/** A value as JSON, bigints among them as numbers. */
export function jsonText(value: unknown, indent?: number): string {
  const marked = JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `${mark}${one}` : one), indent);
  return marked.replaceAll(new RegExp(`"${mark}(-?\\d+)"`, 'g'), '$1');
}

/** Undefined where the text is no JSON, or no object. */
export function parseJsonObject(text: string): JsonObject | undefined {
  const value = parseJson(text);
  return isObject(value) ? value : undefined;
}
