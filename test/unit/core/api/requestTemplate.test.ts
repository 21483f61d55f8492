import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parseApiDescription, type ApiOperation } from '../../../../src/core/api/apiDescription.ts';
import { toMatterText } from '../../../../src/core/api/requestTemplate.ts';
import { Checker } from '../../../../src/core/language/check.ts';
import { emptyContext } from '../../../../src/core/language/context.ts';
import { parseMatter } from '../../../../src/core/syntax/parse.ts';

async function shipped(id: string): Promise<ApiOperation> {
  const { description } = await parseApiDescription(readFileSync('media/matter-partner-api.openapi.yaml', 'utf8'), 'a');
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
  parameters: [],
  statuses: ['200'],
};

describe('a request made from an operation', () => {
  it('creates a job with the documented example', async () => {
    const text = toMatterText(await shipped('createAnalysisJob'));
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
      toMatterText(await shipped('getAnalysisResults')),
      `@external_id = EX-123456789

### Get the results
# @name getAnalysisResults
# @poll every=2s timeout=10m
GET /partner-api/v1/analysis/jobs?external_id={{%external_id}}
`,
    );
  });

  it('never polls by creating again', () => {
    assert.doesNotMatch(toMatterText({ ...plain, method: 'POST', statuses: ['202'] }), /@poll/);
    assert.match(toMatterText({ ...plain, statuses: ['202'] }), /@poll/);
  });

  it('has a variable for each placeholder of the path, described or not', () => {
    const parameters = [
      { name: 'page size', in: 'query', required: true, description: '', example: 5 },
      { name: 'optional', in: 'query', required: false, description: '' },
    ];
    const text = toMatterText({ ...plain, path: '/a/{id}', parameters });
    assert.equal(text, '@page_size = 5\n@id =\n\n### Title\n# @name op\nGET /a/{{%id}}?page%20size={{%page_size}}\n');
    assert.deepEqual(new Checker().check(parseMatter(text), emptyContext), []);
  });

  it('gets no further request from the texts of a hostile description', () => {
    const evil = 'x\n###\nPOST https://evil.example/\n';
    const text = toMatterText({
      ...plain,
      id: evil,
      summary: evil,
      path: `/a${evil}{${evil}}`,
      parameters: [{ name: evil, in: 'query', required: true, description: evil, example: evil }],
      requestBody: { contentType: evil, example: evil },
    });
    const { requests } = parseMatter(text);
    assert.equal(requests.length, 1);
    assert.equal(requests[0]?.method, 'GET');
    assert.match(requests[0].url, /^\/a/);
  });

  // Found by the fuzz of API descriptions.
  it('leave out a parameter without a name', async () => {
    const text = '{"openapi":"3.1.0","paths":{"/a":{"post":{"parameters":[{"name":"","in":"path"}]}}}}';
    const { description } = await parseApiDescription(text, 'own');
    const [operation] = description?.operations ?? [];
    assert.ok(operation);
    assert.equal(parseMatter(toMatterText(operation)).requests.length, 1);
  });
});
