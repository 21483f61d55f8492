import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hasErrors } from '../../../../src/core/diagnostic.ts';
import { Checker } from '../../../../src/core/language/check.ts';
import { emptyContext } from '../../../../src/core/language/context.ts';
import { formatMatter } from '../../../../src/core/language/format.ts';
import { JsonBodies } from '../../../../src/core/language/jsonBody.ts';
import { parseMatter } from '../../../../src/core/syntax/parse.ts';
import { sentBy, type SentRequest } from '../../../support/import/sentBy.ts';
import { cases } from '../../../support/security/cases.ts';

/** A part of a request as it is written, what it means, and whether that can be sent. */
interface Written<T> {
  readonly text: string;
  readonly sent: T;
  readonly isRight: boolean;
}

const right = <T>(text: string, sent: T): Written<T> => ({ text, sent, isRight: true });
const wrong = <T>(text: string, sent: T): Written<T> => ({ text, sent, isRight: false });

const variables = '@plain = x1\n@spaced = a b\n@hash = a#b\n@brace = \\{\\{c\\}\\}\n';
const files = { 'f.json': '{"file": true}', 'f.txt': 'file text' };

const piece = fc.constantFrom(
  right('abc', 'abc'),
  right('{{plain}}', 'x1'),
  right('{{ plain }}', 'x1'),
  right('{{spaced}}', 'a b'),
  right('{{hash}}', 'a#b'),
  right('{{brace}}', '{{c}}'),
  right('\\{\\{no\\}\\}', '{{no}}'),
  right('\\{\\{half}}', '{{half}}'),
  right('// x', '// x'),
  right('# y', '# y'),
  right('{one}', '{one}'),
  right('é😀', 'é😀'),
  right('http://h/', 'http://h/'),
  wrong('{{nowhere}}', ''),
  wrong('{{}}', ''),
);
const line = fc.array(piece, { maxLength: 3 }).map((parts) =>
  joined(
    parts.filter(({ text }) => text !== ''),
    '',
  ),
);

function joined(parts: readonly Written<string>[], by: string): Written<string> {
  const join = (of: (part: Written<string>) => string): string => parts.map(of).join(by);
  return { text: join(({ text }) => text), sent: join(({ sent }) => sent), isRight: parts.every((one) => one.isRight) };
}

interface Body {
  readonly type: string | undefined;
  readonly text: string;
  readonly isRight: boolean;
  readonly check: (sent: string) => void;
}

const comment = fc.constantFrom('', '', '', ' // c', ' # c', '\n// whole', '\n  # whole "q"', ' // "{{plain}}"');
const broken = fc.constantFrom('', '', '', '', '', '', ',', ' /* c */', '}', ' x');

/** JSON in lines with comments among them; `extra` makes it none. */
const json = fc
  .tuple(
    fc.array(fc.tuple(line, comment), { maxLength: 4 }),
    broken,
    fc.constantFrom('application/json', 'application/vnd.x+json; charset=utf-8', undefined),
  )
  .map(([rows, extra, type]): Body => {
    const items = rows.map(([{ text }, mark], index) => `  "${text}"${index < rows.length - 1 ? ',' : ''}${mark}`);
    return {
      type,
      text: `{ "items": [\n${items.join('\n')}\n]${extra} }`,
      isRight: rows.every(([{ isRight }]) => isRight) && extra === '',
      check: (sent) => assert.deepEqual(JSON.parse(sent), { items: rows.map(([row]) => row.sent) }),
    };
  });
const text = fc.array(line, { minLength: 1, maxLength: 4 }).map((rows): Body => {
  const whole = joined(
    rows.map((row) => ({ ...row, text: `> ${row.text}`, sent: `> ${row.sent}` })),
    '\n',
  );
  return { type: 'text/plain', ...whole, check: (sent) => assert.equal(sent, whole.sent) };
});
const form = fc.array(line, { minLength: 1, maxLength: 3 }).map((rows): Body => {
  const whole = joined(
    rows.map((row, index) => ({ ...row, text: `  &k${index}=${row.text}`, sent: `&k${index}=${row.sent}` })),
    '\n',
  );
  return {
    type: 'application/x-www-form-urlencoded',
    ...whole,
    check: (sent) => assert.equal(sent, whole.sent.replaceAll('\n', '')),
  };
});
const file = fc.constantFrom<Body>(
  { type: 'application/json', text: '< f.json', isRight: true, check: (sent) => assert.equal(sent, files['f.json']) },
  {
    type: 'text/plain',
    text: 'before\n< f.txt\nafter',
    isRight: true,
    check: (sent) => assert.equal(sent, 'before\nfile text\nafter'),
  },
  {
    type: 'text/plain',
    text: '< data:;base64,AAH/',
    isRight: true,
    check: (sent) => assert.equal(sent, '\0\u0001\u00ff'),
  },
);
const none: Body = { type: undefined, text: '', isRight: true, check: (sent) => assert.equal(sent, '') };

const authorization = fc.constantFrom(
  right('', ''),
  right('Authorization: Basic user password\n', `Basic ${btoa('user:password')}`),
  right('Authorization: Basic {{plain}}:p w\n', `Basic ${btoa('x1:p w')}`),
  right('Authorization: Basic dXNlcjpwYXNz\n', 'Basic dXNlcjpwYXNz'),
  right('Authorization: Bearer a b\n', 'Bearer a b'),
);
const path = fc.constantFrom(
  right('/a?x={{plain}}', '/a?x=x1'),
  right('/a%20HTTP/1.1', '/a%20HTTP/1.1'),
  right('/a?p={{hash}}&q=2', '/a?p=a%23b&q=2'),
  right('/a?p={{spaced}} HTTP/1.1', '/a?p=a%20b'),
  right('/{{%spaced}}#frag', '/a%20b#frag'),
  wrong('/a?x={{nowhere}}', ''),
  wrong('/a?x={{plain', ''),
);

const request = fc.record({
  method: fc.constantFrom(right('GET', 'GET'), right('get', 'GET'), right('POST', 'POST'), right('x-foo', 'X-FOO')),
  path,
  authorization,
  header: line.map(({ text: shown, ...rest }) => ({ ...rest, text: `v ${shown.replaceAll(/é😀/g, 'e')}` })),
  body: fc.oneof({ weight: 4, arbitrary: json }, text, form, file, fc.constant(none)),
});

async function problemsOf(source: string, bodies: JsonBodies): Promise<boolean> {
  const tree = parseMatter(source);
  const found = [...new Checker().check(tree, emptyContext)];
  for (const block of tree.blocks) found.push(...(await bodies.problems(block, emptyContext.api)));
  return hasErrors(found);
}

async function attempt(source: string): Promise<SentRequest | undefined> {
  try {
    return (await sentBy(source, { files }))[0];
  } catch {
    return undefined;
  }
}

describe('lint, format and run', () => {
  it('agree: clean is what is sent as it is shown', async () => {
    const bodies = await JsonBodies.create();
    await fc.assert(
      fc.asyncProperty(request, async ({ method, path: address, authorization: login, header, body }) => {
        const type = body.type === undefined ? '' : `Content-Type: ${body.type}\n`;
        const source = `${variables}\n###\n${method.text} https://h.example.test${address.text}\n${login.text}X-A: ${header.text}\n${type}\n${body.text}\n`;
        const isRight = address.isRight && header.isRight && body.isRight;
        assert.equal(!(await problemsOf(source, bodies)), isRight, source);
        if (!isRight) return;
        for (const written of [source, formatMatter(parseMatter(source))]) {
          const sent = await attempt(written);
          assert.ok(sent, written);
          assert.equal(sent.method, method.sent, written);
          assert.equal(sent.url, `https://h.example.test${address.sent}`, written);
          assert.equal(sent.headers.find(([name]) => name === 'Authorization')?.[1] ?? '', login.sent, written);
          body.check(Buffer.from(sent.body, 'latin1').toString(body.text.includes('data:') ? 'latin1' : 'utf8'));
        }
      }),
      { numRuns: cases(1500) },
    );
  });
});
