import assert from 'node:assert/strict';
import { AppError } from '../../../../src/core/appError.ts';
import { JobHarness, testJob } from '../../../support/fakes/jobs.ts';
import { testResponse } from '../../../support/fakes/response.ts';

describe('analysis jobs, where something is not as it should be,', () => {
  it('take no result that was cut short, and none that is no JSON, for ready', async () => {
    const harness = new JobHarness();
    let isCut = false;
    harness.intercept = (request) => {
      if (request.method === 'POST' || isCut || harness.clock.now() < 1_700_000_003_000) return undefined;
      isCut = true;
      return { ...harness.answer(request), truncated: true };
    };
    const queue = await harness.create();
    await queue.add([testJob('cut')]);
    await queue.whenIdle();
    assert.deepEqual([isCut, queue.jobs[0]?.state], [true, 'ready']);
    assert.doesNotThrow(() => void JSON.parse(harness.results.get('cut') ?? ''));
    harness.intercept = ({ method }) => (method === 'GET' ? testResponse(200, '<html>Sign in</html>') : undefined);
    await queue.add([testJob('html')]);
    await queue.whenIdle();
    assert.equal(queue.get('id-html')?.state, 'failed');
    assert.equal(harness.results.has('html'), false);
  });

  it('never take another job of the same external id for theirs, resumed or not', async () => {
    const harness = new JobHarness();
    const queue = await harness.create();
    await queue.add([testJob('first', { externalId: 'same' })]);
    await queue.whenIdle();
    await queue.add([testJob('second', { externalId: 'same' })]);
    await queue.whenIdle();
    await queue.resume('id-second');
    await queue.whenIdle();
    assert.equal(queue.get('id-second')?.state, 'failed');
    assert.equal(harness.results.has('second'), false);
  });

  it('need no portfolio where the API has them already', async () => {
    const harness = new JobHarness();
    const gone = (): Promise<never> => Promise.reject(new AppError('file', 'It is gone.'));
    await (await harness.create()).add([testJob('a')]);
    const queue = await harness.create({ bodyOf: gone });
    queue.put([testJob('a', { state: 'submitting' }), testJob('b')]);
    await queue.whenIdle();
    assert.deepEqual(
      queue.jobs.map(({ state }) => state),
      ['ready', 'failed'],
    );
  });

  it('are forgotten without another word', async () => {
    const harness = new JobHarness();
    const queue = await harness.create();
    let release = (): void => undefined;
    harness.intercept = ({ method }) =>
      method === 'GET'
        ? new Promise((_, reject) => {
            release = () => {
              reject(new AppError('cancelled', 'Cancelled.'));
            };
          })
        : undefined;
    await queue.add([testJob('a')]);
    while (queue.get('id-a')?.state !== 'waiting') await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    const written = harness.saved.length;
    const forgetting = queue.forget('id-a');
    release();
    await forgetting;
    assert.equal(queue.get('id-a'), undefined);
    assert.equal(harness.saved.length, written);
  });
});
