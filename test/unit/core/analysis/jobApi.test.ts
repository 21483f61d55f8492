import assert from 'node:assert/strict';
import { createJobApi, pathsOf, requestsOf } from '../../../../src/core/analysis/jobApi.ts';
import { AppError } from '../../../../src/core/appError.ts';
import { shippedApi } from '../../../support/fakes/api.ts';
import { JobHarness, testJob, testOrigin } from '../../../support/fakes/jobs.ts';
import { testResponse } from '../../../support/fakes/response.ts';

describe('the requests of jobs', () => {
  it('go where the API description has them', async () => {
    const shipped = await shippedApi();
    const corrected = shipped.operations.map((operation) =>
      operation.id === 'getAnalysisResults'
        ? { ...operation, path: '/partner-api/v1/analysis/jobs/{external_id}/results', parameters: [] }
        : operation,
    );
    const api = createJobApi({ ...shipped, operations: corrected }, testOrigin);
    assert.equal(api.result('a_b').url.href, `${testOrigin}/partner-api/v1/analysis/jobs/a_b/results`);
    assert.equal(api.create('a', '{}').url.href, `${testOrigin}/partner-api/v1/analysis/jobs?external_id=a`);
    assert.throws(() => createJobApi({ ...shipped, operations: [] }, testOrigin), { code: 'description-invalid' });
  });

  it('ask with GET only, whatever a description says', async () => {
    const shipped = await shippedApi();
    const withMethod = (id: string, method: string): typeof shipped => ({
      ...shipped,
      operations: shipped.operations.map((one) => (one.id === id ? { ...one, method } : one)),
    });
    for (const method of ['DELETE', 'POST', 'PUT', 'PATCH', 'HEAD'])
      assert.throws(() => pathsOf(withMethod('getAnalysisResults', method)), { code: 'description-invalid' });
    for (const method of ['DELETE', 'GET', 'PATCH'])
      assert.throws(() => pathsOf(withMethod('createAnalysisJob', method)), { code: 'description-invalid' });
  });

  it('keep the paths that they were made with', async () => {
    const own = {
      create: { method: 'POST', target: '/own?external_id={external_id}' },
      result: { target: '/own/{external_id}', isInferred: false },
    } as const;
    const harness = new JobHarness();
    harness.intercept = () => testResponse(200, '{}');
    let asked = 0;
    const queue = await harness.create({
      newPaths: () => {
        asked++;
        return Promise.resolve(own);
      },
      apiOf: ({ paths, origin }) => Promise.resolve(requestsOf(paths ?? assert.fail(), origin)),
    });
    await queue.add([testJob('a'), testJob('b')]);
    await queue.whenIdle();
    assert.equal(asked, 1);
    assert.deepEqual(
      queue.jobs.map(({ paths }) => paths),
      [own, own],
    );
    assert.deepEqual(
      [...new Set(harness.requests.map(({ method, url }) => `${method} ${url.pathname}${url.search}`))].sort(),
      ['GET /own/a', 'GET /own/b', 'POST /own?external_id=a', 'POST /own?external_id=b'],
    );
  });

  it('are not made where the user refuses their paths', async () => {
    const harness = new JobHarness();
    const queue = await harness.create({ newPaths: () => Promise.reject(new AppError('cancelled', 'Not sent.')) });
    await assert.rejects(queue.add([testJob('a')]), { code: 'cancelled' });
    assert.deepEqual([queue.jobs, harness.saved, harness.requests], [[], [], []]);
  });
});
