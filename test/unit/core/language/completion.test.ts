import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cases } from '../../../support/security/cases.ts';
import { completeAt } from '../../../../src/core/language/completion.ts';
import type { LanguageContext } from '../../../../src/core/language/context.ts';
import { hoverAt } from '../../../../src/core/language/hover.ts';
import { JsonBodies } from '../../../../src/core/language/jsonBody.ts';
import { cursorContextAt } from '../../../../src/core/language/cursorContext.ts';
import { parseMatter } from '../../../../src/core/syntax/parse.ts';
import { shippedContext } from '../../../support/fakes/api.ts';
import { cursor } from '../../../support/generators/cursor.ts';
import { matterText } from '../../../support/generators/matterText.ts';

const jobs = '/partner-api/v1/analysis/jobs';

describe('completion and hover', () => {
  let context: LanguageContext;

  before(async () => {
    const shipped = await shippedContext();
    context = {
      ...shipped,
      accounts: ['Fund team', 'Sandbox'],
      lastResponse: (name) =>
        name === 'create' ? { json: { external_id: 'EX-1', 'a b': [{ c: 1 }] }, headerNames: ['Location'] } : undefined,
      query: (json, path) => (path === '$.external_id' ? [(json as { external_id: string }).external_id] : [1, 2]),
    };
  });

  const labels = (marked: string): readonly string[] => {
    const { text, offset } = cursor(marked);
    return completeAt(parseMatter(text), offset, context).map(({ label }) => label);
  };

  /** The text after the completion with this label is taken (snippet marks stay). */
  const taken = (marked: string, label: string): string => {
    const { text, offset } = cursor(marked);
    const item = completeAt(parseMatter(text), offset, context).find((one) => one.label === label);
    assert.ok(item, `${label} in ${labels(marked).join()}`);
    return text.slice(0, item.span.start) + (item.insert ?? item.label) + text.slice(item.span.end);
  };

  const offered: readonly (readonly [string, readonly string[]])[] = [
    ['|', ['GET', 'POST', '###', '@variable', `GET ${jobs}`]],
    ['GE|', ['GET']],
    ['GET /|', [jobs]],
    [`GET ${jobs}?|`, ['external_id']],
    ['GET /a\n|', ['Accept', 'Content-Type']],
    ['GET /a\nContent-Type: |', ['application/json', 'text/csv']],
    ['GET /a\nPrefer: r|', ['respond-async']],
    ['# @|', ['@name', '@poll', '@assert', '@secret-prompt']],
    ['# @poll |', ['every=2s', 'timeout=10m', 'until=']],
    ['# @poll every=1s until=|', ['until=status']],
    ['# @assert |', ['status', 'header ', 'body.$.']],
    ['# @assert status |', ['==', 'not', 'contains']],
    ['# @account F|', ['Fund team', 'Sandbox']],
    ['# @name create\nGET /a\n###\n# @depends |', ['create']],
    ['@fund = 1\nGET /{{|', ['fund', '$uuid', '$randomInt']],
    ['# @prompt who\nGET /{{|}}', ['who']],
    ['# @name create\nGET /a\n###\nGET /{{|', ['create']],
    ['# @name create\nGET /a\n###\nGET /{{create.|', ['response', 'request']],
    ['# @name create\nGET /a\n###\nGET /{{create.response.|', ['body', 'headers', 'status']],
    ['# @name create\nGET /a\n###\nGET /{{create.response.headers.|', ['Location']],
    ['# @name create\nGET /a\n###\nGET /{{create.response.body.|', ['$', '*']],
    ['# @name create\nGET /a\n###\nGET /{{create.response.body.$.|', ['external_id', 'a b']],
    ['# @name create\nGET /a\n###\nPOST /b\n\n{"x": "{{create.response.body.$.|"}', ['external_id']],
  ];
  for (const [marked, expected] of offered) {
    it(`offers ${expected.join(', ')} at ${JSON.stringify(marked)}`, () => {
      const found = labels(marked);
      for (const label of expected) assert.ok(found.includes(label), `${label} in ${found.join()}`);
    });
  }

  it('inserts what can be sent', () => {
    assert.equal(taken('GET /par|', jobs), `GET ${jobs}?external_id=\${1:external_id}`);
    assert.equal(taken('GET /a\nacc|', 'Accept'), 'GET /a\nAccept: ');
    assert.equal(taken('GET /a\nAcc|: x', 'Accept'), 'GET /a\nAccept: x');
    assert.equal(taken('# @po|', '@poll'), '# @poll ');
    assert.equal(
      taken('# @name create\nGET /a\n###\nGET /{{create.response.body.$.|}}', 'a b'),
      "# @name create\nGET /a\n###\nGET /{{create.response.body.$['a b']}}",
    );
  });

  it('offers nothing in a body but references', () => {
    assert.deepEqual(labels('POST /a\nContent-Type: text/plain\n\nGET |'), []);
  });

  it('never fails, and replaces only what is in the text', () => {
    const places = matterText.chain((text) => fc.tuple(fc.constant(text), fc.nat(text.length)));
    fc.assert(
      fc.property(places, ([text, offset]) => {
        const tree = parseMatter(text);
        for (const { span } of completeAt(tree, offset, context))
          assert.ok(0 <= span.start && span.start <= offset && offset <= span.end && span.end <= text.length);
        const hover = hoverAt(tree, offset, context);
        if (hover !== undefined) assert.ok(hover.span.start <= offset && offset <= hover.span.end);
      }),
      { numRuns: cases(500) },
    );
  });

  const hovers: readonly (readonly [string, string, string])[] = [
    ['@a = 1\n@b = x{{a}}\nGET /{{b|}}', 'x1', 'variable of this file'],
    ['@my_secret = abcdefgh\nGET /{{my_secret|}}', '••••••', 'variable of this file'],
    ['GET /{{$uuid|}}', '{{$uuid}}', 'UUID'],
    ['# @prompt who\nGET /{{who|}}', '', 'asked for'],
    ['# @name create\nGET /a\n###\nGET /{{create.response.body.$.external_id|}}', 'EX-1', 'last response'],
    ['# @name create\nGET /a\n###\nGET /{{create.response.body.$.many|}}', '', 'matches 2 values'],
    ['# @name other\nGET /a\n###\nGET /{{other.response.status|}}', '', 'sent first'],
    [`GET ${jobs}|`, `GET ${jobs}`, 'inferred'],
    ['GET /a\nAcc|ept: x', '', 'RFC 9110'],
    ['# @poll| every=1s\nGET /a', '# @poll every', 'Retry-After'],
    ['POST /a\n\n{"t": 16889|81050}', '2023-07-10T09:24:10.000Z', 'Unix seconds'],
  ];
  for (const [marked, code, words] of hovers) {
    it(`says ${words} at ${JSON.stringify(marked)}`, () => {
      const { text, offset } = cursor(marked);
      const hover = hoverAt(parseMatter(text), offset, context);
      assert.ok(hover);
      assert.ok((hover.code ?? '').startsWith(code), hover.code);
      assert.match(hover.lines.join('\n'), new RegExp(words));
    });
  }
});

describe('JSON bodies', () => {
  let bodies: JsonBodies;
  let context: LanguageContext;

  before(async () => {
    [bodies, context] = await Promise.all([JsonBodies.create(), shippedContext()]);
  });

  const request = (body: string): string => `POST ${jobs}?external_id=1\nContent-Type: application/json\n\n${body}`;
  const problems = async (body: string): Promise<readonly (readonly [string, string])[]> => {
    const text = request(body);
    const [block] = parseMatter(text).blocks;
    const found = await bodies.problems(block!, context.api);
    return found.map(({ message, span }) => [message, text.slice(span.start, span.end)]);
  };

  it('are checked against the schema of the operation', async () => {
    assert.deepEqual(await problems('{"holdings": [{"id_value": "US0378331005", "weight": 0.1}]}'), []);
    const [missing] = await problems('{"holdings": [{"id_value": "A"}]}');
    assert.match(missing![0], /weight/);
    const [wrong] = await problems('{"holdings": [{"id_value": "A", "weight": "heavy"}]}');
    assert.deepEqual(wrong![1], '"heavy"');
    const [broken] = await problems('{"holdings": [}');
    assert.ok(broken);
  });

  it('may hold references and comment lines', async () => {
    assert.deepEqual(
      await problems('{\n  # the holdings\n  "holdings": [{"id_value": "x{{a}}y", "weight": {{w}}}]\n}'),
      [],
    );
    assert.deepEqual(await problems('{"holdings": {{holdings}}, "default_id_scheme": {{scheme}}}'), []);
  });

  it('without an operation are checked as JSON only', async () => {
    const [block] = parseMatter('POST https://h/\n\n{"a": }').blocks;
    assert.equal((await bodies.problems(block!, context.api)).length, 1);
    const [text] = parseMatter('POST https://h/\nContent-Type: text/plain\n\n{"a": }').blocks;
    assert.deepEqual(await bodies.problems(text!, context.api), []);
  });

  it('complete and explain their properties', async () => {
    const { text, offset } = cursor(request('{"holdings": [{"id_value": "A", |}]}'));
    const place = cursorContextAt(parseMatter(text), offset);
    const items = await bodies.complete(place!.block, place!.offset, context.api);
    assert.ok(items.some(({ label }) => label === 'weight'));
    const hovered = cursor(request('{"holdings": [{"id_value": "A", "wei|ght": 1}]}'));
    const hoverPlace = cursorContextAt(parseMatter(hovered.text), hovered.offset);
    const hover = await bodies.hover(hoverPlace!.block, hoverPlace!.offset, context.api);
    assert.match(hover!.lines.join(), /fraction/);
  });
});
