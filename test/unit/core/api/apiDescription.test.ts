import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  mergeDescriptions,
  parseApiDescription,
  resourcesOf,
  type ApiDescription,
} from '../../../../src/core/api/apiDescription.ts';
import { toMatterText } from '../../../../src/core/api/requestTemplate.ts';
import { readDirectives } from '../../../../src/core/directives/readDirectives.ts';
import { parseMatter } from '../../../../src/core/syntax/parse.ts';

async function parsed(text: string): Promise<ApiDescription> {
  const { description, problem } = await parseApiDescription(text, 'own.yaml');
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
      const { requests, blocks } = parseMatter(toMatterText(operation));
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
    ['another format', 'swagger: "2.0"', /^own\.yaml:1: .*OpenAPI 3\.0 or 3\.1/],
    ['no paths', 'openapi: 3.1.0\n', /^own\.yaml:1: .*"paths"/],
    ['no object', '5', /OpenAPI/],
    ['a future version', 'openapi: 4.0.0\npaths: {}\n', /^own\.yaml:1: .*OpenAPI 3\.0 or 3\.1/],
    ['aliases in a circle', 'openapi: 3.1.0\npaths: &a { /a: *a }\n', /^own\.yaml:1: .*aliases/],
  ];
  for (const [name, text, message] of broken) {
    it(`says what is wrong with ${name}, in one problem`, async () => {
      const { description, problem } = await parseApiDescription(text, 'own.yaml');
      assert.equal(description, undefined);
      assert.match(problem.message, message);
      assert.ok((problem.line ?? 0) >= 1);
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
    const { problem } = await parseApiDescription('openapi: 3.1.0\ninfo: {}\npaths: [}\n', 'own.yaml');
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
    assert.deepEqual(operations[0]?.requestBody?.schema, { properties: { next: {}, name: { type: 'string' } } });
    assert.ok(JSON.stringify(operations[1]?.requestBody?.schema).length < 200_000);
    assert.deepEqual(operations[2]?.requestBody?.schema, {});
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
      operations.map(({ requestBody }) => requestBody?.example),
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
});

const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const bodyOf = (schema: object): object => ({ requestBody: { content: { 'application/json': { schema } } } });
