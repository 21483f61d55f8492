import { rowXml, workbookOf, workbookParts, zipOf } from '../generators/generateWorkbook.ts';
import { withIdentifiers } from './portfolioCase.ts';

type Rows = readonly (readonly (string | number | null)[])[];

/** Rows as some programs write them: without addresses. */
export function bareRows(rows: Rows): string {
  const cell = (value: string | number | null): string =>
    typeof value === 'number'
      ? `<c><v>${value}</v></c>`
      : `<c t="inlineStr"><is><t>${withIdentifiers(value ?? '')}</t></is></c>`;
  return rows.map((row) => `<row>${row.map(cell).join('')}</row>`).join('');
}

/** The first sheet is a chart, as Excel writes it: a part of another kind. */
export function chartSheet(rows: Rows): Uint8Array {
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const chart = `<Relationship Id="rId9" Type="${relations}/chartsheet" Target="chartsheets/sheet1.xml"/>`;
  const changes: Readonly<Record<string, readonly [string, string]>> = {
    'xl/workbook.xml': ['<sheets>', '<sheets><sheet name="Chart" sheetId="9" r:id="rId9"/>'],
    'xl/_rels/workbook.xml.rels': ['<Relationship ', `${chart}<Relationship `],
  };
  const parts = workbookParts(bareRows(rows)).map((part) => {
    const [from = '', to = ''] = changes[part.path] ?? [];
    return { ...part, content: String(part.content).replace(from, to) };
  });
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const sheet = `<chartsheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"/></sheetViews></chartsheet>`;
  return zipOf([...parts, { path: 'xl/chartsheets/sheet1.xml', content: sheet }]);
}

/** One cell far below the holdings. */
export function farCell(): Uint8Array {
  const rows = rowXml(1, ['ISIN', 'Weight']) + rowXml(2, ['$A', 0.6]) + rowXml(3, ['$B', 0.4]);
  return workbookOf(withIdentifiers(`${rows}<row r="900000"><c r="XFD900000"/></row>`));
}

/** The container of Excel 97, and of encrypted files, with these names in it. */
export function compound(names: string): () => Uint8Array {
  const mark = Buffer.from('d0cf11e0a1b11ae1', 'hex');
  return () => Buffer.concat([mark, Buffer.alloc(500), Buffer.from(names, 'utf16le'), Buffer.alloc(500)]);
}
