import assert from 'node:assert/strict';
import { parseDescription } from '../../../../src/core/api/parseDescription.ts';
import { JsonBodies } from '../../../../src/core/language/jsonBody.ts';
import { parseMatter } from '../../../../src/core/syntax/parse.ts';

type Content = Readonly<Record<string, object>>;

/** What is said of a JSON body that is sent to an operation with these contents. */
async function problemsOf(
  openapi: string,
  content: Content,
  body: string,
  rest: object = {},
  type = 'application/json',
): Promise<readonly string[]> {
  const document = { openapi, paths: { '/a': { post: { requestBody: { content } } } }, ...rest };
  const { description, problem } = await parseDescription(JSON.stringify(document), 'own.json');
  assert.ok(description, problem?.message);
  const bodies = await JsonBodies.create();
  const [block] = parseMatter(`POST /a\nContent-Type: ${type}\n\n${body}`).blocks;
  return (await bodies.problems(block!, description)).map(({ message }) => message);
}

const ofJson = (schema: object): Content => ({ 'application/json': { schema } });
const schemas = (all: object): object => ({ components: { schemas: all } });
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const text = { type: 'string' };

type Case = readonly [
  name: string,
  version: string,
  schema: object,
  body: string,
  problem: RegExp | undefined,
  rest?: object,
];

const pet = {
  Pet: {
    type: 'object',
    required: ['petType'],
    properties: { petType: text },
    discriminator: { propertyName: 'petType' },
    oneOf: [ref('Cat'), ref('Dog')],
  },
  Cat: { allOf: [ref('Pet'), { type: 'object', properties: { name: text } }] },
  Dog: { allOf: [ref('Pet'), { type: 'object', properties: { bark: text } }] },
};
const forms = {
  A: { type: 'object', required: ['kind'], properties: { kind: text, size: { type: 'integer' } } },
  B: { type: 'object', required: ['kind'], properties: { kind: text, size: text } },
};
const chosen = {
  oneOf: [ref('A'), ref('B')],
  discriminator: { propertyName: 'kind', mapping: { first: '#/components/schemas/A', second: 'B' } },
};
const node = { Node: { type: 'object', properties: { next: ref('Node'), value: { type: 'integer' } } } };
const readOnly = { type: 'integer', readOnly: true };

const cases: readonly Case[] = [
  // 22: nullable
  ['null of a nullable type', '3.0.3', { properties: { a: { ...text, nullable: true } } }, '{"a": null}', undefined],
  ['null of another type', '3.0.3', { properties: { a: text } }, '{"a": null}', /Expected "string"/],
  [
    'null in a nullable enum',
    '3.0.3',
    { properties: { a: { ...text, nullable: true, enum: ['x'] } } },
    '{"a": null}',
    undefined,
  ],
  [
    'null beside allOf',
    '3.0.3',
    { properties: { a: { allOf: [ref('T')], nullable: true } } },
    '{"a": null}',
    undefined,
    schemas({ T: text }),
  ],
  [
    'null where 3.1 knows no nullable',
    '3.1.0',
    { properties: { a: { ...text, nullable: true } } },
    '{"a": null}',
    /Expected "string"/,
  ],
  ['null of a list of types', '3.1.0', { properties: { a: { type: ['string', 'null'] } } }, '{"a": null}', undefined],
  // 23: readOnly
  [
    'a required property that is readOnly',
    '3.0.3',
    { type: 'object', required: ['id', 'n'], properties: { id: readOnly, n: text } },
    '{"n": "x"}',
    undefined,
  ],
  [
    'the other one',
    '3.0.3',
    { type: 'object', required: ['id', 'n'], properties: { id: readOnly, n: text } },
    '{}',
    /Missing property "n"/,
  ],
  [
    'readOnly behind a reference',
    '3.0.3',
    { type: 'object', required: ['id'], properties: { id: ref('Id') } },
    '{}',
    undefined,
    schemas({ Id: readOnly }),
  ],
  [
    'readOnly in another part',
    '3.1.0',
    { allOf: [ref('Base'), { required: ['id'] }] },
    '{}',
    undefined,
    schemas({ Base: { properties: { id: readOnly } } }),
  ],
  [
    'readOnly in a list',
    '3.0.3',
    { type: 'array', items: { required: ['id'], properties: { id: readOnly } } },
    '[{}]',
    undefined,
  ],
  // 24: discriminators and circles
  ['a form whose parent refers to it', '3.0.3', ref('Pet'), '{"petType": "Dog", "bark": "w"}', undefined, schemas(pet)],
  [
    'the form that is named, wrong',
    '3.0.3',
    ref('Pet'),
    '{"petType": "Dog", "bark": 1}',
    /Expected "string"/,
    schemas(pet),
  ],
  ['a form by its mapping', '3.1.0', chosen, '{"kind": "first", "size": "x"}', /Expected "integer"/, schemas(forms)],
  ['a form by its name in the mapping', '3.1.0', chosen, '{"kind": "second", "size": "x"}', undefined, schemas(forms)],
  ['a form by its own name', '3.1.0', chosen, '{"kind": "A", "size": "x"}', /Expected "integer"/, schemas(forms)],
  ['a form that is known at send', '3.1.0', chosen, '{"kind": "{{kind}}", "size": true}', undefined, schemas(forms)],
  ['two forms at once', '3.1.0', { oneOf: [{ type: 'number' }, { type: 'integer' }] }, '1', /2 of the forms/],
  ['none of the forms', '3.1.0', { anyOf: [text, { type: 'integer' }] }, 'true', /none of the 2 forms/],
  ['a circle in not', '3.0.3', ref('N'), '{"a": 1}', undefined, schemas({ N: { type: 'object', not: ref('N') } })],
  ['a circle in oneOf', '3.1.0', ref('N'), '{"a": 1}', undefined, schemas({ N: { oneOf: [ref('N'), text] } })],
  [
    'what stands beside a circle',
    '3.1.0',
    ref('N'),
    '1',
    /Expected "object"/,
    schemas({ N: { type: 'object', anyOf: [ref('N')] } }),
  ],
  ['a list of itself', '3.0.3', ref('Node'), '{"next": {"next": {"value": 1}}}', undefined, schemas(node)],
  [
    'deep in a list of itself',
    '3.0.3',
    ref('Node'),
    '{"next": {"next": {"value": "x"}}}',
    /Expected "integer"/,
    schemas(node),
  ],
  // 27: beside $ref
  [
    'beside a reference in 3.1',
    '3.1.0',
    { properties: { a: { ...ref('S'), maxLength: 2 } } },
    '{"a": "abc"}',
    /at most 2/,
    schemas({ S: text }),
  ],
  [
    'the same keyword on both sides',
    '3.1.0',
    { ...ref('S'), maxLength: 2 },
    '"abc"',
    /at most 2/,
    schemas({ S: { maxLength: 9 } }),
  ],
  [
    'beside a reference in 3.0',
    '3.0.3',
    { properties: { a: { ...ref('S'), maxLength: 2 } } },
    '{"a": "abc"}',
    undefined,
    schemas({ S: text }),
  ],
  [
    'behind the reference all the same',
    '3.1.0',
    { ...ref('S'), maxLength: 9 },
    '1',
    /Expected "string"/,
    schemas({ S: text }),
  ],
  // limits and formats of either dialect
  ['exclusiveMaximum of 3.0', '3.0.3', { maximum: 5, exclusiveMaximum: true }, '5', /less than 5/],
  ['exclusiveMaximum of 3.1', '3.1.0', { exclusiveMaximum: 5 }, '5', /less than 5/],
  ['exclusiveMaximum of 3.1 in 3.0', '3.0.3', { exclusiveMaximum: 5 }, '5', undefined],
  ['int32', '3.0.3', { type: 'integer', format: 'int32' }, '3000000000', /int32/],
  ['a date that there is not', '3.1.0', { ...text, format: 'date' }, '"2020-02-30"', /date/],
  ['a format that is not known', '3.1.0', { ...text, format: 'isin' }, '"x"', undefined],
  ['a whole number with a fraction of none', '3.0.3', { type: 'integer' }, '1.0', undefined],
  ['a multiple of a decimal', '3.0.3', { multipleOf: 0.01 }, '0.07', undefined],
  ['characters, not code units', '3.0.3', { maxLength: 1 }, '"😀"', undefined],
  ['a pattern', '3.0.3', { pattern: '^[a-z]+$' }, '"A"', /must match/],
  ['a pattern that cannot be read', '3.1.0', { pattern: '(?=a)b' }, '"c"', undefined],
  ['a pattern that would never end', '3.1.0', { pattern: '^(a+)+$' }, `"${'a'.repeat(60)}!"`, /must match/],
  // what 2020-12 knows
  ['const', '3.1.0', { const: { a: [1] } }, '{"a": [1]}', undefined],
  [
    'unevaluatedProperties',
    '3.1.0',
    { allOf: [{ properties: { a: {} } }], unevaluatedProperties: false },
    '{"a": 1, "b": 2}',
    /not allowed/,
  ],
  ['if and else', '3.1.0', { if: { type: 'string' }, else: { minimum: 5 } }, '1', /at least 5/],
  ['prefixItems', '3.1.0', { prefixItems: [text], items: false }, '["a", 1]', /Nothing is allowed/],
  ['contains', '3.1.0', { contains: text }, '[1]', /at least 1/],
  ['$dynamicRef', '3.1.0', { $dynamicRef: '#x' }, '1', undefined],
  // what is known at send only
  [
    'a required property beside a reference',
    '3.0.3',
    { required: ['a', 'b'], type: 'object' },
    '{"a": {{a}}}',
    /Missing property "b"/,
  ],
  ['a name that is a reference', '3.0.3', { required: ['b'], additionalProperties: false }, '{"{{b}}": 1}', undefined],
  ['an item that is a reference', '3.1.0', { uniqueItems: true }, '[{{a}}, {{b}}]', undefined],
  [
    'braces that are no reference',
    '3.0.3',
    { properties: { a: { enum: ['{{x}}'] } } },
    '{"a": "\\{\\{x}}"}',
    undefined,
  ],
  // references that lead nowhere are not judged
  ['a schema that is not there', '3.0.3', { properties: { a: ref('None') } }, '{"a": 1}', undefined],
  ['not, of a schema that is not there', '3.1.0', { not: ref('None') }, '{"a": 1}', undefined],
];

describe('a JSON body by its schema', () => {
  for (const [name, version, schema, body, expected, rest] of cases)
    it(`${expected === undefined ? 'nothing is said of' : 'finds'} ${name} (${version})`, async () => {
      const found = await problemsOf(version, ofJson(schema), body, rest);
      if (expected === undefined) assert.deepEqual(found, []);
      else assert.match(found.join('\n'), expected);
    });

  // 25: media types
  const number = { schema: { type: 'number' } };
  const object = { schema: { type: 'object' } };
  const contents: readonly (readonly [string, Content, string, RegExp | undefined])[] = [
    [
      'its own type, not the first',
      { 'application/xml': object, 'application/json': number },
      'application/json',
      undefined,
    ],
    ['its own type with a parameter', { 'application/json; charset=utf-8': number }, 'application/json', undefined],
    ['a range of types', { '*/*': number }, 'application/vnd.x+json', undefined],
    [
      'its own type before a range',
      { '*/*': number, 'application/*': number, 'application/json': object },
      'application/json; v=1',
      /Expected "object"/,
    ],
    ['no type that is described', { 'application/xml': object }, 'application/json', undefined],
    ['what is a list of JSON texts', { 'application/json-seq': object }, 'application/json-seq', undefined],
  ];
  for (const [name, content, type, expected] of contents)
    it(`is judged by ${name}`, async () => {
      const found = await problemsOf('3.1.0', content, '1', {}, type);
      if (expected === undefined) assert.deepEqual(found, []);
      else assert.match(found.join('\n'), expected);
    });

  it('is not judged in a dialect that is not read, and the description says so', async () => {
    const rest = { jsonSchemaDialect: 'http://json-schema.org/draft-07/schema#' };
    assert.deepEqual(await problemsOf('3.1.0', ofJson(text), '1', rest), []);
    const { description } = await parseDescription(JSON.stringify({ openapi: '3.1.0', paths: {}, ...rest }), 'own');
    assert.match(description?.notes.join() ?? '', /another dialect/);
  });
});
