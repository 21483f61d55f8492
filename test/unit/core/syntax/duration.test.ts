import assert from 'node:assert/strict';
import { durationMs } from '../../../../src/core/syntax/duration.ts';

describe('durationMs', () => {
  const times: readonly (readonly [string, number | undefined])[] = [
    ['500ms', 500],
    [' 2s ', 2000],
    ['1.1s', 1100],
    ['1.5ms', 2], // a timer takes whole milliseconds only
    ['0ms', 0],
    ['596h', 2_145_600_000],
    ['597h', undefined], // a timer that long would end at once
    ['999999h', undefined],
    ['1d', undefined],
    ['-1s', undefined],
    ['', undefined],
  ];
  for (const [text, ms] of times)
    it(`takes "${text}" as ${ms}`, () => {
      assert.equal(durationMs(text), ms);
    });
});
