import assert from 'node:assert/strict';
import fc from 'fast-check';
import { printRequests } from '../../../../src/core/syntax/printRequests.ts';
import { parseMatter } from '../../../../src/core/syntax/parse.ts';
import { hasErrors } from '../../../../src/core/diagnostic.ts';
import { cases } from '../../../support/security/cases.ts';
import { sentBy } from '../../../support/import/sentBy.ts';

/** What is syntax somewhere, beside any other text. */
const syntax = fc.constantFrom(
  ...['{{', '}}', '{{a}}', '\\{\\{', '\\}\\}', '\\{{', '{', '}', '\\', '{%', '%}', '{{%x}}', '{{@request', '{{ "x" }}'],
  ...['###', '### x', '#', '# @name x', '//', '// x', 'HTTP/1.1 200 OK', ' HTTP/1.1', '< f.txt', '<@ f', '> {% x %}'],
  ...['< {%', '>> out', '>>! out', '?? status == 200', '> a.js', 'GET https://h/', '@a = b', 'Name: value', '--b', '&'],
  ...[
    '\n',
    '\n',
    '\n\n',
    '\r\n',
    '\r',
    '\t',
    ' ',
    '  ',
    '"',
    '{"a": 1}',
    '[',
    ']',
    ':',
    ',',
    '1 // c',
    '"a" # b',
    '/*',
  ],
  ...['é', '😀', '\uFEFF', '\u0000', '\u0085', '\u2028', '\uFFFD'],
);
const text = fc
  .array(fc.oneof({ weight: 4, arbitrary: syntax }, { weight: 1, arbitrary: fc.string({ maxLength: 6 }) }), {
    maxLength: 8,
  })
  .map((parts) => parts.join(''));
const bytes = fc.oneof(
  { weight: 6, arbitrary: text.map((one) => new TextEncoder().encode(one)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 20 }) },
);
const token = fc.stringMatching(/^[\w!#$%&'*+.^`|~-]{1,8}$/);
const types = fc.constantFrom(
  ...['application/json', 'application/x-www-form-urlencoded', 'text/plain', 'application/x-ndjson', undefined],
  ...['multipart/form-data; boundary=b', 'application/vnd.api+json; charset=utf-8'],
);

/** A value as a server gets it: without white space at its ends. */
const headerValue = text.map((one) => one.replaceAll(/[^\t -~\u00a0-\u00ff]/g, '').trim());
const own = /^(?:content-type|authorization|proxy-authorization)$/i;

describe('printRequests', () => {
  it('writes any request so that it is read again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          method: token.filter((one) => !one.startsWith('#')).map((one) => one.toUpperCase()),
          path: text,
          headers: fc.array(
            fc.tuple(
              token.filter((name) => !own.test(name)),
              headerValue,
            ),
            { maxLength: 3 },
          ),
          type: types,
          bytes,
          title: text,
          follows: fc.boolean(),
        }),
        async ({ method, path, headers, type, bytes: content, title, follows }) => {
          const isMulti = type?.startsWith('multipart') === true;
          const all = type === undefined ? headers : [...headers, ['Content-Type', type] as const];
          const url = `https://h.example.test/${path.replaceAll(/[\r\n\t]/g, '')}`;
          const decoded = decode(content);
          const requests = [
            { title, method, url: [url], headers: all.map(([n, v]) => [n, [v]] as const), body: [decoded ?? content] },
            ...(follows ? [{ title: 'next', method: 'GET', url: ['https://h.example.test/'], headers: [] }] : []),
          ];
          const printed = printRequests({ requests });
          assert.deepEqual(printed.withoutBody, []);
          const [sent, ...others] = await sentBy(printed.text);
          assert.deepEqual(
            sent,
            {
              method,
              url: new URL(url).href,
              headers: all,
              body: isMulti ? endedLine(content) : Buffer.from(content).toString('latin1'),
            },
            printed.text,
          );
          assert.equal(others.length, follows ? 1 : 0, printed.text);
          assert.ok(!hasErrors(parseMatter(printed.text).blocks.flatMap(({ problems }) => problems)), printed.text);
        },
      ),
      { numRuns: cases(1500) },
    );
  });
});

/** RFC 2046, 5.1.1: the last boundary's line has an end too; a line end alone is no body. */
function endedLine(content: Uint8Array): string {
  const text = Buffer.from(content).toString('latin1');
  if (text === '\r\n') return '';
  return text === '' || text.endsWith('\r\n') ? text : `${text}\r\n`;
}

function decode(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return undefined;
  }
}
