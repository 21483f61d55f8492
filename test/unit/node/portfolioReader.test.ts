import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PortfolioReader } from '../../../src/node/portfolioReader.ts';
import { zipOf } from '../../support/generators/generateWorkbook.ts';
import { isinOf, portfolioCsv } from '../../support/generators/portfolios.ts';
import { rowXml, workbookOf, workbookParts } from '../../support/generators/generateWorkbook.ts';
import { runMatter } from '../../support/servers/runMatter.ts';

const mb = 1024 * 1024;
const task = (name: string) => ({ name, mapping: {}, choices: {}, wants: 'bodies' as const });
const bytesOf = (content: string | Uint8Array): { bytes: Uint8Array<ArrayBuffer> } => ({
  bytes: new Uint8Array(Buffer.from(content as string)),
});

describe('the thread that reads portfolios', () => {
  let reader: PortfolioReader;
  beforeEach(() => {
    reader = new PortfolioReader();
  });
  afterEach(() => {
    reader.dispose();
  });

  it('answers in the order of the questions, also after one that failed', async () => {
    const [one, two, three] = await Promise.allSettled([
      reader.reports(bytesOf(portfolioCsv(2)), task('a')),
      reader.reports(bytesOf('%PDF-1.7'), task('b.pdf')),
      reader.reports(bytesOf(portfolioCsv(3)), task('c')),
    ]);
    assert.equal(one.status === 'fulfilled' && one.value[0]?.holdings, 2);
    assert.match(two.status === 'rejected' ? String(two.reason) : '', /b\.pdf is a PDF document/);
    assert.equal(three.status === 'fulfilled' && three.value[0]?.holdings, 3);
  });

  it('hands the cells of a file over', async () => {
    const { sheets } = await reader.workbook(bytesOf('ISIN;Weight\nUS0378331005;1\n'), 'a.csv');
    assert.equal(sheets[0]!.text, 'ISINWeightUS03783310051');
    assert.deepEqual([...sheets[0]!.rowStarts].slice(0, 3), [0, 2, 4]);
  });

  it('stops at once when it is told to, and reads the next', async () => {
    const controller = new AbortController();
    const reading = reader.reports(bytesOf(portfolioCsv(200_000)), task('large'), { signal: controller.signal });
    controller.abort();
    await assert.rejects(reading, { code: 'cancelled' });
    assert.equal((await reader.reports(bytesOf(portfolioCsv(2)), task('a')))[0]?.holdings, 2);
  });

  it('ends in a sentence where it takes too long or too much, and reads the next', async () => {
    const slow = new PortfolioReader({ memoryMb: 448, timeMs: 1 });
    await assert.rejects(slow.reports(bytesOf(portfolioCsv(50_000)), task('slow.csv')), {
      code: 'file',
      message: /^slow\.csv takes more than .* to read, and was left\./,
    });
    slow.dispose();
    const small = new PortfolioReader({ memoryMb: 24, timeMs: 60_000 });
    await assert.rejects(small.reports(bytesOf(portfolioCsv(300_000)), task('big.csv')), {
      code: 'file',
      message: /^big\.csv needs more memory than reading is given, 24 MB\./,
    });
    assert.equal((await small.reports(bytesOf(portfolioCsv(2)), task('a')))[0]?.holdings, 2);
    small.dispose();
  });

  it('tells how far it is, of a file that takes long', async () => {
    const seen: number[] = [];
    const text = portfolioCsv(400_000);
    await reader.reports(
      bytesOf(text),
      { ...task('large'), wants: 'bodies' },
      { onProgress: (rows) => seen.push(rows) },
    );
    assert.ok(seen.every((rows, at) => at === 0 || rows > (seen[at - 1] ?? 0)));
    assert.ok((seen.at(-1) ?? 0) <= 400_002);
  });
}).timeout(60_000);

const rows = rowXml(1, ['ISIN', 'Weight']) + rowXml(2, ['US0378331005', 1]);
const withPart = (content: string | Uint8Array, declaredBytes?: number): Uint8Array =>
  zipOf([
    ...workbookParts(rows),
    { path: 'xl/worksheets/sheet2.xml', content, ...(declaredBytes === undefined ? {} : { declaredBytes }) },
  ]);

/** Files that a few bytes make huge, or that cost more than they are worth; each with the sentence it ends in. */
const bombs: readonly (readonly [string, () => Uint8Array, RegExp])[] = [
  ['ratio.xlsx', () => withPart(Buffer.alloc(30 * mb, ' ')), /unpacks to 30 MB, more than is read/],
  ['declared.xlsx', () => withPart('x', 0xffff_fff0), /unpacks to 4096 MB/],
  ['lie.xlsx', () => withPart(Buffer.alloc(40 * mb, ' '), 1000), /broken/],
  [
    'far.xlsx',
    () => workbookOf(`${rows}<row r="9999999"><c r="A9999999"><v>1</v></c></row>`),
    /reaches further|broken/,
  ],
  ['deep.xlsx', () => workbookOf(`${rows}<row>${'<c>'.repeat(200_000)}`), /1 holding|broken/],
  ['deep.html', () => Buffer.from(`<html>${'<div>'.repeat(200_000)}<table>${'<tr><td>'.repeat(20_000)}`), /./],
  [
    'entities.xml',
    () =>
      Buffer.from(
        `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "${'c'.repeat(1000)}">]><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">${'&b;'.repeat(10_000)}</Workbook>`,
      ),
    /./,
  ],
  ['commas.csv', () => Buffer.from(','.repeat(40 * mb)), /line of more than a million characters/],
  ['lines.csv', () => Buffer.from(`ISIN,Weight\n${'\n'.repeat(2_000_000)}`), /more rows than are read/],
  ['quotes.csv', () => Buffer.from(`ISIN,Weight\n${'"'.repeat(2 * mb)}`), /./],
  [
    'zip-in-zip.zip',
    () => zipOf([{ path: 'a.csv', content: zipOf([{ path: 'b.csv', content: 'x' }]) }]),
    /zip within a zip/,
  ],
];

describe('a bomb in a portfolio file', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-bomb-'));
  after(() => {
    rmSync(dir, { recursive: true });
  });
  for (const [name, content, sentence] of bombs)
    it(`ends in a sentence: ${name}`, async () => {
      writeFileSync(join(dir, name), content());
      const { code, out, err } = await runMatter(['check', join(dir, name)]);
      assert.ok(code !== null && code <= 2, `${String(code)}: ${err}`);
      assert.match(`${out}${err}`, sentence);
      assert.match(`${out}${err}`, /[.)0-9a-z]\n$/);
      assert.doesNotMatch(err, /this is a bug|FATAL|heap/);
    });

  it('is none: a million holdings are read', async () => {
    const lines = Array.from({ length: 1_000_000 }, (_, at) => `${isinOf(at)},0.000001`);
    writeFileSync(join(dir, 'million.csv'), `ISIN,Weight\n${lines.join('\n')}\n`);
    const { code, out, err } = await runMatter(['check', join(dir, 'million.csv')]);
    assert.equal(code, 0, err);
    assert.match(out, /1000000 holdings, .*sum 1\n$/);
  });
}).timeout(120_000);
