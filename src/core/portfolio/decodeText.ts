import { decodeText as decodeByLabel } from '../charset.ts';

export interface DecodedText {
  readonly text: string;
  readonly encoding: string;
}

const marks: readonly (readonly [readonly number[], string])[] = [
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
];

/**
 * By its byte order mark; UTF-16 without one by its zero bytes; else UTF-8 where it is valid; else one byte a letter, as
 * Excel saves CSV on Windows or on a Mac. Identifiers and numbers are the same in all of those: only names differ.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const marked = marks.find(([mark]) => mark.every((byte, at) => bytes[at] === byte));
  const encoding = marked?.[1] ?? wideEncoding(bytes);
  if (encoding !== undefined) return { text: new TextDecoder(encoding).decode(bytes), encoding };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    const single = singleByteEncoding(bytes);
    return { text: new TextDecoder(single).decode(bytes), encoding: single };
  }
}

/** As decodeText, letter by letter as the Encoding Standard has them: Node 20 reads Windows-1252 as Latin-1. */
export async function decodeExactly(bytes: Uint8Array): Promise<DecodedText> {
  const { text, encoding } = decodeText(bytes);
  return encoding.startsWith('utf-') ? { text, encoding } : { text: await decodeByLabel(bytes, encoding), encoding };
}

const lookedAt = 4096;

/** Every second byte of Latin text is zero in UTF-16; in which half tells the order. */
function wideEncoding(bytes: Uint8Array): string | undefined {
  const length = Math.min(bytes.length, lookedAt) & ~1;
  if (length < 4) return undefined;
  const zeros = (from: number): number => {
    let count = 0;
    for (let at = from; at < length; at += 2) if (bytes[at] === 0) count++;
    return count / (length / 2);
  };
  const [even, odd] = [zeros(0), zeros(1)];
  if (odd > 0.6 && even < 0.1) return 'utf-16le';
  return even > 0.6 && odd < 0.1 ? 'utf-16be' : undefined;
}

/** Accented letters stand above 0xC0 in Windows' code pages, and below 0xA0 on old Macs. */
function singleByteEncoding(bytes: Uint8Array): string {
  let windows = 0;
  let mac = 0;
  for (const byte of bytes.subarray(0, 1_000_000)) {
    if (byte >= 0xc0) windows++;
    else if (
      byte >= 0x80 &&
      byte < 0xa0 &&
      ![0x80, 0x85, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99].includes(byte)
    )
      mac++;
  }
  return mac > windows ? 'macintosh' : 'windows-1252';
}
