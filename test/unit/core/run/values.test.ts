import assert from 'node:assert/strict';
import { parseEnvironments } from '../../../../src/core/environment/environments.ts';
import type { RunnerPorts } from '../../../../src/core/run/runner.ts';
import { dynamicVariables } from '../../../../src/core/syntax/dynamicVariables.ts';
import { RunHarness } from '../../../support/servers/runHarness.ts';

/** The environment `dev` of the two files. */
function environmentOf(publicText: string, privateText?: string): ReadonlyMap<string, unknown> {
  const read = parseEnvironments(publicText, privateText);
  assert.ok(!('problem' in read));
  return read.valuesOf('dev') ?? new Map();
}

describe('values, at a real server', () => {
  const harness = new RunHarness();
  before(() => harness.start());
  after(() => {
    harness.stop();
  });

  interface Way extends Partial<Pick<RunnerPorts, 'prompt' | 'environment'>> {
    /** Lines before the request line. */
    readonly lines?: string;
    readonly given?: string;
    readonly captured?: string;
  }

  // A value named `origin`, which the account gives too; the first one wins.
  const shared = environmentOf('{"$shared": {"origin": "shared"}, "dev": {}}');
  const open = environmentOf('{"$shared": {"origin": "shared"}, "dev": {"origin": "public"}}');
  const hidden = environmentOf('{"dev": {"origin": "public"}}', '{"dev": {"origin": "private"}}');
  const ways: readonly (readonly [name: string, value: string, way: Way])[] = [
    ['--var', 'given', { given: 'given' }],
    ['@prompt', 'answer', { lines: '# @prompt origin\n', prompt: () => Promise.resolve('answer') }],
    ['@secret-prompt', 'secret', { lines: '# @secret-prompt origin\n', prompt: () => Promise.resolve('secret') }],
    ['a capture', 'captured', { captured: 'captured' }],
    ['the file', 'file', { lines: '@origin = file\n' }],
    ['the private environment', 'private', { environment: hidden }],
    ['the public environment', 'public', { environment: open }],
    ['$shared', 'shared', { environment: shared }],
    ['the account', '', {}],
  ];

  async function sentBy(...from: readonly Way[]): Promise<string> {
    const text = `### a\n${from.map(({ lines }) => lines ?? '').join('')}POST /\n\n{{origin}}`;
    const { given, captured, ...own }: Way = Object.assign({}, ...from.toReversed()) as Way;
    const { send, memory } = harness.create(text, own, given === undefined ? {} : { origin: given });
    if (captured !== undefined) memory.captured.set('origin', { value: captured, sources: [] });
    const { response } = await send('a');
    return (JSON.parse(await response.body.text()) as { readonly body: string }).body;
  }

  for (const [index, [name, value, way]] of ways.entries()) {
    it(`come from ${name}`, async () => {
      assert.equal(await sentBy(way), value === '' ? harness.origin : value);
    });
    for (const [lower, , lowerWay] of ways.slice(index + 1)) {
      // The two prompts, and the layers of the environment, are one source each.
      const isSame = name.includes('prompt') && lower.includes('prompt');
      if (isSame || (way.environment !== undefined && lowerWay.environment !== undefined)) continue;
      it(`of ${name} win over ${lower}`, async () => {
        assert.equal(await sentBy(way, lowerWay), value);
      });
    }
  }

  it('of the private environment win over the public one, both over $shared', async () => {
    const environment = environmentOf(
      '{"$shared": {"a": 1, "b": 1, "c": 1}, "dev": {"b": 2, "c": 2}}',
      '{"$shared": {"d": 1}, "dev": {"c": 3}}',
    );
    assert.equal((await harness.echoOf('GET /{{a}}/{{b}}/{{c}}/{{d}}', { environment })).path, '/1/2/3/1');
  });

  it('keep their types', async () => {
    const environment = new Map<string, unknown>([
      ['zero', 0],
      ['no', false],
      ['empty', ''],
      ['nil', null],
    ]);
    const { path } = await harness.echoOf('GET /{{zero}}/{{no}}/{{empty}}/{{nil}}', { environment });
    assert.equal(path, '/0/false//null');
  });

  const dynamic = {
    newUuid: () => 'u',
    randomInt: (from: number) => from,
    localOffsetMinutes: () => 120,
    dotenv: (name: string) => harness.readDotenv(name),
    processEnv: (name: string) => (name === 'ALLOWED' ? 'yes' : undefined),
  };
  const made: readonly (readonly [string, string])[] = [
    ['$uuid', 'u'],
    ['$guid', 'u'],
    ['$timestamp', '1700000000'],
    ['$timestamp -1 h', '1699996400'],
    ['$isoTimestamp', '2023-11-14T22:13:20.000Z'],
    ['$datetime iso8601 1 d', '2023-11-15T22:13:20.000Z'],
    ['$datetime rfc1123', 'Tue, 14 Nov 2023 22:13:20 GMT'],
    ['$datetime "YYYY-MM-DD [at] HH:mm:ss.SSS Z"', '2023-11-14 at 22:13:20.000 +00:00'],
    ['$localDatetime iso8601', '2023-11-15T00:13:20.000+02:00'],
    ['$localDatetime rfc1123', 'Wed, 15 Nov 2023 00:13:20 +0200'],
    ['$randomInt 3 9', '3'],
    ['$dotenv KEY', 'from dotenv'],
    ['$processEnv ALLOWED', 'yes'],
  ];
  for (const [expression, value] of made)
    it(`of {{${expression}}} are made at send`, async () => {
      assert.equal((await harness.echoOf(`POST /\n\n{{${expression}}}`, { dynamic })).body, value);
    });

  it('of every built-in variable are tested', () => {
    const tested = new Set(made.map(([expression]) => expression.split(' ')[0]));
    assert.deepEqual(
      [...dynamicVariables.keys()].filter((name) => !tested.has(name)),
      [],
    );
  });

  for (const expression of ['$dotenv NONE', '$processEnv HOME', '$randomInt 3 3', 'nothing'])
    it(`that {{${expression}}} has not stop the send`, async () => {
      const count = harness.seen.length;
      await assert.rejects(harness.echoOf(`POST /\n\n{{${expression}}}`, { dynamic }), { code: 'unresolved' });
      assert.equal(harness.seen.length, count);
    });

  const references: readonly (readonly [string, string])[] = [
    ['response.status', '200'],
    ['response.headers.x-list', 'a'],
    ['response.body.$.method', 'PUT'],
    ['request.headers.X-A', 'b'],
    ['request.body.$.n', '1'],
    ['request.body.*', '{"n":1}'],
  ];
  for (const [path, value] of references)
    it(`of {{one.${path}}} come from the exchange, sent first`, async () => {
      const text = `### one\nPUT /first\nX-A: b\n\n{"n":1}\n### two\nPOST /\n\n{{one.${path}}}`;
      const { response } = await harness.create(text).send('two');
      assert.equal((JSON.parse(await response.body.text()) as { readonly body: string }).body, value);
      assert.deepEqual(harness.seen.slice(-2), ['PUT /first', 'POST /']);
    });
});
