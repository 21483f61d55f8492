import assert from 'node:assert/strict';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { decodeText } from '../../../src/core/charset.ts';
import { charsetOf } from '../../../src/core/http/httpMessage.ts';
import { readWorkbook } from '../../../src/core/portfolio/readWorkbook.ts';
import { rowTexts } from '../../../src/core/portfolio/workbook.ts';
import { ask, isShown, sized } from '../../support/security/faults.ts';

/** Of the Encoding Standard's index of windows-1252, 0x80 to 0x9F; the rest is Latin-1. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008DŽ\u008F\u0090‘’“”•–—˜™š›œ\u009DžŸ';
const high = Uint8Array.from({ length: 32 }, (_, at) => 0x80 + at);

describe('charsets, by the Encoding Standard', () => {
  for (const label of ['windows-1252', 'cp1252', 'iso-8859-1', 'latin1', 'us-ascii', 'ISO_8859-1:1987', 'x-cp1252'])
    it(`${label} is Windows-1252`, async () => {
      assert.equal(await decodeText(high, label), windows1252);
    });
  const others: readonly (readonly [string, readonly number[], string])[] = [
    ['iso-8859-15', [0xa4], '€'],
    ['iso-8859-16', [0xa4, 0xaa], '€Ș'],
    ['koi8-u', [0xae, 0xbe], 'ўЎ'],
    ['windows-874', [0xa1, 0x80], 'ก€'],
    ['macintosh', [0xdb], '€'],
    ['shift_jis', [0x83, 0x65, 0x83, 0x58], 'テス'],
    ['gbk', [0xd6, 0xd0], '中'],
    ['euc-kr', [0xc7, 0xd1], '한'],
    ['utf-16', [0x61, 0x00], 'a'],
    ['nobody-knows', [0xc3, 0xa4], 'ä'],
  ];
  for (const [label, bytes, text] of others)
    it(label, async () => {
      assert.equal(await decodeText(Uint8Array.from(bytes), label), text);
    });
  it('a byte order mark wins over the label', async () => {
    assert.equal(await decodeText(Uint8Array.of(0xef, 0xbb, 0xbf, 0xc3, 0xa4), 'windows-1252'), 'ä');
    assert.equal(await decodeText(Uint8Array.of(0xff, 0xfe, 0xe4, 0x00), 'windows-1252'), 'ä');
  });
  it('are read from the Content-Type as it may be written', () => {
    const of = (type: string): string | undefined => charsetOf([['Content-Type', type]]);
    assert.equal(of('text/csv; header=present; Charset = "ISO_8859-1:1987"'), 'ISO_8859-1:1987');
    assert.equal(of("text/plain;charset='utf-8'"), 'utf-8');
    assert.equal(of('text/plain; notcharset=x'), undefined);
  });
  it('of responses', () =>
    ask(sized(Buffer.from(high), 'Content-Type: text/plain; charset=iso-8859-1\r\n'), isShown(windows1252)));
  it('of JSON in an older encoding, which is asked for values', () =>
    ask(
      sized(Buffer.from('{"a":"\x80"}', 'latin1'), 'Content-Type: application/json; charset=cp1252\r\n'),
      async ({ body }) => {
        assert.deepEqual(await body.query('$.a'), ['€']);
      },
    ));
  it('of CSV files that Excel saved', async () => {
    const bytes = Buffer.from('ISIN;Gewicht \x80\nUS0378331005;abc\x92\n', 'latin1');
    const [sheet] = (await readWorkbook(bytes, 'a.csv')).sheets;
    assert.ok(sheet);
    assert.deepEqual(
      [rowTexts(sheet, 0), rowTexts(sheet, 1)],
      [
        ['ISIN', 'Gewicht €'],
        ['US0378331005', 'abc’'],
      ],
    );
  });
});

describe('content and transfer codings', () => {
  const coded = (headers: string, body: Buffer): Buffer => sized(body, `${headers}\r\n`);
  const raw = deflateRawSync('{"a":1}'.repeat(20));
  const shown = isShown('{"a":1}'.repeat(20));
  it('deflate with and without its header', async () => {
    await ask(coded('Content-Encoding: deflate', deflateSync('{"a":1}'.repeat(20))), shown);
    await ask(coded('Content-Encoding: deflate', raw), shown);
  });
  it('deflate without its header below another coding, and above', async () => {
    await ask(coded('Content-Encoding: deflate, gzip', gzipSync(raw)), shown);
    await ask(coded('Content-Encoding: gzip, deflate', deflateRawSync(gzipSync('{"a":1}'.repeat(20)))), shown);
  });
  it('deflate that breaks off, or expands too far, is shown as it came', async () => {
    await ask(coded('Content-Encoding: deflate', raw.subarray(0, -4)), ({ warnings }) => {
      assert.match(warnings.join(), /damaged/);
    });
    await ask(coded('Content-Encoding: deflate', deflateRawSync(Buffer.alloc(20_000_000))), ({ warnings }) => {
      assert.match(warnings.join(), /expands too far/);
    });
  });
  it('gzip of the transfer', () => {
    const body = gzipSync('{"a":1}'.repeat(20));
    const head = `HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n${body.length.toString(16)}\r\n`;
    return ask(Buffer.concat([Buffer.from(head), body, Buffer.from('\r\n0\r\n\r\n')]), shown);
  });
});
