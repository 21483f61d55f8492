import assert from 'node:assert/strict';
import type { Exchange } from '../../../../src/core/run/exchange.ts';
import type { PollProgress } from '../../../../src/core/http/poll.ts';
import { withTags } from '../../../../src/core/run/runAll.ts';
import { directives } from '../../../../src/core/directives/directives.ts';
import { parseMatter } from '../../../../src/core/syntax/parse.ts';
import { systemClock } from '../../../../src/node/systemClock.ts';
import { RunHarness } from '../../../support/servers/runHarness.ts';

const harness = new RunHarness();
const countOf = (line: string): number => harness.seen.filter((one) => one === line).length;

// One entry for each directive of the format; the last test equates the two lists.
const tests: Readonly<Record<string, () => Promise<void>>> = {
  async name() {
    const { send, memory } = harness.create('### title\n# @name chosen\nGET /');
    await send('chosen');
    assert.deepEqual([...memory.exchanges.keys()], ['chosen']);
  },

  async account() {
    const client = { origin: harness.other, transport: harness.transport, plainTransport: harness.transport };
    const labels: string[] = [];
    const clientOf = (label: string): Promise<typeof client> => {
      labels.push(label);
      return Promise.resolve(client);
    };
    await harness.echoOf('# @account Fund team\nGET /by-account', { clientOf });
    assert.deepEqual([labels, harness.seenElsewhere.at(-1)], [['Fund team'], 'GET /by-account']);
  },

  async 'no-auth'() {
    const refusing = { send: () => Promise.reject(new Error('with the token')) };
    const client = { origin: harness.origin, transport: refusing, plainTransport: harness.transport };
    assert.equal((await harness.echoOf('# @no-auth\nGET /open', { client })).path, '/open');
    await assert.rejects(harness.echoOf('GET /', { client }), /with the token/);
  },

  async poll() {
    let asked = 0;
    const polled = {
      send: () => harness.transport.send({ method: 'GET', url: statusUrl(++asked < 3 ? 202 : 201), headers: [] }),
    };
    const client = { origin: harness.origin, transport: polled, plainTransport: polled };
    const { tree, runner, clock } = harness.create('# @poll every=1s until=status == 201\nGET /', { client });
    const progress: PollProgress[] = [];
    const start = clock.now();
    const exchange = await runner.run(tree.requests[0]!, { onProgress: (_node, one) => void progress.push(one) });
    assert.deepEqual([exchange.response.status, exchange.attempts, clock.now() - start], [201, 3, 2000]);
    assert.deepEqual(progress, [
      { attempt: 1, status: 202, elapsedMs: 0, nextInMs: 1000 },
      { attempt: 2, status: 202, elapsedMs: 1000, nextInMs: 1000 },
    ]);
  },

  async assert() {
    const { assertions } = await sent('# @assert status == 200\n# @assert body.$.method == POST\nGET /');
    assert.deepEqual(
      assertions.map(({ condition, passed, actual }) => [condition, passed, actual]),
      [
        ['status == 200', true, '200'],
        ['body.$.method == POST', false, '"GET"'],
      ],
    );
  },

  async capture() {
    const { send, memory } = harness.create(
      '### a\n# @capture v = body.$.method\n# @capture n = status\n# @capture h = header x-list\nPUT /\n### b\nGET /{{v}}/{{n}}/{{h}}',
    );
    await send('a');
    const values = [...memory.captured].map(([name, { value }]) => [name, value]);
    assert.deepEqual(Object.fromEntries(values), { v: 'PUT', n: 200, h: 'a' });
    await send('b');
    assert.equal(harness.seen.at(-1), 'GET /PUT/200/a');
  },

  async portfolio() {
    harness.write('requests/fund.csv', 'Paper;Part in %\nUS0378331005;12,3\nUS5949181045;6\n');
    harness.write('requests/bad.csv', 'ISIN,Weight\nUS0378331006,0.5\n,0.1\n');
    const asked = '# @portfolio fund.csv id=A weight="Part in %" scale=percent\nPOST /';
    const { body, headers } = await harness.echoOf(asked);
    assert.deepEqual(JSON.parse(body), {
      holdings: [
        { id_value: 'US0378331005', weight: 0.123 },
        { id_value: 'US5949181045', weight: 0.06 },
      ],
      default_id_scheme: 'ISIN',
    });
    assert.equal(headers['content-type'], 'application/json');
    const before = harness.seen.length;
    await assert.rejects(harness.echoOf('# @portfolio bad.csv\nPOST /'), {
      code: 'file',
      message: /^2:14: bad\.csv:2: error: .* wrong check digits .*And 1 more.* Nothing was sent\.$/,
    });
    await assert.rejects(harness.echoOf('# @portfolio ../outside.txt\nPOST /'), { code: 'file' });
    await assert.rejects(harness.echoOf('# @portfolio none.csv\nPOST /'), { code: 'file', message: /Check the path/ });
    assert.equal(harness.seen.length, before);
  },

  async prompt() {
    const asked: unknown[] = [];
    const ask = (prompt: unknown): Promise<string> => {
      asked.push(prompt);
      return Promise.resolve('x');
    };
    const text = '### a\n# @prompt fund The fund\nGET /{{fund}}\n### b\n# @prompt fund\nGET /{{fund}}/b';
    const { send } = harness.create(text, { prompt: ask });
    await Promise.all([send('a'), send('b')]); // once a run, though two ask at the same time
    assert.deepEqual(asked, [{ name: 'fund', label: 'The fund', isSecret: false }]);
    assert.equal(countOf('GET /x/b'), 1);
  },

  async 'secret-prompt'() {
    const ask = (prompt: { readonly isSecret: boolean }): Promise<string> => Promise.resolve(String(prompt.isSecret));
    assert.equal((await harness.echoOf('# @secret-prompt key\nGET /{{key}}', { prompt: ask })).path, '/true');
  },

  async timeout() {
    await assert.rejects(harness.echoOf('# @timeout 100ms\nGET /slow', { clock: systemClock }), { code: 'timeout' });
  },

  async 'no-redirect'() {
    const { response, redirects } = await sent('# @no-redirect\nGET /redirect/302?to=/b');
    assert.deepEqual([response.status, redirects], [302, []]);
  },

  async retry() {
    const { send, clock } = harness.create(
      '### a\n# @retry count=2\nGET /drop\n### b\n# @retry count=2\nPOST /drop',
      harness.unconnected(),
    );
    const start = clock.now();
    await assert.rejects(send('a'), { code: 'unreachable' });
    assert.deepEqual([countOf('GET /drop'), clock.now() - start], [3, 3000]);
    await assert.rejects(send('b'), { code: 'unreachable' });
    assert.equal(countOf('POST /drop'), 1); // sending that twice may do twice what it does
    const busy = harness.create('### a\n# @retry count=1\nGET /status/503');
    assert.deepEqual([(await busy.send('a')).response.status, countOf('GET /status/503')], [503, 2]);
  },

  async note() {
    const count = harness.seen.length;
    const notes: string[] = [];
    const confirm = (note: string): Promise<boolean> => {
      notes.push(note);
      return Promise.resolve(false);
    };
    await assert.rejects(harness.echoOf('# @note Really?\nGET /', { confirmSend: confirm }), { code: 'cancelled' });
    assert.deepEqual([harness.seen.length, notes], [count, ['Really?']]);
  },

  tag() {
    const tree = parseMatter('### a\n# @tag smoke, slow\nGET /a\n### b\n# @tag nightly\nGET /b\n### c\nGET /c');
    const names = (...tags: readonly string[]): readonly unknown[] =>
      withTags(tree, tree.requests, tags).map(({ name }) => name);
    assert.deepEqual([names('slow'), names('smoke', 'nightly'), names()], [['a'], ['a', 'b'], ['a', 'b', 'c']]);
    return Promise.resolve();
  },

  async depends() {
    const { send } = harness.create('### a\nGET /first\n### b\n# @depends a\nGET /second');
    await send('b');
    assert.deepEqual(harness.seen.slice(-2), ['GET /first', 'GET /second']);
    const lost = harness.create('### b\n# @depends none\nGET /third');
    await assert.rejects(lost.send('b'), { code: 'unresolved', message: /3:1: no request is named "none"/ });
  },
};

function statusUrl(status: number): URL {
  return new URL(`${harness.origin}/status/${status}`);
}

function sent(text: string): Promise<Exchange> {
  return harness.create(`### a\n${text}`).send('a');
}

describe('directives, at a real server', () => {
  before(() => harness.start());
  after(() => {
    harness.stop();
  });

  for (const [word, test] of Object.entries(tests)) it(`@${word}`, test);

  it('are all of the format', () => {
    assert.deepEqual(Object.keys(tests).sort(), [...directives.keys()].sort());
  });
});

describe('cancelling', () => {
  it('ends a request that nobody answers, and a pause of a poll of an hour', async () => {
    const own = new RunHarness();
    await own.start();
    try {
      for (const text of ['GET /slow', '# @poll every=1h timeout=2h\nGET /status/202']) {
        const { tree, runner } = own.create(text, { clock: systemClock });
        const controller = new AbortController();
        const running = runner.run(tree.requests[0]!, { signal: controller.signal });
        setTimeout(() => {
          controller.abort();
        }, 100);
        await assert.rejects(running, { code: 'cancelled' });
      }
    } finally {
      own.stop();
    }
  });

  // Found by the fuzz of request files.
  for (const word of ['__proto__', 'constructor', 'toString'])
    it(`of the name @${word} are unknown, and no bug`, async () => {
      const own = new RunHarness();
      await own.start();
      try {
        const { send } = own.create(`### a\n# @${word}\nGET /\n`);
        const { response } = await send('a').catch(() => ({ response: { status: 0 } }));
        assert.ok([0, 200].includes(response.status));
      } finally {
        own.stop();
      }
    });
});
