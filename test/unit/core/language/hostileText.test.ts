import assert from 'node:assert/strict';
import { Checker } from '../../../../src/core/language/check.ts';
import { completeAt } from '../../../../src/core/language/completion.ts';
import { emptyContext } from '../../../../src/core/language/context.ts';
import { formatMatter } from '../../../../src/core/language/format.ts';
import { hoverAt } from '../../../../src/core/language/hover.ts';
import { JsonBodies } from '../../../../src/core/language/jsonBody.ts';
import { foldsOf } from '../../../../src/core/language/structure.ts';
import { symbolsOf } from '../../../../src/core/language/symbols.ts';
import { tokensIn } from '../../../../src/core/language/tokens.ts';
import { parseMatter } from '../../../../src/core/syntax/parse.ts';
import { cpuMs } from '../../../support/security/cpuTime.ts';

/** What generated files have found (test/security/fuzzMatter.test.ts). */
describe('hostile texts in the editor', () => {
  const problemsOf = (text: string): readonly string[] =>
    new Checker().check(parseMatter(text), emptyContext).map(({ code }) => code);

  it('have no completions after a directive whose name every object has', () => {
    for (const word of ['__proto__', 'constructor', 'hasOwnProperty']) {
      const text = `# @${word} `;
      assert.deepEqual(completeAt(parseMatter(text), text.length, emptyContext), []);
    }
  });

  it('fold no body to before its start', () => {
    for (const { start, end } of foldsOf(parseMatter('?q=1\n\r\n\n\uFEFF\n'))) assert.ok(start <= end);
  });

  it('have an outline whose names lie in their requests', () => {
    for (const { span, selection } of symbolsOf(parseMatter('@v = \r\n\u0000')))
      assert.ok(span.start <= selection.start && selection.end <= span.end);
  });

  it('are formatted once, whatever they end with', () => {
    const text = 'POST /p\n\n{"a":"\r\r';
    assert.equal(formatMatter(parseMatter(text)), text);
  });

  it('give no tokens that overlap', () => {
    const text = 'GET /a\n{{user}}: {{pass}}\n';
    let last = 0;
    for (const { start, end } of tokensIn(parseMatter(text), { start: 0, end: text.length })) {
      assert.ok(start >= last);
      last = end;
    }
  });

  it('are not parsed as JSON where the stack would end', async () => {
    for (const open of ['[', '{"a":']) {
      const deep = `POST /a\n\n${open.repeat(20_000)}\n`;
      assert.equal(formatMatter(parseMatter(deep)), deep);
      assert.deepEqual(await (await JsonBodies.create()).problems(parseMatter(deep).blocks[0]!, emptyContext.api), []);
    }
    const brackets = `POST /a\n\n{"a":"${'['.repeat(1000)}"}\n`;
    assert.notEqual(formatMatter(parseMatter(brackets)), brackets); // in a string they are text
  });

  it('are searched for secrets in linear time', () => {
    const filled = (part: string, times: number): number =>
      cpuMs(() => problemsOf(`GET https://h/\nX: a${part.repeat(times)}a\n`));
    for (const [part, times] of [
      [' ', 300_000],
      ['eyJ-', 100_000],
      ['Bearer ', 50_000],
    ] as const) {
      const small = Math.max(5, filled(part, times / 10));
      const large = filled(part, times);
      assert.ok(large < small * 60, `${part}: ${large} ms, and ${small} ms for a tenth`);
    }
    assert.deepEqual(problemsOf('GET https://h/\nAuthorization: Bearer   abcdefghijkl\n'), ['pasted-secret']);
    assert.deepEqual(problemsOf('GET https://h/\nX: eyJhbGciOiJI.abcd.efgh\n'), ['pasted-secret']);
  });

  it('multiply no variables in a hover, and have a limited number of problems', () => {
    const text = `@a = ${'{{a}}'.repeat(20_000)}\nGET https://h/{{a}}\n`;
    const tree = parseMatter(text);
    assert.ok((hoverAt(tree, text.length - 3, emptyContext)?.code ?? '').length < 200_000);
    assert.ok(problemsOf(text).length < 2000);
    const small = '@a = x{{b}}\n@b = y\nGET https://h/{{a}}\n';
    assert.equal(hoverAt(parseMatter(small), small.length - 3, emptyContext)?.code, 'xy');
  });
});
