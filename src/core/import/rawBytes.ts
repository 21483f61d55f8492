/**
 * Bytes that are no UTF-8 as halves of characters, U+DC80 to U+DCFF, as Python's surrogateescape has it: a text of a
 * shell can hold any byte.
 */
export function textOfBytes(bytes: readonly number[]): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) text += String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
    else text += new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes.slice(at, at + length)));
    at += Math.max(1, length);
  }
  return text;
}

/** Of the UTF-8 sequence at a place; 0 where there is none. */
function sequenceLength(bytes: readonly number[], at: number): number {
  const lead = bytes[at] ?? 0;
  const length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 0;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes.slice(at, at + length)));
    return bytes.length >= at + length ? length : 0;
  } catch {
    return 0;
  }
}

export function bytesOfText(text: string): Uint8Array {
  if (!/[\uDC80-\uDCFF]/.test(text)) return new TextEncoder().encode(text);
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point >= 0xdc80 && point <= 0xdcff) bytes.push(point - 0xdc00);
    else bytes.push(...new TextEncoder().encode(character));
  }
  return Uint8Array.from(bytes);
}

/** Halves of characters that together are text after all: two escapes side by side. */
export function joinedBytes(text: string): string {
  return /[\uDC80-\uDCFF]{2}/.test(text) ? textOfBytes([...bytesOfText(text)]) : text;
}

/** Each byte as one character: how a header carries bytes (RFC 9110, 5.5). */
export function latin1OfText(text: string): string {
  return Array.from(bytesOfText(text), (byte) => String.fromCharCode(byte)).join('');
}
