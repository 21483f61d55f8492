import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { oddServers } from '../../support/servers/oddServers.ts';
import { askOurs, askUndici } from '../../support/servers/transportVerdicts.ts';
import { withOddServer, type Verdict } from '../../support/servers/verdict.ts';

// Servers that speak HTTP in their own way, and what three clients make of them: ours, undici (both asked here) and the
// curl whose verdicts `node out/harness/recordCurl.js` wrote down. Where they differ, the row says why.

type Row = readonly [name: string, ours: Verdict, undici: Verdict, curl: Verdict, why?: string];

const strict =
  "Node's parser is strict on purpose, as undici's: what two readers read differently is how answers are smuggled (RFC 9112 section 11)";

const table: readonly Row[] = [
  ['Content-Length', '200 "abc"', '200 "abc"', '200 "abc"'],
  ['no length: until the end of the connection', '200 "abc"', '200 "abc"', '200 "abc"'],
  ['chunked', '200 "abc"', '200 "abc"', '200 "abc"'],
  ['chunk with an extension', '200 "abc"', '200 "abc"', '200 "abc"'],
  ['chunks with a trailer', '200 "abc"', '200 "abc"', '200 "abc"'],
  ['chunk size in upper case', '200 "abcdefghij"', '200 "abcdefghij"', '200 "abcdefghij"'],
  ['chunk size with leading zeros', '200 "abc"', '200 "abc"', '200 "abc"'],
  ['chunk size 0x3', 'cut 200 ""', 'error', 'error 43'],
  ['chunk size with a space behind it', 'cut 200 ""', 'error', '200 "abc"', strict],
  ['chunk lines that end with LF', 'cut 200 ""', 'error', '200 "abc"', strict],
  ['no last chunk', 'cut 200 "abc"', 'cut 200 "abc"', 'cut 200 "abc"'],
  ['last chunk without its empty line', 'cut 200 "abc"', 'cut 200 "abc"', 'cut 200 "abc"'],
  ['chunk longer than its size', 'cut 200 "abc"', 'cut 200 "abc"', 'cut 200 "abc"'],
  ['chunk size beyond 64 bits', 'cut 200 ""', 'error', 'error 56'],
  ['chunk size -1', 'cut 200 ""', 'error', 'error 56'],
  ['bytes after the last chunk', '200 "abc"', '200 "abc"', '200 "abc"'],
  ['Content-Length and chunked', 'error protocol', 'error', '200 "abc"', strict],
  ['Content-Length twice, the same', 'error protocol', 'error', '200 "abc"', strict],
  ['Content-Length twice, not the same', 'error protocol', 'error', '200 "ab"', strict],
  ['Content-Length: 3, 3', 'error protocol', 'error', '200 "abc"', strict],
  ['Content-Length: +3', 'error protocol', 'error', '200 "abc"', strict],
  ['Content-Length with spaces', '200 "abc"', '200 "abc"', '200 "abc"'],
  ['Content-Length: 0x3', 'error protocol', 'error', '200 ""', strict],
  ['Content-Length: -1', 'error protocol', 'error', 'error 8'],
  ['Content-Length without a value', 'error protocol', 'error', 'error 8'],
  ['Content-Length of 20 digits', 'error protocol', 'error', '200 "abc"', strict],
  ['Content-Length too big', 'cut 200 "abc"', 'cut 200 "abc"', 'cut 200 "abc"'],
  ['Content-Length too small', '200 "abc"', '200 "abc"', '200 "abc"'],
  ['Transfer-Encoding: gzip, chunked', '200 "abc"', '200 23 bytes', '200 "abc"', 'undici does not decode the transfer'],
  [
    'Transfer-Encoding: chunked, gzip',
    'coded 200 "abc"',
    '200 "abc"',
    'error 18',
    'ours shows it, and says that it could not be decoded; undici says nothing',
  ],
  ['Transfer-Encoding: identity', 'error protocol', 'error', '200 "abc"', strict],
  [
    'Transfer-Encoding: xchunked',
    'coded 200 "abc"',
    '200 "abc"',
    'error 61',
    'ours shows it, and says that it could not be decoded; undici says nothing',
  ],
  ['chunked in HTTP/1.0', '200 "abc"', '200 "abc"', '200 "abc"'],
  ['space before the colon', 'error protocol', 'error', '200 "abc"', strict],
  ['folded header', 'error protocol', 'error', '200 "abc"', strict],
  ['lines that end with LF', 'error protocol', 'error', '200 "abc"', strict],
  ['CR within a header', 'error protocol', 'error', '200 "abc"', strict],
  ['NUL within a header', 'error protocol', 'error', 'error 8'],
  ['header without a colon', 'error protocol', 'error', 'error 8'],
  ['header without a name', 'error protocol', 'error', '200 "abc"', strict],
  ['header of 60 KB', '200 "abc"', 'error', '200 "abc"', 'undici stops at 16 KB; our limit is 64 KB'],
  ['header of 200 KB', 'error protocol', 'error', 'error 27'],
  [
    'empty line before the status line',
    '200 "abc"',
    '200 "abc"',
    'error 1',
    'RFC 9112 section 2.2 lets a reader skip it; curl takes it for HTTP/0.9',
  ],
  ['status line without a reason', '200 "abc"', '200 "abc"', '200 "abc"'],
  ['reason in UTF-8', '200 "abc"', '200 "abc"', '200 "abc"'],
  ['http/1.1 in lower case', 'error protocol', 'error', '200 "abc"', strict],
  ['HTTP/2.0', '200 "abc"', '200 "abc"', '200 "abc"'],
  ['HTTP/1.9', 'error protocol', 'error', 'error 1'],
  ['HTTP/0.9', 'error protocol', 'error', 'error 1'],
  ['ICY 200 OK', 'error protocol', 'error', 'error 1'],
  ['status 99', 'error protocol', 'error', 'error 1'],
  ['status 1000', 'error protocol', 'error', 'error 1'],
  ['status 2xx', 'error protocol', 'error', 'error 1'],
  ['bytes of TLS', 'error protocol', 'error', 'error 1'],
  ['101 that nobody asked for', 'error protocol', 'error', 'error 28'],
  ['101 and an end', 'error protocol', 'error', 'error 52'],
  ['200 with Upgrade', '200 "abc"', '200 "abc"', '200 "abc"'],
  [
    '100 before the answer',
    '200 "abc"',
    'error',
    '200 "abc"',
    'undici refuses a 100 that it did not ask for; RFC 9110 section 15.2 has it skipped',
  ],
  ['103 before the answer', '200 "abc"', '200 "abc"', '200 "abc"'],
  [
    '20 times 100 before the answer',
    '200 "abc"',
    'error',
    '200 "abc"',
    'undici refuses a 100 that it did not ask for; RFC 9110 section 15.2 has it skipped',
  ],
  ['100 and an end', 'error unreachable', 'error', 'error 52'],
  ['204 with a body', '204 ""', '204 ""', '204 ""'],
  ['205 with a body', '205 "abc"', '205 ""', '205 "abc"', 'fetch drops it; we show what came'],
  ['304 with a length', '304 ""', '304 ""', '304 ""'],
  ['HEAD with a length', '200 ""', '200 ""', '200 ""'],
  ['HEAD with a body', '200 ""', '200 ""', '200 ""'],
  ['413 before the body of the request is read', '413 "abc"', '413 "abc"', '413 "abc"'],
  ['Location in UTF-8', '302 "abc"', '302 "abc"', '302 "abc"'],
  ['an end before any byte', 'error unreachable', 'error', 'error 52'],
  ['a reset before any byte', 'error unreachable', 'error', 'error 56'],
  ['half a status line', 'error unreachable', 'error', 'error 52'],
  ['half a head', 'error unreachable', 'error', '200 ""', 'curl takes a head without its end for a head'],
  ['a reset within the body', 'cut 200 "abc"', 'cut 200 "abc"', 'cut 200 "abc"'],
  ['a reset within a body without length', 'cut 200 "abc"', '200 "abc"', 'cut 200 "abc"', 'undici takes it for whole'],
  ['silence', 'error timeout', 'error', 'error 28'],
  ['silence within the head', 'error timeout', 'error', 'error 28'],
  ['silence within the body', 'cut 200 "abc"', 'cut 200 "abc"', 'cut 200 "abc"'],
  ['gzip', '200 "abc"', '200 "abc"', '200 "abc"'],
  ['x-gzip', '200 "abc"', '200 "abc"', '200 "abc"'],
  [
    'gzip that breaks off',
    'coded 200 14 bytes',
    '200 "abc"',
    '200 "abc"',
    'ours shows the bytes and says that they are damaged; the others say nothing',
  ],
  [
    'gzip with bytes behind it',
    'coded 200 27 bytes',
    'error',
    'error 23',
    'ours shows the bytes and says that they are damaged',
  ],
  ['gzip that is none', 'coded 200 "abc"', 'error', 'error 61', 'ours shows the bytes and says that they are damaged'],
  ['gzip of nothing', '200 ""', '200 ""', '200 ""'],
  ['deflate', '200 "abc"', '200 "abc"', '200 "abc"'],
  ['deflate without its header', '200 "abc"', '200 "abc"', '200 "abc"'],
  ['br', '200 "abc"', '200 "abc"', '200 "abc"'],
  ['gzip, then br', '200 "abc"', '200 "abc"', '200 "abc"'],
  ['identity', '200 "abc"', '200 "abc"', '200 "abc"'],
  [
    'a coding that nobody knows',
    'coded 200 "abc"',
    '200 "abc"',
    'error 61',
    'ours shows the bytes and says that it does not know the coding; undici says nothing',
  ],
];

const golden = JSON.parse(readFileSync('test/unit/node/curlVerdicts.json', 'utf8')) as {
  readonly version: string;
  readonly verdicts: Readonly<Record<string, Verdict>>;
};

/** That nothing usable came has many names. */
function kindOf(verdict: Verdict): string {
  return /^error|^cut \d+ ""$/.test(verdict) ? 'nothing' : verdict;
}

describe(`${oddServers.length} odd servers, beside undici and ${golden.version}`, () => {
  const found = new Map<string, readonly Verdict[]>();
  before(async () => {
    await Promise.all(
      oddServers.map(async (server) => {
        const ours = await withOddServer(server, (origin) => askOurs(origin, server));
        const undici = await withOddServer(server, (origin) => askUndici(origin, server));
        found.set(server.name, [ours, undici]);
      }),
    );
  });
  for (const [name, ours, undici, curl, why] of table)
    it(name, () => {
      assert.deepEqual(found.get(name), [ours, undici]);
      assert.equal(golden.verdicts[name], curl);
      const differs = new Set([ours, undici, curl].map(kindOf)).size > 1;
      assert.equal(why !== undefined, differs, 'a difference is explained, and nothing else is');
    });
  it('are all in the table', () => {
    assert.deepEqual(
      oddServers.map(({ name }) => name),
      table.map(([name]) => name),
    );
  });
});
