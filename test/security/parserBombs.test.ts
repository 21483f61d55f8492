import assert from 'node:assert/strict';
import { Checker } from '../../src/core/language/check.ts';
import { findReferences } from '../../src/core/syntax/references.ts';
import { parseMatter } from '../../src/core/syntax/parse.ts';
import { shippedContext } from '../support/fakes/api.ts';
import { cpuMs } from '../support/security/cpuTime.ts';
import { threat } from '../support/security/threats.ts';

/** Texts that are slow where a pattern backtracks or a scan starts over; `n`: how long. */
const bombs: Readonly<Record<string, (n: number) => string>> = {
  'braces that never close': (n) => `GET /${'{{'.repeat(n)}`,
  'nested references': (n) => `GET /${'{{a'.repeat(n)}${'}}'.repeat(n)}`,
  'spaces in a header': (n) => `GET /\nX: ${' '.repeat(n)}y\n`,
  'directive marks': (n) => `${'# @'.repeat(n)}\nGET /\n`,
  separators: (n) => '###\n'.repeat(n),
  'variables of one name': (n) => '@a = {{a}}\n'.repeat(n),
  'brackets in a body': (n) => `POST /\nContent-Type: application/json\n\n${'['.repeat(n)}`,
};

/** Of about `size` characters: what a scan that starts over at each brace, or looks beyond its line, is slow with. */
const longLines: Readonly<Record<string, (size: number) => string>> = {
  letters: (size) => `GET /${'a'.repeat(size)}`,
  'braces that never close': (size) => `GET /${'{{'.repeat(size / 2)}`,
  references: (size) => `GET /${'{{a}}'.repeat(size / 5)}`,
  'references in a body': (size) => `POST /\n\n${'{{a}} '.repeat(size / 6)}`,
  'an open brace in each of many lines': (size) => `POST /\n\n${'{{\n'.repeat(size / 3)}`,
};

threat('T30', 'Parser bombs', () => {
  for (const [name, bomb] of Object.entries(bombs))
    it(`takes a time that grows with the size only: ${name}`, async () => {
      const context = await shippedContext();
      const timeOf = (n: number): number => {
        const text = bomb(n);
        return cpuMs(() => new Checker().check(parseMatter(text), context));
      };
      timeOf(1000);
      const small = Math.max(5, timeOf(10_000));
      // Ten times the size: a quadratic scan would need a hundred times as long.
      assert.ok(timeOf(100_000) < small * 60, `${small} ms for a tenth`);
    });
  for (const [name, text] of Object.entries(longLines))
    it(`takes 1 MB in one line, or in short ones: ${name}`, () => {
      const timeOf = (size: number): number => {
        const written = text(size);
        return cpuMs(() => {
          parseMatter(written).blocks.forEach((block) => block.references);
          findReferences(written);
        });
      };
      timeOf(10_000);
      const small = timeOf(100_000);
      const large = timeOf(1_000_000);
      assert.ok(large < Math.max(300, small * 40), `${large} ms, and ${small} ms for a tenth`);
    });
});
