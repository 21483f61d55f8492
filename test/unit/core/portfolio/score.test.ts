import assert from 'node:assert/strict';
import { portfolioCases, score } from '../../../support/portfolioCases/score.ts';

describe('portfolio files of many kinds', () => {
  for (const one of portfolioCases)
    it(`${one.kind} ${one.name}: ${one.expected.state}`, async () => {
      const { outcome, actual } = await score(one);
      assert.equal(outcome, 'right', actual);
    });
});
