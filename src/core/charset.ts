/** The labels of the encodings that every platform decodes the same way (https://encoding.spec.whatwg.org). */
const unicode =
  /^(?:unicode-1-1-)?(?:x-)?(?:utf-?8|unicode20utf8)$|^(?:utf-16(?:le|be)?|unicode(?:fffe|feff)?|ucs-2|iso-10646-ucs-2|csunicode)$/i;

/** By the byte order mark, else `label`, else UTF-8; what is no text becomes U+FFFD. Undefined for a legacy encoding. */
export function decodeUnicode(bytes: Uint8Array, label: string | undefined): string | undefined {
  const encoding = markOf(bytes) ?? label?.trim() ?? 'utf-8';
  return unicode.test(encoding) ? new TextDecoder(encoding).decode(bytes) : undefined;
}

/**
 * By the byte order mark, else `label`, else UTF-8. Encodings of one byte by a library, as the Encoding Standard has
 * them: Node 20 reads Windows-1252 as Latin-1 (nodejs/node#60888), and its ICU deviates in others. Those of more bytes
 * by the platform: their tables are as large as a fifth of the extension.
 */
export async function decodeText(bytes: Uint8Array, label: string | undefined): Promise<string> {
  const text = decodeUnicode(bytes, label);
  if (text !== undefined) return text;
  const { normalizeEncoding, TextDecoder: StandardDecoder } = await import('@exodus/bytes/encoding-lite.js');
  const encoding = normalizeEncoding(label ?? '') ?? 'utf-8'; // nobody knows the label
  for (const Decoder of [StandardDecoder, TextDecoder]) {
    try {
      return new Decoder(encoding).decode(bytes);
    } catch {
      // An encoding of more bytes.
    }
  }
  return new TextDecoder().decode(bytes);
}

function markOf([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8' : undefined;
}
