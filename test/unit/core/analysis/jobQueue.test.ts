import assert from 'node:assert/strict';
import type { AnalysisJob } from '../../../../src/core/analysis/analysisJob.ts';
import { AppError } from '../../../../src/core/appError.ts';
import { JobHarness, testJob, token } from '../../../support/fakes/jobs.ts';
import { testResponse } from '../../../support/fakes/response.ts';

describe('analysis jobs', () => {
  it('go from queued to ready, each step written down before the request leaves', async () => {
    const harness = new JobHarness();
    const queue = await harness.create();
    const states: string[] = [];
    queue.onDidChange(({ state }) => states.push(state));
    harness.intercept = ({ method }) => {
      if (method === 'POST') assert.equal(harness.saved.at(-1), 'a submitting');
      return undefined;
    };
    await queue.add([testJob('a')]);
    await queue.whenIdle();
    assert.deepEqual([...new Set(states)], ['queued', 'submitting', 'waiting', 'ready']);
    const job = queue.get('id-a');
    assert.deepEqual([job?.state, job?.holdings, job?.result?.metrics, job?.message], ['ready', 1, 12, undefined]);
    assert.equal(job?.attempts, harness.requests.length - 1);
    assert.match(harness.results.get('a') ?? '', /"sample_data":true/);
  });

  it('ask often at first, then after a tenth of the time, and soon enough', async () => {
    for (const readyAfterMs of [100, 3300, 60_000, 1_200_000]) {
      const harness = new JobHarness();
      harness.readyAfterMs = readyAfterMs;
      const queue = await harness.create();
      const startedAt = harness.clock.now();
      await queue.add([testJob('a')]);
      await queue.whenIdle();
      const tookMs = harness.clock.now() - startedAt;
      assert.ok(tookMs <= readyAfterMs * 1.11 + 500, `${readyAfterMs}: ${tookMs}`);
      assert.ok(harness.requests.length < 90, String(harness.requests.length));
    }
  });

  it('wait as Retry-After says, of the question and of the job', async () => {
    const harness = new JobHarness();
    const queue = await harness.create();
    let refused = false;
    harness.intercept = ({ method }) => {
      if (method !== 'POST' || refused) return undefined;
      refused = true;
      return testResponse(429, '', [['Retry-After', '7']]);
    };
    const startedAt = harness.clock.now();
    await queue.add([testJob('sbx-429-a')]);
    await queue.whenIdle();
    assert.equal(queue.jobs[0]?.state, 'ready');
    assert.equal(harness.posts.length, 2);
    assert.ok(harness.clock.now() - startedAt >= 9000);
  });

  it('come through a rate limit, each once', async () => {
    const harness = new JobHarness();
    const queue = await harness.create();
    let left = 100;
    harness.intercept = ({ method }) =>
      method === 'POST' && left-- > 0 ? testResponse(429, '', [['Retry-After', '1']]) : undefined;
    await queue.add(Array.from({ length: 10 }, (_, at) => testJob(`j${at}`)));
    await queue.whenIdle();
    assert.ok(queue.jobs.every(({ state }) => state === 'ready'));
    assert.equal(harness.state.jobs.size, 10);
    assert.equal(harness.posts.length, 110);
  });

  const network = new AppError('unreachable', 'The server cannot be reached.');
  const lost: readonly (readonly [string, (harness: JobHarness) => JobHarness['intercept'], number])[] = [
    [
      'the answer to the POST is lost: the API is asked, and has it',
      (harness) => {
        let isLost = false;
        return (request) => {
          if (request.method !== 'POST' || isLost) return undefined;
          isLost = true;
          harness.answer(request);
          return Promise.reject(network);
        };
      },
      1,
    ],
    [
      'the POST is lost on its way: the API does not have it, and it is sent again',
      () => {
        let isLost = false;
        return ({ method }) => {
          if (method !== 'POST' || isLost) return undefined;
          isLost = true;
          return Promise.reject(network);
        };
      },
      2,
    ],
    [
      'a gateway answers 502 though the job was made',
      (harness) => {
        let isLost = false;
        return (request) => {
          if (request.method !== 'POST' || isLost) return undefined;
          isLost = true;
          harness.answer(request);
          return testResponse(502, '');
        };
      },
      1,
    ],
    [
      'the network is gone for a while as it waits',
      () => {
        let left = 5;
        return ({ method }) => (method === 'GET' && left-- > 0 ? Promise.reject(network) : undefined);
      },
      1,
    ],
  ];
  for (const [name, intercept, posts] of lost) {
    it(`are made once: ${name}`, async () => {
      const harness = new JobHarness();
      harness.intercept = intercept(harness);
      const queue = await harness.create();
      await queue.add([testJob('a')]);
      await queue.whenIdle();
      assert.equal(queue.jobs[0]?.state, 'ready', queue.jobs[0]?.message);
      assert.equal(harness.posts.length, posts);
      assert.equal(harness.state.jobs.size, 1);
    });
  }

  it('go on where a crash left them', async () => {
    const harness = new JobHarness();
    const first = await harness.create();
    harness.intercept = (request) => (request.method === 'GET' ? new Promise(() => undefined) : undefined);
    await first.add([testJob('made')]);
    while (first.get('id-made')?.state !== 'waiting') await new Promise((resolve) => setImmediate(resolve));
    first.dispose();
    harness.intercept = () => undefined;
    const second = await harness.create();
    const waiting = first.get('id-made')!;
    second.put([
      waiting,
      testJob('unsure', { state: 'submitting' }),
      { ...waiting, id: 'x', name: 'x', submittedAt: 1, state: 'ready' },
    ]);
    await second.whenIdle();
    assert.deepEqual(
      second.jobs.map(({ name, state }) => [name, state]),
      [
        ['made', 'ready'],
        ['unsure', 'ready'],
        ['x', 'ready'],
      ],
    );
    assert.deepEqual(harness.posts, ['?external_id=made', '?external_id=unsure']);
  });

  const ends: readonly (readonly [string, Partial<AnalysisJob>, JobHarness['intercept'], string, RegExp])[] = [
    ['a 500 of the result', { externalId: 'sbx-fail-1' }, () => undefined, 'failed', /answered 500: This job fails/],
    ['a 422 of the POST', { externalId: 'a.b' }, () => undefined, 'failed', /answered 422: external_id: letters/],
    [
      'no result path',
      {},
      ({ method }) => (method === 'GET' ? testResponse(404, '') : undefined),
      'failed',
      /inferred, not documented.*matter\.apiDescription/,
    ],
    [
      'a result path that takes no GET',
      {},
      ({ method }) => (method === 'GET' ? testResponse(405, '') : undefined),
      'failed',
      /inferred/,
    ],
    [
      'an external id that was used',
      { externalId: 'used' },
      () => testResponse(409, '{"message":"used"}'),
      'failed',
      /answered 409: used/,
    ],
    [
      'a result that never comes',
      {},
      ({ method }) => (method === 'GET' ? testResponse(202, '') : undefined),
      'timed-out',
      /Resume to wait on/,
    ],
  ];
  for (const [name, more, intercept, state, message] of ends) {
    it(`end and say why: ${name}`, async () => {
      const harness = new JobHarness();
      harness.intercept = intercept;
      const queue = await harness.create();
      await queue.add([testJob('a', more)]);
      await queue.whenIdle();
      assert.equal(queue.jobs[0]?.state, state);
      assert.match(queue.jobs[0].message ?? '', message);
      assert.ok(harness.saved.includes(`a ${state}`));
    });
  }

  it('stop and resume without a second POST', async () => {
    const harness = new JobHarness();
    const queue = await harness.create();
    let release: () => void = () => undefined;
    harness.intercept = ({ method }) =>
      method === 'GET'
        ? new Promise((_, reject) => (release = () => reject(new AppError('cancelled', 'Cancelled.'))))
        : undefined;
    await queue.add([testJob('a')]);
    while (queue.get('id-a')?.state !== 'waiting') await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    const stopping = queue.stop('id-a');
    release();
    await stopping;
    assert.equal(queue.get('id-a')?.state, 'stopped');
    harness.intercept = () => undefined;
    await queue.resume('id-a');
    await queue.whenIdle();
    assert.equal(queue.get('id-a')?.state, 'ready');
    assert.equal(harness.posts.length, 1);
  });

  it('run a few at a time, oldest first', async () => {
    const harness = new JobHarness();
    let [now, most] = [0, 0];
    const queue = await harness.create({
      concurrency: 3,
      claim: () => {
        most = Math.max(most, ++now);
        return Promise.resolve({ dispose: () => now-- });
      },
    });
    await queue.add(Array.from({ length: 20 }, (_, at) => testJob(`j${at}`)));
    await queue.whenIdle();
    assert.equal(most, 3);
    assert.equal(new Set(harness.posts).size, 20);
    assert.equal(harness.posts[0], '?external_id=j0');
  });

  it('leave what another program works on, and take it over when that is gone', async () => {
    const harness = new JobHarness();
    let isOther = true;
    const queue = await harness.create({
      claim: () => Promise.resolve(isOther ? undefined : { dispose: () => undefined }),
    });
    await queue.add([testJob('a')]);
    await queue.whenIdle();
    assert.equal(harness.requests.length, 0);
    isOther = false;
    queue.takeOver();
    await queue.whenIdle();
    assert.equal(queue.jobs[0]?.state, 'ready');
  });

  it('are not sent where they cannot be written down', async () => {
    const harness = new JobHarness();
    const save = ({ state }: AnalysisJob): Promise<void> =>
      state === 'queued' ? Promise.resolve() : Promise.reject(new AppError('file', 'The disk is full.'));
    const saveResult = (): Promise<never> => Promise.reject(new Error('unreachable'));
    const queue = await harness.create({ store: { save, saveResult } });
    await queue.add([testJob('a')]);
    await queue.whenIdle();
    assert.equal(harness.requests.length, 0);
    assert.deepEqual([queue.jobs[0]?.state, queue.jobs[0]?.message], ['failed', 'The disk is full.']);
  });

  it('keep no token that the API repeats in a message', async () => {
    const harness = new JobHarness();
    harness.intercept = () => testResponse(400, JSON.stringify({ message: `bad token ${token}` }));
    const queue = await harness.create();
    await queue.add([testJob('a')]);
    await queue.whenIdle();
    assert.match(queue.jobs[0]?.message ?? '', /answered 400: bad token ••••••/);
  });
});
