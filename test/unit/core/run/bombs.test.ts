import assert from 'node:assert/strict';
import { RunHarness } from '../../../support/servers/runHarness.ts';

describe('variables', () => {
  const harness = new RunHarness();
  before(() => harness.start());
  after(() => {
    harness.stop();
  });

  // Found by the fuzz of request files.
  it('that double each other end in an error, not in the memory', async () => {
    const lines = Array.from({ length: 8 }, (_, at) => `@v${at} = ${`{{v${at + 1}}}`.repeat(16)}`);
    await assert.rejects(harness.create(`${lines.join('\n')}\n@v8 = x\n### a\nPOST /\n\n{{v0}}`).send('a'), {
      code: 'unresolved',
      message: /leads to more than 100000 values/,
    });
  });

  it('with half a character are encoded into a URL', async () => {
    assert.equal((await harness.echoOf('GET /{{%v}}', {}, { v: 'a\ud800' })).path, '/a%EF%BF%BD');
  });
});
