import { AppError } from '../appError.ts';
import { SheetArea } from './sheetArea.ts';

/** What an Excel file may unpack to: four times the largest portfolio file. */
export const unpackedLimitBytes = 200 * 1024 * 1024;
/** Sheets are repetitive text, but not this much. */
const ratioLimit = 200;
const anyRatioBytes = 20 * 1024 * 1024;

interface Entry {
  readonly isStored: boolean;
  readonly packed: Uint8Array<ArrayBuffer>;
  /** What the directory says; the reader of the file sets this much memory aside. */
  readonly declaredBytes: number;
}

/**
 * Refuses an Excel file that a few kilobytes make huge, before its reader unpacks it: by the sizes that its directory
 * declares, then by what really comes out, and by the address of the last cell. Throws 'file'.
 */
export async function refuseZipBomb(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<void> {
  const entries = readDirectory(bytes);
  if (entries === undefined) throw broken(name);
  refuseSize(sum(entries.map(({ declaredBytes }) => declaredBytes)), bytes.length, name);
  const area = new SheetArea();
  for (const entry of entries) {
    area.beginSheet();
    const size = await unpack(entry, (text) => {
      area.read(text);
      refuseArea(area, name);
    }).catch((cause: unknown) => {
      throw cause instanceof AppError ? cause : broken(name, cause);
    });
    // Memory for less was set aside, and the reader would go on unpacking into the void.
    if (size !== entry.declaredBytes) throw broken(name);
    area.endSheet();
    refuseArea(area, name);
  }
}

function refuseSize(unpackedBytes: number, packedBytes: number, name: string): void {
  const isBomb = unpackedBytes > anyRatioBytes && unpackedBytes > ratioLimit * packedBytes;
  if (unpackedBytes <= unpackedLimitBytes && !isBomb) return;
  throw new AppError(
    'file',
    `${name} unpacks to ${Math.round(unpackedBytes / 1024 / 1024)} MB, more than is read. Save the sheet as CSV.`,
  );
}

function refuseArea(area: SheetArea, name: string): void {
  if (area.isBroken) throw broken(name);
  if (!area.isTooLarge) return;
  const advice = 'Delete the empty rows and columns behind the holdings, or save the sheet as CSV.';
  throw new AppError('file', `A sheet of ${name} reaches further than is read. ${advice}`);
}

export function broken(name: string, cause?: unknown): AppError {
  return new AppError('file', `${name} is no Excel file, or a broken one. Save it again as .xlsx or CSV.`, { cause });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

const endMark = 0x06054b50;
const zip64Mark = 0x07064b50;
const entryMark = 0x02014b50;
const stored = 0;
const deflated = 8;

/** The central directory, looked for as the reader does; undefined where it is broken or one of files above 4 GB. */
function readDirectory(bytes: Uint8Array<ArrayBuffer>): readonly Entry[] | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    let end = bytes.length - 22;
    while (view.getUint32(end, true) !== endMark) end--;
    if (end >= 20 && view.getUint32(end - 20, true) === zip64Mark) return undefined;
    const count = view.getUint16(end + 8, true);
    let at = view.getUint32(end + 16, true);
    return Array.from({ length: count }, () => {
      const entry = readEntry(bytes, view, at);
      at += 46 + sum([28, 30, 32].map((offset) => view.getUint16(at + offset, true)));
      return entry;
    });
  } catch {
    return undefined; // it points outside of the file
  }
}

function readEntry(bytes: Uint8Array<ArrayBuffer>, view: DataView, at: number): Entry {
  const method = view.getUint16(at + 10, true);
  const packedBytes = view.getUint32(at + 20, true);
  const local = view.getUint32(at + 42, true);
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  const isKnown = view.getUint32(at, true) === entryMark && (method === stored || method === deflated);
  if (!isKnown || start + packedBytes > bytes.length) throw new RangeError();
  return {
    isStored: method === stored,
    packed: bytes.subarray(start, start + packedBytes),
    declaredBytes: view.getUint32(at + 24, true),
  };
}

/** Gives the text of an entry piece by piece, and its size; it ends where more comes than was declared. */
async function unpack({ isStored, packed, declaredBytes }: Entry, read: (text: string) => void): Promise<number> {
  const whole: ReadableStream<Uint8Array> = new Blob([packed]).stream();
  const stream: AsyncIterable<Uint8Array> = isStored
    ? whole
    : whole.pipeThrough(new DecompressionStream('deflate-raw'));
  const decoder = new TextDecoder('latin1');
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > declaredBytes) break;
    read(decoder.decode(chunk, { stream: true }));
  }
  return size;
}
