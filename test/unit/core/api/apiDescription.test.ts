import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import {
  mergeDescriptions,
  parseApiDescription,
  resourcesOf,
  type ApiDescription,
} from '../../../../src/core/api/apiDescription.ts';
import { toMatterText } from '../../../../src/core/api/requestTemplate.ts';
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
      const { requests, problems } = parseMatter(toMatterText(operation));
      assert.deepEqual(problems, []);
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
    ['no paths', 'openapi: 3.1.0\n', /"paths"/],
    ['no object', '5', /OpenAPI/],
  ];
  for (const [name, text, message] of broken) {
    it(`says what is wrong with ${name}, in one problem`, async () => {
      const { description, problem } = await parseApiDescription(text, 'own.yaml');
      assert.equal(description, undefined);
      assert.match(problem.message, message);
    });
  }

  it('survives references that lead nowhere or in a circle', async () => {
    const text = `openapi: 3.1.0\npaths:\n  /a: { $ref: '#/paths/~1b' }\n  /b: { $ref: '#/paths/~1a' }\n  /c: { get: { parameters: [{ $ref: '#/x' }] } }\n`;
    assert.deepEqual(
      (await parsed(text)).operations.map(({ path }) => path),
      ['/c'],
    );
  });
});
