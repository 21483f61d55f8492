import { AppError } from '../appError.ts';
import { decodeExactly, decodeText } from './decodeText.ts';
import { broken, checkCompound, containerOf, refusePage, withPassword } from './fileKind.ts';
import { plainHtml, plainXml } from './plainRuns.ts';
import { readCsv, readCsvText, type OnRows } from './readCsv.ts';
import { readSpreadsheet } from './readSpreadsheet.ts';
import { storedZip, type StoredFile } from './storedZip.ts';
import { cellText, rowCount, rowWidth, type Sheet, type Workbook, type WorkbookKind } from './workbook.ts';
import { inflated, readZipDirectory, refuseZipBomb, unpack, unpackedLimitBytes, type ZipEntry } from './zip.ts';

/** As large as a portfolio file may be; a hundred times the largest fund. */
export const portfolioLimitBytes = 50 * 1024 * 1024;

/**
 * The cells of a portfolio file, whatever kind it is of. Throws 'file', with `name`, what the file is and the way out,
 * where it can hold no table.
 */
export async function readWorkbook(bytes: Uint8Array, name: string, onRows?: OnRows): Promise<Workbook> {
  if (bytes.length > portfolioLimitBytes) throw new AppError('file', `${name} is larger than 50 MB. Split it.`);
  const { kind, sheets } = await readContained(owned(bytes), name, onRows, false);
  return { kind, sheets: await Promise.all(sheets.map((sheet) => splitCells(sheet, name))) };
}

const sampleRows = 50;

/** A CSV whose lines are in quotes, or were pasted into one column of a sheet: its cells are lines of CSV. */
async function splitCells(sheet: Sheet, name: string): Promise<Sheet> {
  const rows = rowCount(sheet);
  for (let row = 0; row < rows; row++) if (rowWidth(sheet, row) > 1) return sheet;
  const sample = Array.from({ length: Math.min(rows, sampleRows) }, (_, row) => cellText(sheet, row, 0));
  if (sample.filter((text) => /[,;\t|]/.test(text)).length * 2 <= sample.length) return sheet;
  const lines = Array.from({ length: rows }, (_, row) => cellText(sheet, row, 0).replaceAll(/[\r\n]+/g, ' '));
  const { delimiter, ...split } = await readCsvText(lines.join('\n'), name, sheet.name);
  return { ...split, visibility: sheet.visibility, ...(delimiter === undefined ? {} : { delimiter }) };
}

/** They may lie in a larger buffer, which streams and other threads would take as a whole. */
function owned(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}

async function readContained(
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
  onRows: OnRows | undefined,
  isInside: boolean,
): Promise<Workbook> {
  const container = containerOf(bytes, name);
  if (container === 'csv') return { kind: 'csv', sheets: [await readCsv(bytes, name, '', onRows)] };
  if (container === 'zip') return readZip(bytes, name, onRows, isInside);
  if (container === 'gzip') return readContained(await gunzip(bytes, name), name, onRows, true);
  if (container === 'compound') checkCompound(bytes, name);
  if (container === 'html') refusePage(decodeText(bytes).text, name);
  const kind = container === 'compound' ? 'xls' : container;
  const content = container === 'html' ? plainHtml((await decodeExactly(bytes)).text) : bytes;
  return { kind, sheets: await readSpreadsheet(content, name, onRows) };
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array<ArrayBuffer>> {
  const content = await inflated(bytes, 'gzip', Math.min(unpackedLimitBytes, bytes.length * 200 + 1_000_000));
  if (content !== undefined) return content;
  throw new AppError(
    'file',
    `${name} is a gzip file that is broken, or unpacks to more than is read. Unpack it first.`,
  );
}

async function readZip(
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
  onRows: OnRows | undefined,
  isInside: boolean,
): Promise<Workbook> {
  const entries = readZipDirectory(bytes);
  if (entries === undefined) throw broken(name);
  refuseZipBomb(entries, bytes.length, name);
  if (entries.some(({ isEncrypted }) => isEncrypted)) throw withPassword(name);
  const names = new Set(entries.map((entry) => entry.name));
  const kind = await kindOfZip(entries, names, name);
  if (kind !== 'zip') return { kind, sheets: await readParts(entries, name, onRows) };
  if (isInside) throw new AppError('file', `${name} holds a zip within a zip. Unpack it first.`);
  return readArchive(entries, name, onRows);
}

async function kindOfZip(
  entries: readonly ZipEntry[],
  names: ReadonlySet<string>,
  name: string,
): Promise<WorkbookKind> {
  const has = (pattern: RegExp): boolean => [...names].some((one) => pattern.test(one));
  if (has(/^Index\/Document\.iwa$|^Index\.zip$|\.iwa$/))
    throw new AppError('file', `${name} is a Numbers document. Export it from Numbers as Excel or CSV.`);
  if (has(/(?:^|\/)workbook\d*\.bin$/i)) return 'xlsb';
  if (has(/(?:^|\/)workbook\d*\.xml$/i)) return 'xlsx';
  const office = has(/^word\//) ? 'Word' : has(/^ppt\//) ? 'PowerPoint' : undefined;
  if (office !== undefined)
    throw new AppError('file', `${name} is a ${office} document. Save the table as Excel or CSV.`);
  if (!names.has('content.xml')) return 'zip';
  await refuseEncryptedOds(entries, name);
  return 'ods';
}

async function refuseEncryptedOds(entries: readonly ZipEntry[], name: string): Promise<void> {
  const manifest = entries.find((entry) => entry.name === 'META-INF/manifest.xml');
  const content = manifest === undefined ? undefined : await unpack(manifest);
  if (content !== undefined && new TextDecoder().decode(content).includes('encryption-data')) throw withPassword(name);
}

const neverRead =
  /\.(?:png|jpe?g|gif|emf|wmf|vml|bin\.rels)$|(?:^|\/)(?:media|drawings|printerSettings|theme|customXml|Pictures|Thumbnails)\//i;

/** The parts of a spreadsheet, unpacked by us, to the size that they declare and no further. */
async function readParts(entries: readonly ZipEntry[], name: string, onRows?: OnRows): Promise<readonly Sheet[]> {
  const files: StoredFile[] = [];
  for (const entry of entries) {
    if (entry.name.endsWith('/') || neverRead.test(entry.name)) continue;
    const content = await unpack(entry);
    if (content?.length !== entry.declaredBytes) throw broken(name);
    files.push({ name: entry.name, content: withoutMarks(entry.name, content) });
  }
  if (!files.some((file) => file.name.toLowerCase() === '[content_types].xml')) files.push(contentTypes(files));
  return readSpreadsheet(storedZip(files), name, onRows);
}

const richTexts = /(?:^|\/)(?:sharedStrings|worksheets\/[^/]+)\.xml$/i;

/** Footnotes in rich text would become digits of a number. */
function withoutMarks(name: string, content: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (!richTexts.test(name)) return content;
  const xml = new TextDecoder().decode(content);
  const plain = plainXml(xml);
  return plain === xml ? content : new TextEncoder().encode(plain);
}

const partTypes: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)workbook\d*\.xml$/i, 'sheet.main+xml'],
  [/(?:^|\/)sharedStrings\.xml$/i, 'sharedStrings+xml'],
  [/(?:^|\/)styles\.xml$/i, 'styles+xml'],
  [/(?:^|\/)worksheets\/[^/]+\.xml$/i, 'worksheet+xml'],
];

/** Some writers leave the list of parts away, which their names make up for. */
function contentTypes(files: readonly StoredFile[]): StoredFile {
  const overrides = files.flatMap(({ name }) => {
    const type = partTypes.find(([pattern]) => pattern.test(name))?.[1];
    const full = `application/vnd.openxmlformats-officedocument.spreadsheetml.${type ?? ''}`;
    return type === undefined ? [] : [`<Override PartName="/${name}" ContentType="${full}"/>`];
  });
  const xml = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${overrides.join('')}</Types>`;
  return { name: '[Content_Types].xml', content: new TextEncoder().encode(xml) };
}

const portfolioEntry = /\.(?:csv|tsv|txt|xls[xmb]?|ods|html?|xml)$/i;

/** Files in a zip: each is a sheet, those of a spreadsheet in it each one of their own. */
async function readArchive(entries: readonly ZipEntry[], name: string, onRows?: OnRows): Promise<Workbook> {
  const files = entries.filter(
    (entry) => portfolioEntry.test(entry.name) && !/^__MACOSX\/|(?:^|\/)\./.test(entry.name),
  );
  if (files.length === 0)
    throw new AppError('file', `${name} is a zip without a CSV or Excel file in it. Choose the portfolio file.`);
  const sheets: Sheet[] = [];
  let kind: WorkbookKind = 'zip';
  for (const entry of files) {
    const content = await unpack(entry);
    if (content === undefined) throw broken(name);
    const inner = await readContained(content, `${name}, ${entry.name}`, onRows, true);
    const isOne = inner.sheets.length === 1;
    for (const sheet of inner.sheets)
      sheets.push({ ...sheet, name: isOne ? entry.name : `${entry.name}: ${sheet.name}` });
    if (files.length === 1) ({ kind } = inner);
  }
  return { kind, sheets };
}
