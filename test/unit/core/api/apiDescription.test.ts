import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mergeDescriptions, resourcesOf, type ApiDescription } from '../../../../src/core/api/apiDescription.ts';
import { parseDescription } from '../../../../src/core/api/parseDescription.ts';
import { expandSchema } from '../../../../src/core/api/expandSchema.ts';
import { toMatterText } from '../../../../src/core/api/requestTemplate.ts';
import { readDirectives } from '../../../../src/core/directives/readDirectives.ts';
import { parseMatter } from '../../../../src/core/syntax/parse.ts';

async function parsed(text: string): Promise<ApiDescription> {
  const { description, problem } = await parseDescription(text, 'own.yaml');
  assert.ok(description, problem?.message);
  return description;
}

const shipped = (): Promise<ApiDescription> => parsed(readFileSync('media/matter-partner-api.openapi.yaml', 'utf8'));

const own = `openapi: 3.0.3
info: { title: Mine, version: '1' }
paths:
  /partner-api/v1/results/{id}:
    parameters:
      - { name: id, in: path, required: true, example: A/B }
    get: { operationId: getAnalysisResults, summary: Results, tags: [Jobs], responses: { '200': { description: ok } } }
`;

describe('the API description', () => {
  it('holds the known operations only, each with its evidence', async () => {
    const { operations } = await shipped();
    assert.deepEqual(
      operations.map(({ method, path, evidence }) => [method, path, evidence]),
      [
        ['POST', '/auth/v1/token', 'documented'],
        ['GET', '/partner-api/v1/analysis/jobs', 'inferred'],
        ['POST', '/partner-api/v1/analysis/jobs', 'documented'],
      ],
    );
    assert.deepEqual(
      resourcesOf(await shipped()).map(({ name }) => name),
      ['Authentication', 'Analysis jobs'],
    );
  });

  it('gives requests that parse without a problem', async () => {
    for (const operation of (await shipped()).operations) {
      const { requests, blocks } = parseMatter(await toMatterText(operation));
      assert.deepEqual(
        blocks.flatMap((block) => readDirectives(block).problems),
        [],
      );
      assert.equal(requests[0]?.method, operation.method);
    }
  });

  it("replaces an operation by the user's own, YAML or JSON, 3.0 or 3.1", async () => {
    for (const text of [
      own,
      JSON.stringify({
        openapi: '3.1.0',
        paths: { '/partner-api/v1/results/{id}': { get: { operationId: 'getAnalysisResults' } } },
      }),
    ]) {
      const merged = mergeDescriptions(await shipped(), await parsed(text));
      const results = merged.operations.filter(({ id }) => id === 'getAnalysisResults');
      assert.deepEqual(
        results.map(({ path }) => path),
        ['/partner-api/v1/results/{id}'],
      );
    }
  });

  const broken: readonly (readonly [string, string, RegExp])[] = [
    ['bad YAML', 'openapi: 3.1.0\npaths: {\n', /^own\.yaml:\d+: /],
    ['an older format', 'swagger: "1.2"', /^own\.yaml:1: this is Swagger 1\.2\. OpenAPI 3\.0, 3\.1 and 3\.2 and/],
    ['another format', 'asyncapi: 2.6.0', /^own\.yaml:1: this is AsyncAPI 2\.6\.0\. /],
    ['no paths', 'openapi: 3.1.0\n', /^own\.yaml:1: .*"paths"/],
    ['no object', '5', /OpenAPI/],
    ['a future version', 'openapi: 4.0.0\npaths: {}\n', /^own\.yaml:1: this is OpenAPI 4\.0\.0\. /],
    ['aliases in a circle', 'openapi: 3.1.0\npaths: &a { /a: *a }\n', /^own\.yaml:1: .*aliases/],
  ];
  for (const [name, text, message] of broken) {
    it(`says what is wrong with ${name}, in one problem`, async () => {
      const { description, problem } = await parseDescription(text, 'own.yaml');
      assert.equal(description, undefined);
      assert.match(problem.message, message);
      assert.ok(problem.line >= 1);
    });
  }

  it('survives references that lead nowhere or in a circle', async () => {
    const text = `openapi: 3.1.0\npaths:\n  /a: { $ref: '#/paths/~1b' }\n  /b: { $ref: '#/paths/~1a' }\n  /c: { get: { parameters: [{ $ref: '#/x' }] } }\n`;
    assert.deepEqual(
      (await parsed(text)).operations.map(({ path }) => path),
      ['/c'],
    );
  });

  it('names the line of a syntax error', async () => {
    const { problem } = await parseDescription('openapi: 3.1.0\ninfo: {}\npaths: [}\n', 'own.yaml');
    assert.equal(problem?.line, 3);
    assert.match(problem.message, /^own\.yaml:3: /);
  });

  it('resolves references in parameters and schemas, and cuts circles and growth', async () => {
    const refs: [string, object][] = Array.from({ length: 40 }, (_, i) => [
      `s${i}`,
      { allOf: [ref(`s${i + 1}`), ref(`s${i + 1}`)] },
    ]);
    const schemas = { Node: { properties: { next: ref('Node'), name: ref('Name') } }, Name: { type: 'string' } };
    const document = {
      openapi: '3.1.0',
      components: { schemas: { ...schemas, ...Object.fromEntries<object>(refs) } },
      paths: {
        '/a': { post: bodyOf(ref('Node')) },
        '/b': { post: bodyOf(ref('s0')) },
        '/c': { post: bodyOf(ref('-')) },
      },
    };
    const { operations } = await parsed(JSON.stringify(document));
    const expanded = operations.map(({ bodies, definitions }) => expandSchema(bodies[0]?.schema, definitions));
    assert.deepEqual(expanded[0], { properties: { next: {}, name: { type: 'string' } } });
    assert.ok(JSON.stringify(expanded[1]).length < 200_000);
    assert.deepEqual(expanded[2], {});
  });

  it('takes the example from wherever OpenAPI allows it', async () => {
    const media = [
      { example: 1 },
      { examples: { a: { value: 1 } } },
      { schema: { example: 1 } },
      { schema: { examples: [1, 2] } },
      { schema: { default: 1 } },
    ];
    const paths = Object.fromEntries(
      media.map((item, i) => [`/${i}`, { post: { requestBody: { content: { 'application/json': item } } } }]),
    );
    const { operations } = await parsed(JSON.stringify({ openapi: '3.0.0', paths }));
    assert.deepEqual(
      operations.map(({ bodies }) => bodies[0]?.examples[0]),
      [1, 1, 1, 1, 1],
    );
  });

  it('prefers a parameter of the operation to that of its path', async () => {
    const parameter = { name: 'id', in: 'path', required: true };
    const item = { parameters: [parameter], get: { parameters: [{ ...parameter, example: 'own' }] } };
    const { operations } = await parsed(JSON.stringify({ openapi: '3.1.0', paths: { '/{id}': item, 'x-note': item } }));
    assert.deepEqual(
      operations.map(({ parameters }) => parameters.map(({ example }) => example)),
      [['own']],
    );
  });

  it('adds operations to the shipped ones and replaces by method and path', async () => {
    const text = JSON.stringify({
      openapi: '3.1.0',
      paths: { '/new': { get: {} }, '/partner-api/v1/analysis/jobs': { get: { operationId: 'mine' } } },
    });
    const { operations } = mergeDescriptions(await shipped(), await parsed(text));
    assert.deepEqual(operations.map(({ id }) => id).sort(), ['GET /new', 'createAnalysisJob', 'createToken', 'mine']);
  });

  it('says how to correct the inferred operation', async () => {
    const inferred = (await shipped()).operations.filter(({ evidence }) => evidence === 'inferred');
    assert.deepEqual(
      inferred.map(({ id }) => id),
      ['getAnalysisResults'],
    );
    assert.match(inferred[0]?.description ?? '', /matter\.apiDescription/);
  });

  const readVersions: readonly (readonly [string, string])[] = [
    ['an unquoted 3.1', 'openapi: 3.1\npaths: { /a: { get: {} } }\n'],
    ['an unquoted 3.0', 'openapi: 3.0\npaths: { /a: { get: {} } }\n'],
    ['3.2', '{"openapi":"3.2.0","paths":{"/a":{"additionalOperations":{"COPY":{}}}}}'],
    ['3.2 with QUERY', '{"openapi":"3.2.0","paths":{"/a":{"query":{}}}}'],
    ['Swagger 2.0', '{"swagger":"2.0","basePath":"/v1","paths":{"/a":{"get":{}}}}'],
    ['a byte order mark', '\uFEFF{"openapi":"3.1.0","paths":{"/a":{"get":{}}}}'],
    ['merge keys', 'openapi: 3.1.0\nx: &x { operationId: one }\npaths: { /a: { get: { <<: *x } } }\n'],
    [
      'an operation beside a $ref',
      '{"openapi":"3.1.0","paths":{"/a":{"$ref":"#/components/pathItems/a","get":{}}},"components":{"pathItems":{"a":{}}}}',
    ],
  ];
  for (const [name, text] of readVersions)
    it(`reads ${name}`, async () => {
      assert.equal((await parsed(text)).operations.length, 1);
    });

  it('needs no paths in 3.1 where there are webhooks', async () => {
    assert.deepEqual((await parsed('{"openapi":"3.1.0","webhooks":{}}')).operations, []);
  });

  it('converts the bodies and forms of Swagger 2.0', async () => {
    const parameters = [{ in: 'body', name: 'b', schema: { $ref: '#/definitions/A' } }];
    const form = [{ in: 'formData', name: 'f', type: 'string' }];
    const paths = {
      '/a': { post: { consumes: ['application/json'], parameters } },
      '/f': { post: { consumes: ['application/x-www-form-urlencoded'], parameters: form } },
    };
    const definitions = { A: { type: 'object' } };
    const { operations } = await parsed(
      JSON.stringify({ swagger: '2.0', host: 'h', basePath: '/v1', paths, definitions }),
    );
    assert.deepEqual(
      operations.map(({ path, bodies }) => [path, bodies.map(({ contentType }) => contentType)]),
      [
        ['/v1/a', ['application/json']],
        ['/v1/f', ['application/x-www-form-urlencoded']],
      ],
    );
    assert.deepEqual(expandSchema(operations[0]?.bodies[0]?.schema, operations[0]!.definitions), { type: 'object' });
  });

  it('counts what aliases grow to, not how often they are used', async () => {
    const uses = Array.from({ length: 150 }, (_, i) => `  /a${i}: { get: { responses: { '400': *e } } }\n`).join('');
    assert.equal((await parsed(`openapi: 3.0.3\nx: &e { description: err }\npaths:\n${uses}`)).operations.length, 150);
    const levels = Array.from({ length: 12 }, (_, i) => `x${i + 1}: &x${i + 1} [${`*x${i}, `.repeat(9)}*x${i}]\n`).join(
      '',
    );
    const { problem } = await parseDescription(`openapi: 3.0.3\nx0: &x0 a\n${levels}paths: {}\n`, 'own.yaml');
    assert.match(problem?.message ?? '', /aliases/);
  });
});

const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const bodyOf = (schema: object): object => ({ requestBody: { content: { 'application/json': { schema } } } });
