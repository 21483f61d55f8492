import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { importHttp } from '../../../../src/core/import/importHttp.ts';
import { bodyToSend } from '../../../../src/core/syntax/bodyToSend.ts';
import { parseMatter } from '../../../../src/core/syntax/parse.ts';
import { cases } from '../../../support/security/cases.ts';
import { matterText } from '../../../support/generators/matterText.ts';

const corpus = 'test/unit/core/import/corpus';

interface Expected {
  readonly requests: readonly object[];
  /** A part of each note, in order. */
  readonly notes?: readonly string[];
  readonly variables?: readonly (readonly [string, string])[];
  readonly saves?: readonly string[];
}

/** What the imported file sends, as the expectation files write it. */
function meaning(text: string): readonly object[] {
  return parseMatter(text).requests.map((request) => {
    const body = bodyToSend(request);
    const directives = request.directives.map(({ word, argument }) => [word, argument]);
    return {
      method: request.method,
      url: request.url,
      headers: request.headers.map(({ name, value }) => [name, value]),
      ...(body === undefined ? {} : { body }),
      ...(request.name === undefined ? {} : { name: request.name }),
      ...(directives.length === 0 ? {} : { directives }),
    };
  });
}

describe('importHttp', () => {
  const names = readdirSync(corpus).filter((file) => file.endsWith('.http'));

  it('has a corpus of 40 files or more', () => {
    assert.ok(names.length >= 40);
  });

  for (const name of names) {
    it(`carries over ${name}`, () => {
      const source = readFileSync(`${corpus}/${name}`, 'utf8');
      const expected = JSON.parse(readFileSync(`${corpus}/${name.replace('.http', '.json')}`, 'utf8')) as Expected;
      const { text, notes } = importHttp(source);
      assert.deepEqual(meaning(text), expected.requests, text);
      assert.deepEqual(
        notes.map(({ message }, index) => message.includes(expected.notes?.[index] ?? '-') || message),
        (expected.notes ?? []).map(() => true),
      );
      const { variables, requests } = parseMatter(text);
      if (expected.variables !== undefined)
        assert.deepEqual(
          variables.map((variable) => [variable.name, variable.value]),
          expected.variables,
        );
      if (expected.saves !== undefined)
        assert.deepEqual(
          requests.map(({ save }) => save?.text),
          expected.saves,
        );
    });
  }

  it('names the line of what it could not carry over', () => {
    assert.deepEqual(
      importHttp('GET https://h/\n\n###\n# @sleep 1\nGET https://h/').notes.map(({ line }) => line),
      [4],
    );
  });

  it('never fails, and what it writes is read without an error of the parser for scripts', () => {
    fc.assert(
      fc.property(matterText, (text) => {
        const { blocks } = parseMatter(importHttp(text).text);
        assert.ok(blocks.flatMap(({ problems }) => problems).every(({ code }) => code !== 'unsupported-protocol'));
      }),
      { numRuns: cases(500) },
    );
  });
});
