import assert from 'node:assert/strict';
import { evaluate } from '../../../../src/core/run/assertions.ts';
import type { HttpResponse } from '../../../../src/core/http/httpMessage.ts';
import { operators, parseCondition } from '../../../../src/core/directives/condition.ts';
import { RunHarness } from '../../../support/servers/runHarness.ts';
import { testResponse } from '../../../support/fakes/response.ts';
import { printExactJson } from '../../../../src/core/exactJson.ts';
import { parseEnvironments } from '../../../../src/core/environment/environments.ts';

function evaluated(text: string, response: HttpResponse): ReturnType<typeof evaluate> {
  const condition = parseCondition(text);
  assert.ok(!('problem' in condition), text);
  return evaluate(condition, response);
}

describe('conditions, at a real server', () => {
  const harness = new RunHarness();
  let response: HttpResponse;
  before(async () => {
    await harness.start();
    ({ response } = await harness.create('### a\nGET /json').send('a'));
  });
  after(() => {
    harness.stop();
  });

  const right = [
    'status == 200',
    'status != 404',
    'status in [200, 201]',
    'time < 10000',
    'time >= 0',
    'size > 10',
    'header content-type contains json',
    'header x-none not exists',
    'body contains abc',
    'body matches "n": \\d',
    'body.$.n == 5',
    'body.$.n == "5"',
    'body.$.numeric == 7',
    'body.$.numeric > 6',
    'body.$.text startsWith a',
    'body.$.text endsWith "bc"',
    'body.$.text length == 3',
    'body.$.text matches ^a.c$',
    'body.$.list isArray',
    'body.$.list length == 3',
    'body.$.list[*] count >= 3',
    'body.$.list contains 2',
    'body.$.list[2] == {"a": null}',
    'body.$.n isNumber',
    'body.$.text isString',
    'body.$.empty isEmpty',
    'body.$.nope isEmpty',
    'body.$.nope not exists',
    'body.$.yes == true',
    'body.$.text not in ["x", "y"]',
    'body.$.n <= 5',
    'status not == 500',
  ];
  for (const condition of right)
    it(condition, async () => {
      assert.deepEqual((await evaluated(condition, response)).passed, true);
      const negated = condition.includes(' not ')
        ? condition.replace(' not ', ' ')
        : condition.replace(/^((?:header )?\S+(?: count| length)?) /, '$1 not ');
      assert.equal((await evaluated(negated, response)).passed, false, negated);
    });

  it('have every operator', () => {
    const used = new Set(
      right.map((condition) => parseCondition(condition)).map((one) => 'operator' in one && one.operator),
    );
    assert.deepEqual(
      operators.filter((operator) => !used.has(operator)),
      [],
    );
  });

  it('say what was there', async () => {
    assert.equal((await evaluated('body.$.text == x', response)).actual, '"abc"');
    assert.equal((await evaluated('body.$.nope == x', response)).actual, 'nothing');
    assert.ok((await evaluated('body == x', testResponse(200, 'a'.repeat(5000)))).actual.length < 250);
  });

  it('take time as that of the whole exchange', async () => {
    const timed = { ...testResponse(200, ''), timings: { firstByteMs: 1, totalMs: 12 } };
    for (const condition of ['time >= 12', 'time <= 12', 'time < 13', 'time not < 12'])
      assert.ok((await evaluated(condition, timed)).passed, condition);
  });

  it('match in linear time', async () => {
    const long = testResponse(200, 'a'.repeat(50_000));
    assert.equal((await evaluated('body matches ^(a+)+$b', long)).passed, false);
  });

  it('looks at every value of a header', async () => {
    const twice = testResponse(200, '', [
      ['X-A', '1'],
      ['x-a', '23'],
    ]);
    for (const condition of [
      'header x-a contains "2"',
      'header x-a == 23',
      'header x-a contains "1"',
      'header x-a count == 2',
    ])
      assert.ok((await evaluated(condition, twice)).passed, condition);
  });
});

describe('environments', () => {
  it('of a private environment file win over the public one, both over $shared', () => {
    const read = parseEnvironments(
      '{"$shared": {"a": 1, "b": 1, "c": 1}, "dev": {"b": 2, "c": 2}}',
      '{"dev": {"c": "secret-value"}, "own": {}}',
    );
    assert.ok(!('problem' in read));
    assert.deepEqual(read.names, ['dev', 'own']);
    assert.deepEqual(
      [...(read.valuesOf('dev') ?? [])].map(([name, value]) => [name, printExactJson(value)]),
      [
        ['a', '1'],
        ['b', '2'],
        ['c', '"secret-value"'],
      ],
    );
    assert.deepEqual(read.secretValues, ['secret-value']);
    assert.equal(read.valuesOf('nope'), undefined);
    for (const text of ['[]', '{"dev": 1}', '{']) assert.ok('problem' in parseEnvironments(text, undefined));
  });
});
