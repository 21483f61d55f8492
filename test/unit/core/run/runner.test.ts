import assert from 'node:assert/strict';
import type { Header, HttpRequest, HttpResponse } from '../../../../src/core/http/httpMessage.ts';
import type { Transport } from '../../../../src/core/http/transport.ts';
import { Runner } from '../../../../src/core/run/runner.ts';
import { parseMatter } from '../../../../src/core/syntax/parse.ts';
import { problemLimit } from '../../../../src/core/syntax/problems.ts';
import type { MatterTree } from '../../../../src/core/syntax/tree.ts';
import { ManualClock } from '../../../support/fakes/manualClock.ts';
import { runnerPorts } from '../../../support/fakes/runnerPorts.ts';
import { testResponse } from '../../../support/fakes/response.ts';

type Answer = readonly [status: number, body?: string, headers?: readonly Header[]];

function setUp(
  text: string,
  answers: readonly Answer[] = [],
): {
  readonly sent: HttpRequest[];
  readonly send: (name: string) => Promise<HttpResponse>;
  readonly clock: ManualClock;
  readonly tree: MatterTree;
  readonly runner: Runner;
} {
  const sent: HttpRequest[] = [];
  const clock = new ManualClock(1_700_000_000_000);
  const transport: Transport = {
    send(request) {
      const [status, body = '', headers = []] = answers[sent.length] ?? [200];
      sent.push(request);
      return Promise.resolve(testResponse(status, body, headers));
    },
  };
  const tree = parseMatter(text);
  const runner = new Runner(
    tree,
    runnerPorts({ origin: 'https://api.example.com', transport, plainTransport: transport }, clock),
  );
  const send = async (name: string): Promise<HttpResponse> =>
    (await runner.run(tree.requests.find((request) => request.name === name)!)).response;
  return { sent, send, clock, tree, runner };
}

describe('Runner', () => {
  it('fills in variables, forward, nested and encoded, and built-ins', async () => {
    const { sent, send } = setUp(
      '### a\nGET /{{x}}?q={{%y}}&u={{$uuid}}&t={{$timestamp 1 m}}\nH: \\{\\{{{x}}\n\n@x = {{y}}!\n###\n@x = {{y}}!\n@y = a b\n',
    );
    await send('a');
    assert.equal(sent[0]?.url.href, 'https://api.example.com/a%20b!?q=a%20b&u=uuid&t=1700000060');
    assert.deepEqual(sent[0].headers, [['H', '{{a b!']]);
  });

  it('sends a named request first, once, and reads its response by JSONPath', async () => {
    const text =
      '### one\nGET /1\n### two\nGET /{{one.response.body.$.id}}/{{one.response.status}}/{{one.response.headers.X-A}}';
    const { sent, send } = setUp(text, [[201, '{"id":"{{no}}"}', [['x-a', 'h']]]]);
    await send('two');
    assert.deepEqual(
      sent.map(({ url }) => url.pathname),
      ['/1', '/%7B%7Bno%7D%7D/201/h'],
    ); // a value is never scanned again
    await send('two');
    assert.equal(sent.length, 3);
  });

  const unresolved: readonly (readonly [string, RegExp])[] = [
    ['### a\nGET /{{x}}', /^2:6: .*\{\{x\}\} has no value/],
    ['@x = {{y}}\n@y = {{x}}\n### a\nGET /{{x}}', /refers to itself: x > y > x/],
    ['### a\nGET /{{b.response.status}}', /no request is named "b"/],
    ['### a\nGET /{{a.response.status}}', /wait for each other/],
    ['### a\nGET /{{toString}}', /has no value/],
    ['### a\nGET /{{$nope}}', /has no value/],
  ];
  for (const [text, message] of unresolved) {
    it(`sends nothing for ${JSON.stringify(text)}`, async () => {
      const { sent, send } = setUp(text);
      await assert.rejects(send('a'), { code: 'unresolved', message });
      assert.equal(sent.length, 0);
    });
  }

  it('takes no first of several matches', async () => {
    const { sent, send } = setUp('### one\nGET /1\n### two\nGET /{{one.response.body.$.*}}', [[200, '[1,2]']]);
    await assert.rejects(send('two'), /matches 2 values/);
    assert.equal(sent.length, 1);
  });

  const invalid = [
    'GET ftp://x/',
    'GET https://u:p@h/',
    '# @poll sometimes\nGET /',
    'GET /\nbad header',
    '# @portfolio fund.csv scale=half\nPOST /',
    '# @portfolio fund.csv table=first\nPOST /',
    '# @portfolio fund.csv weight=A weights-from=B\nPOST /',
    '# @portfolio fund.csv\nPOST /\n\n{}',
  ];
  for (const text of invalid) {
    it(`refuses ${JSON.stringify(text)}`, async () => {
      const { sent, send } = setUp(`### a\n${text}`);
      await assert.rejects(send('a'), { code: 'invalid-request', message: /^\d+:\d+: .* Nothing was sent\.$/ });
      assert.equal(sent.length, 0);
    });
  }

  it('asks and sends nothing for a request with an error, not even what it depends on', async () => {
    const { sent, send } = setUp('### a\nGET /a\n### b\n# @depends a\n# @prompt x\n# @timeout soon\nGET /{{x}}');
    await assert.rejects(send('b'), {
      code: 'invalid-request',
      message: /^6:12: "soon" is not a time.* Nothing was sent\.$/,
    });
    assert.equal(sent.length, 0);
  });

  it('refuses a wrong directive behind any number of unknown ones', async () => {
    const { sent, send } = setUp(`### a\n${'# @nope\n'.repeat(problemLimit + 1)}# @timeout soon\nGET /`);
    await assert.rejects(send('a'), { code: 'invalid-request' });
    assert.equal(sent.length, 0);
  });

  it('means by a name the first request with it, whichever was sent last', async () => {
    const text = '### a\nGET /1\n### a\nGET /2\n### b\nGET /{{a.response.body.$.id}}';
    const { sent, runner, tree } = setUp(text, [
      [200, '{"id":"second"}'],
      [200, '{"id":"first"}'],
    ]);
    for (const index of [1, 2]) await runner.run(tree.requests[index]!);
    assert.deepEqual(
      sent.map(({ url }) => url.pathname),
      ['/2', '/1', '/first'],
    );
  });

  it('means a name given with @name before a title', async () => {
    const { sent, send } = setUp('### a\nGET /title\n### b\n# @name a\nGET /name\n### c\n# @depends a\nGET /c');
    await send('c');
    assert.deepEqual(
      sent.map(({ url }) => url.pathname),
      ['/name', '/c'],
    );
  });

  it('cannot be led to another host by a path', async () => {
    for (const path of ['//evil.example/x', '/@evil.example', '/\\evil.example', '/.evil.example']) {
      const { sent, send } = setUp(`### a\nGET ${path}`);
      await send('a');
      assert.equal(sent[0]?.url.origin, 'https://api.example.com', path);
    }
  });

  it('polls while 202, honours Retry-After, and ends at any other status', async () => {
    const { sent, send, clock } = setUp('### a\n# @poll every=1s timeout=1m\nGET /', [
      [202],
      [429, '', [['Retry-After', '5']]],
      [500],
    ]);
    const start = clock.now();
    assert.equal((await send('a')).status, 500);
    assert.equal(sent.length, 3);
    assert.equal(clock.now() - start, 6000);
  });

  it('gives up polling at its deadline', async () => {
    const { send } = setUp(
      '### a\n# @poll every=10s timeout=25s\nGET /',
      Array.from({ length: 9 }, () => [202] as const),
    );
    await assert.rejects(send('a'), { code: 'timeout' });
  });
});
