import assert from 'node:assert/strict';
import { runAll, type Outcome, type RunAllOptions } from '../../../../src/core/run/runAll.ts';
import { RunHarness } from '../../../support/servers/runHarness.ts';

describe('running many, at a real server', () => {
  const harness = new RunHarness();
  before(() => harness.start());
  after(() => {
    harness.stop();
  });

  /** The kind of each outcome, by the request's name. */
  async function runText(
    text: string,
    options: Partial<RunAllOptions> = {},
  ): Promise<Readonly<Record<string, string>>> {
    harness.seen.length = 0;
    const { tree, runner } = harness.create(text, harness.unconnected());
    const outcomes: Outcome[] = [];
    const onOutcome = (outcome: Outcome): void => void outcomes.push(outcome);
    await runAll(runner, tree.requests, { parallel: 1, bail: false, onOutcome, ...options });
    assert.equal(outcomes.length, tree.requests.length); // each request has one outcome
    return Object.fromEntries(outcomes.map(({ request, kind }) => [request.name ?? '', kind] as const));
  }

  for (const parallel of [1, 4]) {
    describe(`${parallel} at a time`, () => {
      it('sends each once, dependencies first, and skips what needs a failed one', async () => {
        const text =
          '### a\n# @name a\nGET /status/500\n### b\n# @depends a\nGET /b\n### c\nGET /c?{{d.response.status}}\n### d\n# @name d\nGET /d\n### e\nGET /{{none}}';
        const kinds = await runText(text, { parallel });
        assert.deepEqual(kinds, { a: 'failed', b: 'skipped', c: 'passed', d: 'passed', e: 'error' });
        assert.deepEqual(harness.seen.toSorted(), ['GET /c?200', 'GET /d', 'GET /status/500']);
      });

      it('asks one that hangs up once, whoever needs it', async () => {
        const text = '### b\n# @depends a\nGET /b\n### a\nGET /drop\n### c\n# @depends a\nGET /c\n### d\nGET /d';
        const kinds = await runText(text, { parallel });
        assert.deepEqual(kinds, { a: 'error', b: 'skipped', c: 'skipped', d: 'passed' });
        assert.deepEqual(harness.seen.toSorted(), ['GET /d', 'GET /drop']);
      });

      it('ends where requests wait for each other', async () => {
        const text =
          '### a\n# @depends b\nGET /a\n### b\n# @depends c\nGET /b\n### c\n# @depends a\nGET /c\n### d\nGET /d';
        const kinds = await runText(text, { parallel });
        assert.deepEqual(Object.values(kinds).toSorted(), ['error', 'passed', 'skipped', 'skipped']);
        assert.deepEqual(harness.seen, ['GET /d']);
      });
    });
  }

  it('ends at the first failure with --bail', async () => {
    const kinds = await runText('### a\nGET /a\n### b\nGET /status/400\n### c\nGET /c', { bail: true });
    assert.deepEqual(kinds, { a: 'passed', b: 'failed', c: 'skipped' });
  });

  it('has no more under way than asked for', async () => {
    let [now, most] = [0, 0];
    const { tree, runner } = harness.create(
      Array.from({ length: 20 }, (_, index) => `### r${index}\nGET /`).join('\n'),
    );
    const onStart = (): void => {
      most = Math.max(most, ++now);
    };
    const onOutcome = (): void => {
      now--;
    };
    await runAll(runner, tree.requests, { parallel: 3, bail: false, onStart, onOutcome });
    assert.equal(most, 3);
  });
});
