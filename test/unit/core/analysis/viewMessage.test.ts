import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseWebviewMessage } from '../../../../src/core/analysis/viewMessage.ts';
import { cases } from '../../../support/security/cases.ts';

describe('messages of the result view', () => {
  const good: readonly unknown[] = [
    { kind: 'ready' },
    { kind: 'export', format: 'csv' },
    { kind: 'image', format: 'svg', data: '<svg></svg>' },
    { kind: 'image', format: 'png', data: 'iVBORw0KGgoAAAA=' },
    { kind: 'tolerance', tolerance: 0.5 },
  ];
  for (const message of good)
    it(`takes ${JSON.stringify(message)}`, () => assert.deepEqual(parseWebviewMessage(message), message));

  const bad: readonly unknown[] = [
    undefined,
    'ready',
    [],
    { kind: 'run', command: 'workbench.action.quit' },
    { kind: 'constructor' },
    { kind: '__proto__' },
    { kind: 'export', format: 'exe' },
    { kind: 'export', format: 'csv/../../x' },
    { kind: 'image', format: 'svg', data: '<script>' },
    { kind: 'image', format: 'png', data: 'AAAA' },
    { kind: 'image', format: 'png', data: 'iVBORw0KGgo\nx' },
    { kind: 'image', format: 'svg', data: `<svg${' '.repeat(20_000_000)}` },
    { kind: 'tolerance', tolerance: -1 },
    { kind: 'tolerance', tolerance: NaN },
    { kind: 'tolerance', tolerance: '0.5' },
  ];
  for (const message of bad)
    it(`refuses ${JSON.stringify([message]).slice(0, 60)}`, () =>
      assert.equal(parseWebviewMessage(message), undefined));

  it('adds nothing that came with a message', () => {
    assert.deepEqual(parseWebviewMessage({ kind: 'export', format: 'csv', path: '/etc/passwd' }), {
      kind: 'export',
      format: 'csv',
    });
  });

  it('refuses anything else', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        assert.equal(parseWebviewMessage(value), undefined);
      }),
      { numRuns: cases(300) },
    );
  });
});
