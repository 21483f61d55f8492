import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { emptyDescription, type ApiOperation, type ApiParameter } from '../../../../src/core/api/apiDescription.ts';
import { parseDescription } from '../../../../src/core/api/parseDescription.ts';
import { noDefinitions } from '../../../../src/core/api/definitions.ts';
import { toMatterText } from '../../../../src/core/api/requestTemplate.ts';
import { Checker } from '../../../../src/core/language/check.ts';
import { emptyContext } from '../../../../src/core/language/context.ts';
import { JsonBodies } from '../../../../src/core/language/jsonBody.ts';
import { parseMatter } from '../../../../src/core/syntax/parse.ts';

async function shipped(id: string): Promise<ApiOperation> {
  const { description } = await parseDescription(readFileSync('media/matter-partner-api.openapi.yaml', 'utf8'), 'a');
  const operation = description?.operations.find((candidate) => candidate.id === id);
  assert.ok(operation);
  return operation;
}

const plain: ApiOperation = {
  id: 'op',
  method: 'GET',
  path: '/a',
  tag: 'T',
  summary: 'Title',
  description: '',
  otherPaths: [],
  parameters: [],
  hasUnreadParameters: false,
  bodies: [],
  definitions: noDefinitions,
  statuses: ['200'],
};

describe('a request made from an operation', () => {
  it('creates a job with the documented example', async () => {
    const text = await toMatterText(await shipped('createAnalysisJob'));
    const head = `@external_id = EX-123456789

### Create an analysis
# @name createAnalysisJob
POST /partner-api/v1/analysis/jobs?external_id={{%external_id}}
Content-Type: application/json

`;
    assert.equal(text.slice(0, head.length), head);
    assert.deepEqual(JSON.parse(text.slice(head.length)), {
      holdings: [
        { id_value: 'US0378331005', weight: 0.123 },
        { id_value: 'US5949181045', weight: 0.06 },
        { id_value: 'LU1503114545', weight: 0.3 },
      ],
      default_id_scheme: 'ISIN',
    });
  });

  it('polls for the results', async () => {
    assert.equal(
      await toMatterText(await shipped('getAnalysisResults')),
      `@external_id = EX-123456789

### Get the results
# @name getAnalysisResults
# @poll every=2s timeout=10m
GET /partner-api/v1/analysis/jobs?external_id={{%external_id}}
`,
    );
  });

  it('never polls by creating again', async () => {
    assert.doesNotMatch(await toMatterText({ ...plain, method: 'POST', statuses: ['202'] }), /@poll/);
    assert.match(await toMatterText({ ...plain, statuses: ['202'] }), /@poll/);
  });

  it('has a variable for each placeholder of the path, described or not', async () => {
    const parameters = [
      { name: 'page size', in: 'query', required: true, description: '', example: 5 },
      { name: 'optional', in: 'query', required: false, description: '' },
    ];
    const text = await toMatterText({ ...plain, path: '/a/{id}', parameters });
    assert.equal(text, '@id =\n@page_size = 5\n\n### Title\n# @name op\nGET /a/{{%id}}?page%20size={{%page_size}}\n');
    assert.deepEqual(new Checker().check(parseMatter(text), emptyContext), []);
  });

  it('gets no further request from the texts of a hostile description', async () => {
    const evil = 'x\n###\nPOST https://evil.example/\n';
    const text = await toMatterText({
      ...plain,
      id: evil,
      summary: evil,
      path: `/a${evil}{${evil}}`,
      parameters: [{ name: evil, in: 'query', required: true, description: evil, example: evil }],
      bodies: [{ contentType: evil, examples: [evil] }],
    });
    const { requests } = parseMatter(text);
    assert.equal(requests.length, 1);
    assert.equal(requests[0]?.method, 'GET');
    assert.match(requests[0].url, /^\/a/);
  });

  // Case 33.
  const object = {
    type: 'object',
    required: ['a'],
    properties: { a: { type: 'string', example: 'x y' }, list: { type: 'array', example: [1, 2], items: {} } },
  };
  const made: readonly (readonly [string, Partial<ApiOperation>, RegExp])[] = [
    [
      'a form',
      body('application/x-www-form-urlencoded', object),
      /^Content-Type: application\/x-www-form-urlencoded\n\na=x%20y\n&list=1\n&list=2\n$/m,
    ],
    [
      'parts',
      body('multipart/form-data', {
        type: 'object',
        properties: { a: { type: 'string' }, file: { type: 'string', format: 'binary' } },
      }),
      /boundary=matter-boundary\n\n--matter-boundary\nContent-Disposition: form-data; name="a"\n\nstring\n--matter-boundary\nContent-Disposition: form-data; name="file"; filename="file"\nContent-Type: application\/octet-stream\n\n< \.\/file\n--matter-boundary--\n/,
    ],
    [
      'XML',
      body('application/xml', { ...object, xml: { name: 'thing' } }),
      /xml\n\n<thing>\n[\s\S]*<list>2<\/list>\n<\/thing>\n$/,
    ],
    ['a JSON string', body('application/json', { type: 'string' }, ['column1']), /json\n\n"column1"\n$/],
    ['a text of JSON', body('application/json', { type: 'object' }, ['{"a": 1}']), /json\n\n\{"a": 1\}\n$/],
    ['braces', body('application/json', { type: 'object' }, [{ a: '{{name}}' }]), /"a": "\\\{\\\{name\}\}"/],
    ['a file', body('image/png', { type: 'string', format: 'binary' }), /image\/png\n\n< \.\/body\n$/],
    [
      'JSON before XML',
      { bodies: [...body('application/xml', object).bodies, ...body('application/json', object).bodies] },
      /Content-Type: application\/json\n/,
    ],
    [
      'the right example, not the first',
      body('application/json', object, [{ b: 1 }, { a: 'second' }]),
      /"a": "second"/,
    ],
    [
      'a variable where no sample is right',
      body('application/json', {
        type: 'object',
        required: ['key'],
        properties: { key: { type: 'string', pattern: '^ssh-' } },
      }),
      /^@key = "[\s\S]*"key": \{\{key\}\}/,
    ],
    [
      'no readOnly property',
      body('application/json', {
        type: 'object',
        properties: { id: { type: 'integer', readOnly: true }, n: { type: 'string' } },
      }),
      /\{\n {2}"n": "string"\n\}\n$/,
    ],
    [
      'required headers',
      { parameters: [parameter('header', 'X-Version', 3), parameter('header', 'Accept', 'x')] },
      /^@X-Version = 3[\s\S]*\nX-Version: \{\{X-Version\}\}\n$/,
    ],
    [
      'required cookies',
      { parameters: [parameter('cookie', 'a', 1), parameter('cookie', 'b', 2)] },
      /\nCookie: a=\{\{a\}\}; b=\{\{b\}\}\n$/,
    ],
    [
      'two parameters of one name',
      { path: '/{id}', parameters: [parameter('path', 'id', 1), parameter('query', 'id', 2)] },
      /^@id = 1\n@id_2 = 2\n[\s\S]*GET \/\{\{%id\}\}\?id=\{\{%id_2\}\}\n/,
    ],
    ['a list', { parameters: [parameter('query', 'ids', [1, 2])] }, /\?ids=1&ids=2\n/],
    [
      'a list with bars',
      { parameters: [{ ...parameter('query', 'ids', [1, 2]), style: 'pipeDelimited' }] },
      /\?ids=1%7C2\n/,
    ],
    [
      'deepObject',
      { parameters: [{ ...parameter('query', 'f', { a: 'x y' }), style: 'deepObject' }] },
      /\?f\[a\]=x%20y\n/,
    ],
    [
      'JSON in the query',
      { parameters: [{ ...parameter('query', 'f', { a: 1 }), style: 'content' }] },
      /\?f=%7B%22a%22%3A1%7D\n/,
    ],
    [
      'a matrix',
      { path: '/a{id}', parameters: [{ ...parameter('path', 'id', 1), style: 'matrix' }] },
      /\/a;id=\{\{%id\}\}\n/,
    ],
  ];
  for (const [name, parts, expected] of made)
    it(`has ${name}, and its own check finds nothing wrong`, async () => {
      const operation: ApiOperation = {
        ...plain,
        ...parts,
        definitions: { dialect: '2020-12', schemaAt: () => undefined },
      };
      const text = await toMatterText(operation);
      assert.match(text, expected);
      const api = { ...emptyDescription, operations: [operation] };
      const tree = parseMatter(text);
      const found = [...new Checker().check(tree, { ...emptyContext, api })];
      for (const block of tree.blocks) found.push(...(await (await JsonBodies.create()).problems(block, api)));
      assert.deepEqual(found, []);
    });

  // Found by the fuzz of API descriptions.
  it('leave out a parameter without a name', async () => {
    const text = '{"openapi":"3.1.0","paths":{"/a":{"post":{"parameters":[{"name":"","in":"path"}]}}}}';
    const { description } = await parseDescription(text, 'own');
    const [operation] = description?.operations ?? [];
    assert.ok(operation);
    assert.equal(parseMatter(await toMatterText(operation)).requests.length, 1);
  });
});

function parameter(place: string, name: string, example: unknown): ApiParameter {
  return { name, in: place, required: true, description: '', example };
}

function body(contentType: string, schema: object, examples: readonly unknown[] = []): Pick<ApiOperation, 'bodies'> {
  return { bodies: [{ contentType, schema, examples }] };
}
