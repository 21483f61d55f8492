import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  readonly path: string;
  readonly content: string | Uint8Array;
  /** What the directory says instead of the truth. */
  readonly declaredBytes?: number;
  /** Named in the directory this many times, with one content for all. */
  readonly times?: number;
  readonly isStored?: boolean;
}

/** A zip file as it is written in one pass: local headers with data, the directory, its end. */
export function zipOf(entries: readonly ZipEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const entry of entries) {
    const content = Buffer.from(entry.content as string);
    const data = entry.isStored === true ? content : deflateRawSync(content, { level: content.length > 1e8 ? 1 : 9 });
    const fields = fieldsOf(entry, content, data);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(entry.path)]);
    const central = Buffer.concat([
      Buffer.from('PK\x01\x02\x14\x00'),
      fields,
      Buffer.alloc(14),
      Buffer.from(entry.path),
    ]);
    central.writeUInt32LE(offset, 42);
    parts.push(local, data);
    directory.push(...Array.from({ length: entry.times ?? 1 }, () => central));
    offset += local.length + data.length;
  }
  return Buffer.concat([...parts, ...directory, endOf(directory, offset)]);
}

function fieldsOf({ path, declaredBytes, isStored }: ZipEntry, content: Uint8Array, data: Uint8Array): Uint8Array {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(isStored === true ? 0 : 8, 4);
  fields.writeUInt32LE(crc32(content), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(declaredBytes ?? content.length, 18);
  fields.writeUInt16LE(path.length, 22);
  return fields;
}

function endOf(directory: readonly Uint8Array[], offset: number): Uint8Array {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(directory.length, 8);
  end.writeUInt16LE(directory.length, 10);
  end.writeUInt32LE(
    directory.reduce((sum, { length }) => sum + length, 0),
    12,
  );
  end.writeUInt32LE(offset, 16);
  return end;
}

const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

/** The parts of a workbook of one sheet, with these rows in it. */
export function workbookParts(rows: string): readonly ZipEntry[] {
  return [
    {
      path: 'xl/workbook.xml',
      content: `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="Fund" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    },
    {
      path: 'xl/_rels/workbook.xml.rels',
      content: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    },
    // As in every workbook of Excel: an attribute of the name that a cell's address has.
    { path: 'xl/theme/theme1.xml', content: '<a:fillToRect xmlns:a="x" l="50000" t="-80000" r="50%" b="180000"/>' },
    {
      path: 'xl/worksheets/sheet1.xml',
      content: `<worksheet xmlns="${main}" xmlns:r="${relations}"><sheetData>${rows}</sheetData><drawing xmlns:r="${relations}" r:id="rId1"/></worksheet>`,
    },
  ];
}

export function workbookOf(rows: string): Uint8Array {
  return zipOf(workbookParts(rows));
}

/** A row of texts and numbers, with addresses as Excel writes them. */
export function rowXml(row: number, cells: readonly (string | number)[]): string {
  const xml = cells.map((cell, at) => {
    const address = `${String.fromCharCode(65 + at)}${row}`;
    return typeof cell === 'number'
      ? `<c r="${address}"><v>${cell}</v></c>`
      : `<c r="${address}" t="inlineStr"><is><t>${cell}</t></is></c>`;
  });
  return `<row r="${row}">${xml.join('')}</row>`;
}
