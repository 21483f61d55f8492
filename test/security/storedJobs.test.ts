import assert from 'node:assert/strict';
import { parseJob } from '../../src/core/analysis/analysisJob.ts';
import { testJob } from '../support/fakes/jobs.ts';
import { hostile } from '../support/security/threats.ts';

describe('a stored job of which one field is odd', () => {
  const odd: readonly Readonly<Record<string, unknown>>[] = [
    { batch: 5 },
    { id: '../../elsewhere' },
    { id: '' },
    { externalId: 'a/b' },
    { name: null },
    { accountLabel: ['x'] },
    { origin: 'https://a.test/path' },
    { origin: 'javascript:x' },
    { state: 'toString' },
    { createdAt: 1e300 },
    { createdAt: -1 },
    { attempts: 1.5 },
    { submittedAt: 'yesterday' },
    { nextTryAt: {} },
    { message: { length: 1 } },
    { holdings: -1 },
    { source: 1 },
    { mapping: 'x' },
    { mapping: { id: 1 } },
    { mapping: { scale: 'permille' } },
    { mapping: { table: 'one' } },
    { reading: { sheet: 1 } },
    { repairs: [] },
    { repairs: { dropBadRows: 'yes' } },
    { result: 5 },
    { result: { holdingsMatched: 1, metrics: 1 } },
    { bodyHash: 0 },
    { mayExist: 'false' },
    { paths: {} },
    { paths: { create: { method: 'DELETE', target: '/{external_id}' }, result: { target: '/{external_id}' } } },
    { paths: { create: { method: 'POST', target: '/{external_id}' }, result: { target: 'https://a.test/' } } },
  ];
  for (const fields of odd)
    hostile('hostile:editor', `is no job: ${JSON.stringify(fields)}`, () => {
      assert.equal(parseJob({ ...testJob('a'), ...fields }), undefined);
    });
});
