import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareResults } from '../../../src/core/analysis/compare.ts';
import { parseResult, type AnalysisResult } from '../../../src/core/analysis/result.ts';
import { parseCondition, type Condition } from '../../../src/core/directives/condition.ts';
import { evaluate } from '../../../src/core/run/assertions.ts';
import { parseExactJson, printExactJson } from '../../../src/core/exactJson.ts';
import { testResponse } from '../../support/fakes/response.ts';
import { startRecordingServer } from '../../support/servers/recordingServer.ts';
import { runMatter } from '../../support/servers/runMatter.ts';

/** Numbers that JavaScript would write in another way, or as others. */
const numbers = ['12345678901234567890', '1.10', '1e400', '0.1000000000000000055', '-0', '1E+2', '9007199254740993'];

describe('numbers are kept as they are written', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-numbers-'));
  after(() => {
    rmSync(dir, { recursive: true });
  });

  it('from a response and an environment into addresses, bodies and assertions', async () => {
    const list = `[${numbers.join(', ')}]`;
    const body = `{"list":${list},"deep":{"n":${list}},"one":1.10}`;
    const server = await startRecordingServer(() => ({ status: 200, body }));
    const file = join(dir, 'a.matter');
    writeFileSync(join(dir, 'http-client.env.json'), '{"dev": {"rate": 1.10, "big": 12345678901234567890}}');
    writeFileSync(
      file,
      [
        '### a',
        '# @name a',
        '# @capture one = body.$.one',
        '# @capture deep = body.$.deep',
        ...numbers.map((number, at) => `# @assert body.$.list[${at}] == ${number}`),
        '# @assert body.$.list[0] != 12345678901234567891',
        '# @assert body.$.one == 1.1',
        '# @assert body.$.list[6] > 9007199254740992',
        '# @assert body.$.list[?@ > 100] count == 3',
        `GET ${server.origin}/a`,
        '',
        '### b',
        `POST ${server.origin}/{{rate}}/{{big}}/${numbers.map((_, at) => `{{a.response.body.$.list[${at}]}}`).join('/')}`,
        'Content-Type: application/json',
        '',
        '{"deep": {{deep}}, "one": {{one}}, "all": {{a.response.body.$.list}}, "rate": {{rate}}}',
      ].join('\n'),
    );
    try {
      const { code, out } = await runMatter(['run', file, '--env', 'dev']);
      assert.equal(code, 0, out);
      const sent = server.seen.at(-1);
      assert.equal(sent?.path, `/1.10/12345678901234567890/${numbers.join('/')}`);
      const packed = `[${numbers.join(',')}]`;
      assert.equal(sent.body, `{"deep": {"n":${packed}}, "one": 1.10, "all": ${packed}, "rate": 1.10}`);
    } finally {
      await server.stop();
    }
  });

  it('where a failed assertion shows them', async () => {
    const response = testResponse(200, '{"id": 12345678901234567890}');
    const { passed, actual } = await evaluate(conditionOf('body.$.id == 12345678901234567891'), response);
    assert.deepEqual([passed, actual], [false, '12345678901234567890']);
  });

  const comparisons: readonly (readonly [string, string, boolean])[] = [
    ['{"a": 1.0}', 'body.$.a == 1', true],
    ['{"a": "1.0"}', 'body.$.a == 1', true],
    ['{"a": "007"}', 'body.$.a >= 7', true],
    ['{"a": 0.1}', 'body.$.a == 0.1000000000000000055', false],
    ['{"a": 1e400}', 'body.$.a > 1e399', true],
    ['{"a": -1e400}', 'body.$.a < 0', true],
    ['{"a": [1.0, {"b": 2.50}]}', 'body.$.a == [1, {"b": 2.5}]', true],
    ['{"a": 9007199254740993}', 'body.$.a in [9007199254740992]', false],
    ['{"a": 5}', 'body.$.a isNumber', true],
    ['{"a": 5}', 'body.$.a not isEmpty', true],
    ['{"a": null}', 'body.$.a == null', true],
    ['{"a": true}', 'body.$.a == 1', false],
  ];
  for (const [body, condition, holds] of comparisons)
    it(`${body}: ${condition} is ${holds}`, async () => {
      assert.equal((await evaluate(conditionOf(condition), testResponse(200, body))).passed, holds);
    });

  it('in the comparison of results, which finds what differs beyond 17 digits', () => {
    const result = (raw: string): AnalysisResult =>
      parseResult(`{"analysis":{"basic":[{"metric_id":"m","metric_value":{"raw":${raw}}}]}}`);
    const change = (a: string, b: string): string | undefined => compareResults([result(a), result(b)])[0]?.change;
    assert.equal(change('9007199254740993', '9007199254740992'), 'changed');
    assert.equal(change('1.10', '"1.1"'), 'same');
    assert.equal(change('1e400', '1e400'), 'same');
  });

  it('by parser and printer', () => {
    for (const text of [...numbers, '{"a":[1.0,null,true,"x"],"b":{}}', '{"__proto__":1.50}'])
      assert.equal(printExactJson(parseExactJson(text)), text);
    for (const text of ['', '01', '+1', '.5', 'NaN', '{"a":1,}']) assert.equal(parseExactJson(text), undefined);
  });
});

function conditionOf(text: string): Condition {
  const parsed = parseCondition(text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed;
}
