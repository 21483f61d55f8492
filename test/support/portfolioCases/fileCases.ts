import { gzipSync } from 'node:zlib';
import { workbookOf, zipOf } from '../generators/generateWorkbook.ts';
import { bareRows, chartSheet, compound, farCell } from './oddWorkbooks.ts';
import { asked, csv, errors, file, read, refused, withIdentifiers, type PortfolioCase } from './portfolioCase.ts';
import { rowsOf, workbook, type SheetOptions } from './workbooks.ts';

const ab = read('A .6 B .4');
const abc = read('A .5 B .3 C .2');
const rows = rowsOf('\nISIN,Name,Weight\n$A,Alpha,0.6\n$B,Beta,0.4\n');
const others = rowsOf('\nISIN,Name,Weight\n$C,Gamma,0.7\n$D,Delta,0.3\n');
const three = rowsOf('\nISIN,Name,Weight\n$A,Alpha,0.5\n$B,Beta,0.3\n$C,Gamma,0.2\n');
const holdings: SheetOptions = { rows };
const text = withIdentifiers('ISIN;Name;Gewicht\n$A;Größe;60,0\n$B;Été;40,0\n');
const encoded =
  (encoding: BufferEncoding, mark = ''): (() => Uint8Array) =>
  () =>
    Buffer.from(mark + text, encoding);
const bytes =
  (content: string): (() => Uint8Array) =>
  () =>
    Buffer.from(withIdentifiers(content), 'latin1');
const table =
  '<table><tr><th>ISIN</th><th>Name</th><th>Weight</th></tr><tr><td>$A</td><td>Alpha</td><td>60,0</td></tr><tr><td>$B</td><td>Beta &amp; Co</td><td>40,0</td></tr></table>';

/** Kinds of file, and what spreadsheets can do: formats, hidden sheets and rows, cells without addresses, passwords. */
export const fileCases: readonly PortfolioCase[] = [
  file(
    '03',
    'percent-format.xlsx',
    () => workbook({ S: { rows: [...three, [null, null, 1]], formats: { 2: '0.00%' } } }),
    abc,
  ),
  file(
    '03',
    'percent-format-named.xls',
    () => workbook({ S: { rows: rowsOf('\nISIN,Weight %\n$A,0.6\n$B,0.4\n'), formats: { 1: '0%' } } }, 'biff8'),
    ab,
  ),
  file(
    '03',
    'percent-format-odd.xlsx',
    () => workbook({ S: { rows: rowsOf('\nISIN,Weight\n$A,0.0605\n$B,0.0395\n'), formats: { 1: '0.0%;[Red]-0.0%' } } }),
    read('A .0605 B .0395'),
  ),
  file(
    '03',
    'percent-as-text-in-format.xlsx',
    () => workbook({ S: { rows: rowsOf('\nISIN,Weight\n$A,60\n$B,40\n'), formats: { 1: '0.00"%"' } } }),
    ab,
  ),
  file(
    '03',
    'percent-format-of-percents.xlsx',
    () => workbook({ S: { rows: rowsOf('\nISIN,Weight\n$A,60\n$B,40\n'), formats: { 1: '0.00%' } } }),
    asked('scale'),
  ),
  file('21', 'hidden-first.xlsx', () => workbook({ Old: { rows: others, visibility: 1 }, Holdings: holdings }), ab),
  file('21', 'very-hidden-first.xlsx', () => workbook({ Old: { rows: others, visibility: 2 }, Data: holdings }), ab),
  file(
    '21',
    'only-hidden.xlsx',
    () => workbook({ Cover: { rows: [['Report']] }, Data: { rows, visibility: 1 } }),
    asked('sheet', /--sheet Data/),
  ),
  file(
    '21',
    'hidden-chosen.xlsx',
    () => workbook({ Old: { rows: others, visibility: 1 }, New: holdings }),
    read('C .7 D .3'),
    { sheet: 'Old' },
  ),
  file('30', 'benchmark-sheet.xlsx', () => workbook({ Holdings: holdings, Benchmark: { rows: others } }), ab),
  file('30', 'chart-sheet.xlsx', () => chartSheet(rows), ab),
  file('30', 'empty-sheets.xlsx', () => workbook({ A: { rows: [[]] }, B: holdings, C: { rows: [[]] } }), ab),
  file(
    '30',
    'two-sheets.xlsx',
    () => workbook({ 'Fund A': holdings, 'Fund B': { rows: others } }),
    asked('sheet', /--sheet "Fund A"/),
  ),
  file('31', 'no-addresses.xlsx', () => workbookOf(bareRows(rows)), ab),
  file('31', 'no-row-numbers.xlsx', () => workbookOf(bareRows(rows).replaceAll('<row>', '<row spans="1:3">')), ab),
  file('31', 'far-cell.xlsx', farCell, ab),
  file('51', 'agile.xlsx', compound('EncryptedPackage'), refused(/protected with a password/)),
  file('51', 'standard.xlsx', compound('EncryptionInfo'), refused(/protected with a password/)),
  file(
    '51',
    'encrypted.ods',
    () =>
      zipOf([
        { path: 'mimetype', content: 'application/vnd.oasis.opendocument.spreadsheet' },
        { path: 'content.xml', content: 'x' },
        { path: 'META-INF/manifest.xml', content: '<manifest:encryption-data/>' },
      ]),
    refused(/protected with a password/),
  ),
  file(
    '54',
    'cover.xlsx',
    () => workbook({ Disclaimer: { rows: [['For information only.']] }, Holdings: holdings }),
    ab,
  ),
  file(
    '54',
    'cover-and-notes.ods',
    () => workbook({ Cover: { rows: [['Fund A']] }, Positions: holdings, Notes: { rows: [['a', 'b']] } }, 'ods'),
    ab,
  ),
  file(
    '54',
    'cover-only.xlsx',
    () => workbook({ Cover: { rows: [['Fund A']] }, Text: { rows: [['a']] } }),
    asked('identifier'),
  ),
  file(
    '54',
    'wrong-sheet.xlsx',
    () => workbook({ Cover: { rows: [['Fund A']] }, Holdings: holdings }),
    errors('sheet-unknown'),
    { sheet: 'Hodlings' },
  ),
  file(
    '54',
    'top-and-all.xlsx',
    () =>
      workbook({
        'Top 2': holdings,
        All: { rows: rowsOf('\nISIN,Name,Weight\n$A,Alpha,0.6\n$B,Beta,0.4\n$C,Gamma,0\n') },
      }),
    read('A .6 B .4 C 0'),
  ),
  ...(['xlsx', 'xlsm', 'xlsb', 'biff8', 'biff5', 'ods', 'fods', 'xlml', 'html'] as const).map((type) =>
    file('new', `kind.${type}`, () => workbook({ Data: holdings }, type), ab),
  ),
  file('new', 'table-with-commas.html', bytes(`<html><body>${table}</body></html>`), ab),
  file('new', 'table.xls', bytes(`<meta charset="utf-8">${table}`), ab),
  file(
    'new',
    'login.xlsx',
    bytes('<!DOCTYPE html><html><form action="/login"><input type="password" name="p"></form></html>'),
    refused(/asks for a login/),
  ),
  file('new', 'page.html', bytes('<html><body><p>Not found</p></body></html>'), refused(/without a table/)),
  file(
    'new',
    'one.zip',
    () =>
      zipOf([
        { path: 'a/fund.csv', content: text },
        { path: '__MACOSX/._fund.csv', content: 'x' },
      ]),
    ab,
  ),
  file(
    'new',
    'two.zip',
    () =>
      zipOf([
        { path: 'a.csv', content: text },
        { path: 'b.csv', content: withIdentifiers('ISIN,Weight\n$C,70\n$D,30\n') },
      ]),
    asked('sheet', /--sheet a\.csv/),
  ),
  file(
    'new',
    'two-one-chosen.zip',
    () =>
      zipOf([
        { path: 'a.csv', content: text },
        { path: 'b.csv', content: withIdentifiers('ISIN,Weight\n$C,70\n$D,30\n') },
      ]),
    read('C .7 D .3'),
    { sheet: 'b.csv' },
  ),
  file('new', 'sheet.zip', () => zipOf([{ path: 'fund.xlsx', content: workbook({ Data: holdings }) }]), ab),
  file(
    'new',
    'none.zip',
    () => zipOf([{ path: 'readme.pdf', content: 'x' }]),
    refused(/zip without a CSV or Excel file/),
  ),
  file('new', 'fund.csv.gz', () => gzipSync(text), ab),
  file('new', 'utf-8.csv', encoded('utf8'), ab),
  file('new', 'utf-8-mark.csv', encoded('utf8', '\ufeff'), ab),
  file('new', 'utf-16.csv', encoded('utf16le', '\ufeff'), ab),
  file('new', 'utf-16-bare.csv', encoded('utf16le'), ab),
  file('new', 'utf-16-big.csv', () => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), ab),
  file('new', 'windows.csv', encoded('latin1'), ab),
  file(
    'new',
    'mac.csv',
    () =>
      Buffer.from(
        encoded('latin1')().map((byte) => ({ 0xf6: 0x9a, 0xdf: 0xa7, 0xc9: 0x83, 0xe9: 0x8e })[byte] ?? byte),
      ),
    ab,
  ),
  file('new', 'fund.numbers', () => zipOf([{ path: 'Index/Document.iwa', content: 'x' }]), refused(/Numbers document/)),
  file('new', 'fund.pdf', bytes('%PDF-1.7 x'), refused(/PDF/)),
  file('new', 'fund.json', bytes('[{"isin": "x"}]'), refused(/JSON/)),
  file('new', 'fund.png', () => Buffer.from('89504e470d0a1a0a', 'hex'), refused(/picture/)),
  file('new', 'fund.docx', () => zipOf([{ path: 'word/document.xml', content: 'x' }]), refused(/Word document/)),
  file('new', 'fund.doc', compound('WordDocument'), refused(/without a sheet/)),
  file('new', 'fund.xml', bytes('<?xml version="1.0"?><edgarSubmission/>'), refused(/XML file and no sheet/)),
  file('new', 'binary.csv', () => Buffer.from([1, 0, 0, 7]), refused(/no text/)),
  file('new', 'broken.xlsx', () => workbook({ Data: holdings }).subarray(0, 900), refused(/broken/)),
  csv('new', 'empty', '', errors('file-empty')),
  file('new', 'filtered.xlsx', () => workbook({ Data: { rows: three, hiddenRows: [3] } }), abc),
  file(
    'new',
    'filtered-duplicates.xlsx',
    () => workbook({ Data: { rows: [...rows, ...others.slice(1)], hiddenRows: [3, 4] } }),
    asked('hidden rows', /--hidden-rows leave-out/),
  ),
  file(
    'new',
    'hidden-column.xlsx',
    () => workbook({ Data: { rows: rowsOf('\nISIN,Weight,Old Weighting\n$A,60,50\n$B,40,50\n'), hiddenColumns: [2] } }),
    ab,
  ),
  file(
    'new',
    'numbers-as-texts.xlsx',
    () =>
      workbook({
        Data: {
          rows: [
            ['ISIN', 'Weight'],
            ['$A', '60,0'],
            ['$B', '40,0'],
          ],
        },
      }),
    ab,
  ),
  file(
    'new',
    'cusip-as-number.xlsx',
    () =>
      workbook({
        Data: {
          rows: [
            ['CUSIP', 'Weight'],
            [37833100, 60],
            ['594918104', 40],
          ],
        },
      }),
    read('037833100 .6 594918104 .4'),
  ),
];
