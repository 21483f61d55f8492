import assert from 'node:assert/strict';
import { isExternalId, newExternalId, parseJob } from '../../../../src/core/analysis/analysisJob.ts';
import { testJob } from '../../../support/fakes/jobs.ts';

describe('what is remembered of analysis jobs', () => {
  it('has readable, unique external ids of the allowed characters', () => {
    const id = newExternalId('Fonds für Ökologie (Q3)', Date.UTC(2026, 5, 30), '0f8e4c1a-1111-2222-3333-444455556666');
    assert.equal(id, 'Fonds-fur-Okologie-Q3-20260630-0f8e4c1a');
    assert.ok(isExternalId(id));
    assert.ok(isExternalId(newExternalId('基金', 0, 'abcdefgh')));
    for (const bad of ['', 'a b', 'a/b', 'ä', 'x'.repeat(101)]) assert.ok(!isExternalId(bad));
  });

  it('is read back only where it is whole', () => {
    const mapping = {
      scale: 'basis points',
      weightsFrom: 'MV',
      table: 2,
      decimalMark: ',',
      hiddenRows: 'send',
    } as const;
    const job = { ...testJob('a'), mapping };
    assert.deepEqual(parseJob(JSON.parse(JSON.stringify(job))), job);
    for (const bad of [undefined, null, 1, {}, { ...job, version: 2 }, { ...job, state: 'x' }, { ...job, origin: 1 }])
      assert.equal(parseJob(bad), undefined);
  });
});
