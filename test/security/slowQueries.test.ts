import assert from 'node:assert/strict';
import { prettyJson } from '../../src/core/http/prettyJson.ts';
import { isPlainPath, loadJsonQuery } from '../../src/core/http/jsonPath.ts';
import { queryBytes } from '../../src/node/queryThread.ts';
import { threat } from '../support/security/threats.ts';
import { startRecordingServer } from '../support/servers/recordingServer.ts';
import { RunHarness } from '../support/servers/runHarness.ts';

// T30: a path or a pattern of a file, a response of a server: neither can hold up whoever looks into the other.

const nested = (depth: number): string => `${'[1,'.repeat(depth)}1${']'.repeat(depth)}`;
const flat = JSON.stringify({ a: Array.from({ length: 3000 }, () => 'a'.repeat(40)), b: nested(0) });
const deep = `{"a":${'['.repeat(8000)}${']'.repeat(8000)}}`;

threat('T30', 'Slow queries and patterns', function () {
  const harness = new RunHarness();
  let origin = '';
  let server: Awaited<ReturnType<typeof startRecordingServer>>;
  before(async () => {
    await harness.start();
    server = await startRecordingServer(({ path }) => ({ status: 200, body: path === '/deep' ? deep : flat }));
    ({ origin } = server);
  });
  after(async () => {
    harness.stop();
    await server.stop();
  });

  /** Each where it answers, or is refused by name; what hangs runs into the limit of the test. */
  const slow: readonly string[] = [
    String.raw`$.a[?search(@, '(a+)+b')]`,
    String.raw`$.a[?match(@, '(a|a)*b')]`,
    String.raw`$.a[?match(@, '(a*)*c')]`,
    String.raw`$.a[?search(@, '(.*)*x')]`,
    '$..[?count($..*) > count($..[?count($..*) > 1])]',
    '$..[?count($..[?count($..[?count($..*) > 9]) > 9]) > 9]',
    '$..[?length($..*) == 1 || value($..[?count($..*) == 3]) == 4]',
    `$${'..*'.repeat(12)}`,
    `$${'[*,*]'.repeat(30)}`,
    `$.a${'[?@ == $.a[0]]'.repeat(2)}`,
    `$.a[?${'!('.repeat(2000)}@${')'.repeat(2000)}]`,
  ];
  const places: Readonly<Record<string, (path: string) => string>> = {
    assertion: (path) => `### a\n# @assert body.${path} count >= 0\nGET ${origin}/`,
    capture: (path) => `### a\n# @capture x = body.${path}\nGET ${origin}/`,
    reference: (path) => `### one\nGET ${origin}/\n### a\nPOST ${origin}/\n\n{{one.response.body.${path}}}`,
    'poll until': (path) => `### a\n# @poll until body.${path} exists\nGET ${origin}/`,
  };
  for (const [place, text] of Object.entries(places))
    for (const path of place === 'assertion' ? slow : slow.slice(0, 5))
      it(`${place}: ${path.slice(0, 60)}`, async () => {
        const answer = await harness
          .create(text(path))
          .send('a')
          .then(
            () => 'answered',
            (error: unknown) => (error as { code?: string }).code,
          );
        assert.ok(['answered', 'invalid-request', 'too-large', 'unresolved'].includes(answer ?? ''), answer);
      });

  it('a body in the editor is never asked a slow path in its own thread', () => {
    for (const path of slow) assert.ok(!isPlainPath(path), path);
    for (const path of ['$', '$.a', "$['a b'][0]", '$.a[-1].*', '$[1:3]', '$.täglich_1', '$["x"][*]'])
      assert.ok(isPlainPath(path), path);
  });

  it('patterns keep their meaning', async () => {
    const query = await loadJsonQuery();
    const list = ['ab', 'a\nb', 'a.b', 'xaby', 'é', 'a\rb'];
    const found = (filter: string): unknown => query(list, `$[?${filter}]`)?.map(({ value }) => value);
    assert.deepEqual(found(`match(@, 'a.*b')`), ['ab', 'a.b']);
    assert.deepEqual(found(`search(@, 'ab')`), ['ab', 'xaby']);
    assert.deepEqual(found(`match(@, 'a[.]b')`), ['a.b']);
    assert.deepEqual(found(String.raw`match(@, 'a\\.b')`), ['a.b']);
    assert.deepEqual(found(String.raw`match(@, '\\p{L}')`), ['é']);
    assert.deepEqual(found(`match(@, '(')`), []);
  });

  it('a large pattern on a large text is refused', async () => {
    const pattern = '(a?){1000}'.repeat(30);
    await assert.rejects(harness.create(`### a\n# @assert body matches ${pattern}x\nGET ${origin}/`).send('a'), {
      code: 'invalid-request',
      message: /too large for a text of this size/,
    });
  });

  it('what is nested too deeply for a path is an error, not nothing', async () => {
    const bytes = new TextEncoder().encode(deep);
    await assert.rejects(queryBytes(bytes, undefined, '$..x'), { code: 'too-large' });
  });

  for (const condition of [
    'body.$.a == 1',
    'body.$.a == [1]',
    'body.$.a in [[], 1]',
    'body.$.a contains 7',
    'body.$.a matches z',
    'body.$.a isEmpty',
    'body.$ == {}',
    'body.$.a startsWith x',
  ])
    it(`16 KB of nested JSON: ${condition}`, async () => {
      const { assertions } = await harness.create(`### a\n# @assert ${condition}\nGET ${origin}/deep`).send('a');
      assert.deepEqual(
        assertions.map(({ passed, actual }) => [passed, actual.length < 250]),
        [[false, true]],
      );
    });
  for (const way of ['{{one.response.body.$.a}}', '{{one.response.body.$}}', '{{x}}'])
    it(`16 KB of nested JSON, sent on: ${way}`, async () => {
      const text = `### one\n# @capture x = body.$.a\nGET ${origin}/deep\n### a\n# @depends one\nPOST ${origin}/\n\n${way}`;
      const { request } = await harness.create(text).send('a');
      assert.ok((request.body as string).startsWith(way.endsWith('$}}') ? '{"a":[[[' : '[[['));
    });

  it('16 KB of nested JSON do not become 128 MB', () => {
    assert.equal(prettyJson(deep), undefined);
    assert.equal(prettyJson(nested(10_000)), undefined);
    assert.equal(prettyJson('{"a":[1,2]}'), '{\n  "a": [\n    1,\n    2\n  ]\n}');
  });
});
