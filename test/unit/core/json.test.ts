import assert from 'node:assert/strict';
import { parseEnvironments } from '../../../src/core/environment/environments.ts';
import { jsonText, parseExactJson } from '../../../src/core/json.ts';
import { evaluate } from '../../../src/core/run/assertions.ts';
import { testResponse } from '../../support/fakes/response.ts';

describe('numbers and headers keep what they say', () => {
  it('keeps the digits of long whole numbers, and every other value as JSON.parse has it', () => {
    for (const text of [
      '{"id":1418166648477179905}',
      '[-12345678901234567890,1,9007199254740991]',
      '{"a":"1418166648477179905","b":[true,null]}',
    ])
      assert.equal(jsonText(parseExactJson(text)), text);
    for (const text of ['0.12345678901234567890', '1e400', '12345678901234567890.5', '{"a":1418166648477179905e1}'])
      assert.deepEqual(parseExactJson(text), JSON.parse(text));
    assert.equal(parseExactJson('{'), undefined);
    assert.equal(parseExactJson('[12345678901234567890'), undefined);
    assert.deepEqual(parseExactJson('["\u{F8FF}integer:x",12345678901234567890]'), [
      '\u{F8FF}integer:x',
      12345678901234567890n,
    ]);
    assert.equal(jsonText(undefined), '');
  });

  it('compares them exactly', async () => {
    const response = testResponse(200, '{"id":1418166648477179905}');
    for (const [condition, passed] of [
      ['body.$.id == 1418166648477179905', true],
      ['body.$.id == 1418166648477179904', false],
      ['body.$.id > 1418166648477179904', true],
      ['body.$.id isNumber', true],
      ['body.$.id in [1418166648477179904]', false],
    ] as const)
      assert.equal((await evaluate(condition, response)).passed, passed, condition);
  });

  it('takes them from an environment', () => {
    const read = parseEnvironments('{"dev":{"n":12345678901234567890}}', undefined);
    assert.ok('valuesOf' in read);
    assert.equal(read.valuesOf('dev')?.get('n'), 12345678901234567890n);
  });

  it('looks at every value of a header', async () => {
    const response = testResponse(200, '', [
      ['X-A', '1'],
      ['x-a', '23'],
    ]);
    for (const condition of [
      'header x-a contains "2"',
      'header x-a == 23',
      'header x-a contains "1"',
      'header x-a count == 2',
    ])
      assert.ok((await evaluate(condition, response)).passed, condition);
  });
});
