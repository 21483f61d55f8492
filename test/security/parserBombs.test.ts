import assert from 'node:assert/strict';
import { Checker } from '../../src/core/language/check.ts';
import { parseMatter } from '../../src/core/syntax/parse.ts';
import { shippedContext } from '../support/api.ts';
import { threat } from '../support/threats.ts';

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

threat('T30', 'Parser bombs', () => {
  for (const [name, bomb] of Object.entries(bombs))
    it(`takes a time that grows with the size only: ${name}`, async () => {
      const context = await shippedContext();
      const timeOf = (n: number): number => {
        const text = bomb(n);
        const startedAt = performance.now();
        new Checker().check(parseMatter(text), context);
        return performance.now() - startedAt;
      };
      timeOf(1000);
      const small = Math.max(5, timeOf(10_000));
      // Ten times the size: a quadratic scan would need a hundred times as long.
      assert.ok(timeOf(100_000) < small * 60, `${small} ms for a tenth`);
    });
});
