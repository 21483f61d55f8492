import { concat } from './zip.ts';

export interface StoredFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/**
 * A zip without compression. What a spreadsheet's parts unpack to is checked before its reader sees it, so the reader is
 * handed them in this form: it has nothing left to unpack, and no bomb to fall for. The checksums stay zero: our reader
 * does not ask for them.
 */
export function storedZip(files: readonly StoredFile[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, content } of files) {
    const path = new TextEncoder().encode(name);
    const local = header(0x04034b50, 30, 4, content.length);
    local.setUint16(26, path.length, true);
    const central = header(0x02014b50, 46, 6, content.length);
    central.setUint16(28, path.length, true);
    central.setUint32(42, offset, true);
    parts.push(bytesOf(local), path, content);
    directory.push(bytesOf(central), path);
    offset += local.byteLength + path.length + content.length;
  }
  const directoryBytes = directory.reduce((sum, { length }) => sum + length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, files.length, true);
  end.setUint16(10, files.length, true);
  end.setUint32(12, directoryBytes, true);
  end.setUint32(16, offset, true);
  return concat([...parts, ...directory, bytesOf(end)], offset + directoryBytes + 22);
}

/** `at`: where the fields that both headers share begin. */
function header(mark: number, size: number, at: number, length: number): DataView {
  const view = new DataView(new ArrayBuffer(size));
  view.setUint32(0, mark, true);
  view.setUint16(at, 20, true);
  view.setUint16(at + 2, 0x0800, true); // the name is UTF-8
  view.setUint32(at + 14, length, true);
  view.setUint32(at + 18, length, true);
  return view;
}

function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer);
}
