import { AppError } from '../appError.ts';

/** What a zipped file may unpack to: four times the largest portfolio file. */
export const unpackedLimitBytes = 200 * 1024 * 1024;
/** Sheets are repetitive text, but not this much. */
const ratioLimit = 200;
const anyRatioBytes = 20 * 1024 * 1024;
const mostEntries = 20_000;

export interface ZipEntry {
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly method: number;
  readonly packed: Uint8Array<ArrayBuffer>;
  /** What the directory says; nothing that unpacks to more is read. */
  readonly declaredBytes: number;
}

const endMark = 0x06054b50;
const zip64EndMark = 0x06064b50;
const zip64LocatorMark = 0x07064b50;
const entryMark = 0x02014b50;
const unknown32 = 0xffffffff;
const stored = 0;
const deflated = 8;

/** The central directory, of files above 4 GB (zip64) too; undefined where it is broken. */
export function readZipDirectory(bytes: Uint8Array<ArrayBuffer>): readonly ZipEntry[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const end = findEnd(bytes, view);
    let { count, at } = directoryOf(view, end);
    if (count > mostEntries) return undefined;
    const entries: ZipEntry[] = [];
    for (; count > 0; count--) {
      entries.push(readEntry(bytes, view, at));
      at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
    return entries;
  } catch {
    return undefined; // it points outside of the file
  }
}

/** From the back, as a comment may follow it. */
function findEnd(bytes: Uint8Array, view: DataView): number {
  const last = bytes.length - 22;
  for (let at = last; at >= Math.max(0, last - 65_535); at--) if (view.getUint32(at, true) === endMark) return at;
  throw new RangeError();
}

function directoryOf(view: DataView, end: number): { count: number; at: number } {
  const plain = { count: view.getUint16(end + 10, true), at: view.getUint32(end + 16, true) };
  const isWide = end >= 20 && view.getUint32(end - 20, true) === zip64LocatorMark;
  if (!isWide) return plain;
  const wide = number64(view, end - 12);
  if (view.getUint32(wide, true) !== zip64EndMark) throw new RangeError();
  return { count: number64(view, wide + 32), at: number64(view, wide + 48) };
}

function number64(view: DataView, at: number): number {
  const number = view.getBigUint64(at, true);
  if (number > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError();
  return Number(number);
}

function readEntry(bytes: Uint8Array<ArrayBuffer>, view: DataView, at: number): ZipEntry {
  if (view.getUint32(at, true) !== entryMark) throw new RangeError();
  const nameLength = view.getUint16(at + 28, true);
  const { packedBytes, declaredBytes, local } = wideSizes(view, at, nameLength);
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packedBytes > bytes.length) throw new RangeError();
  return {
    name: new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)),
    isEncrypted: (view.getUint16(at + 8, true) & 1) === 1,
    method: view.getUint16(at + 10, true),
    packed: bytes.subarray(start, start + packedBytes),
    declaredBytes,
  };
}

/** Of the entry itself, else of its zip64 extra field, in the order of the specification (APPNOTE 4.5.3). */
function wideSizes(
  view: DataView,
  at: number,
  nameLength: number,
): { readonly packedBytes: number; readonly declaredBytes: number; readonly local: number } {
  let field = at + 46 + nameLength;
  const end = field + view.getUint16(at + 30, true);
  while (field < end && view.getUint16(field, true) !== 1) field += 4 + view.getUint16(field + 2, true);
  const hasField = field < end;
  field += 4;
  const value = (narrow: number): number => {
    if (narrow !== unknown32) return narrow;
    if (!hasField) throw new RangeError();
    field += 8;
    return number64(view, field - 8);
  };
  const declaredBytes = value(view.getUint32(at + 24, true));
  const packedBytes = value(view.getUint32(at + 20, true));
  return { declaredBytes, packedBytes, local: value(view.getUint32(at + 42, true)) };
}

/** Refuses a file that a few kilobytes make huge by what its directory declares. Throws 'file'. */
export function refuseZipBomb(entries: readonly ZipEntry[], packedBytes: number, name: string): void {
  const unpackedBytes = entries.reduce((sum, { declaredBytes }) => sum + declaredBytes, 0);
  const isBomb = unpackedBytes > anyRatioBytes && unpackedBytes > ratioLimit * packedBytes;
  if (unpackedBytes <= unpackedLimitBytes && !isBomb) return;
  throw new AppError(
    'file',
    `${name} unpacks to ${Math.round(unpackedBytes / 1024 / 1024)} MB, more than is read. Save the sheet as CSV.`,
  );
}

/** The content of an entry; undefined where it is broken, or more comes out than was declared. */
export async function unpack({
  method,
  packed,
  declaredBytes,
}: ZipEntry): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (method === stored) return packed.length === declaredBytes ? packed : undefined;
  return method === deflated ? inflated(packed, 'deflate-raw', declaredBytes) : undefined;
}

/** At most that many bytes; undefined where it is broken or more. */
export async function inflated(
  packed: Uint8Array<ArrayBuffer>,
  format: 'deflate-raw' | 'gzip',
  limitBytes: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const stream: AsyncIterable<Uint8Array> = new Blob([packed]).stream().pipeThrough(new DecompressionStream(format));
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > limitBytes) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return concat(chunks, size);
}

export function concat(chunks: readonly Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
