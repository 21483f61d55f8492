import assert from 'node:assert/strict';
import { readTable } from '../../../../src/core/portfolio/readTable.ts';
import {
  rowXml,
  workbookOf,
  workbookParts,
  zipOf,
  type ZipEntry,
} from '../../../support/generators/generateWorkbook.ts';

const mb = 1024 * 1024;
const rows = rowXml(1, ['ISIN', 'Weight']) + rowXml(2, ['US0378331005', 0.5]);
const farCell = '<row r="1"><c r="XFD1"><v>1</v></c></row>';

/** The workbook of two rows with one more file in it. */
const withEntry = (entry: Omit<ZipEntry, 'path'>): Uint8Array =>
  zipOf([...workbookParts(rows), { path: 'xl/media/more.xml', ...entry }]);

async function refused(bytes: Uint8Array, message: RegExp): Promise<void> {
  const before = process.memoryUsage().arrayBuffers;
  await assert.rejects(readTable(bytes, 'fund.xlsx'), { name: 'AppError', code: 'file', message });
  const grown = process.memoryUsage().arrayBuffers - before;
  assert.ok(grown < 64 * mb, `${Math.round(grown / mb)} MB`);
}

describe('an Excel file that unpacks to too much', () => {
  const spaces = (megabytes: number): Uint8Array => Buffer.alloc(megabytes * mb, ' ');

  it('is told from one that does not', async () => {
    const expected = [
      ['ISIN', 'Weight'],
      ['US0378331005', 0.5],
    ];
    for (const bytes of [
      workbookOf(rows),
      withEntry({ content: spaces(10) }),
      withEntry({ content: 'x', isStored: true }),
    ])
      assert.deepEqual((await readTable(bytes, 'fund.xlsx')).rows, expected);
    const many = Array.from({ length: 10_000 }, (_, at) => rowXml(at + 1, ['US0378331005', at / 7]));
    assert.equal((await readTable(workbookOf(many.join('')), 'fund.xlsx')).rows.length, 10_000);
  });

  it('is refused by what it declares', async () => {
    await refused(withEntry({ content: spaces(201) }), /fund\.xlsx unpacks to 201 MB.* as CSV\.$/);
    await refused(withEntry({ content: spaces(21) }), /unpacks to 21 MB/); // more than 200 times its size
    await refused(withEntry({ content: 'x', declaredBytes: 0xffff_ffff }), /unpacks to 4096 MB/);
    await refused(withEntry({ content: spaces(1), times: 5000 }), /unpacks to 5000 MB/);
  });

  it('is refused where it declares less than comes', async () => {
    await refused(withEntry({ content: spaces(40), declaredBytes: 1000 }), /broken/);
    await refused(withEntry({ content: spaces(40), declaredBytes: mb }), /broken/);
    await refused(withEntry({ content: spaces(2), isStored: true, declaredBytes: 1000 }), /broken/);
  });

  it('is refused where its directory is broken, or one for files above 4 GB', async () => {
    const whole = workbookOf(rows);
    await refused(whole.subarray(0, -30), /broken/);
    const zip64 = Buffer.concat([
      whole.subarray(0, -22),
      Buffer.from('PK\x06\x07'),
      Buffer.alloc(16),
      whole.subarray(-22),
    ]);
    await refused(zip64, /broken/);
    const elsewhere = Buffer.from(whole);
    elsewhere.writeUInt32LE(0x7fff_ffff, whole.length - 6);
    await refused(elsewhere, /broken/);
  });

  it('is refused where one cell makes its sheet huge', async () => {
    const far = /reaches further than is read\. .*as CSV\.$/;
    await refused(workbookOf(`${rows}<row r="9999999"/>`), far);
    await refused(workbookOf(`${farCell}${rowXml(100_000, [1])}`), far);
    await refused(workbookOf(farCell + '<row/>'.repeat(100_000)), far);
    await refused(workbookOf(`${farCell}${'<x:row></x:row >'.repeat(100_000)}`), far);
    // At any place of a piece of the text.
    for (let at = 0; at < 40; at++)
      await refused(workbookOf(`<c>${'x'.repeat(65_500 + at)}</c><row x:r='1048577'/>`), far);
  });

  it('is refused where an address is none', async () => {
    for (const address of ['1e9', 'Infinity', '&#57;99999999', `${'A'.repeat(30)}1`, '99999999', '0x7fffffff', ''])
      await refused(workbookOf(`${rows}<row r="${address}"><c r="A3"><v>1</v></c></row>`), /broken/);
  });

  it('takes no word of a cell for an address', async () => {
    const text = 'A=1 r1=2 car="9999999" xr="1e9"';
    const { rows: read } = await readTable(workbookOf(rowXml(1, [text])), 'fund.xlsx');
    assert.deepEqual(read, [[text]]);
  });
});
