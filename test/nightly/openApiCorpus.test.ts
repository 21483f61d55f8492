import assert from 'node:assert/strict';
import { parseTree } from 'jsonc-parser';
import { readFileSync } from 'node:fs';
import { type ApiBody, type ApiDescription, type ApiOperation } from '../../src/core/api/apiDescription.ts';
import { judge } from '../../src/core/api/judge.ts';
import { operationOf } from '../../src/core/api/matchOperation.ts';
import { isJsonType } from '../../src/core/api/mediaType.ts';
import { parseDescription } from '../../src/core/api/parseDescription.ts';
import { Patterns } from '../../src/core/api/patterns.ts';
import { toMatterText } from '../../src/core/api/requestTemplate.ts';
import { Checker } from '../../src/core/language/check.ts';
import { emptyContext } from '../../src/core/language/context.ts';
import { JsonBodies } from '../../src/core/language/jsonBody.ts';
import { parseMatter } from '../../src/core/syntax/parse.ts';
import { parseJson } from '../../src/core/json.ts';
import { readBeside } from '../../src/node/filesBeside.ts';
import { createRandom, mutateJson } from '../support/generators/mutateJson.ts';
import { openApiCorpus } from '../support/openApiCorpus.ts';
import { createOracle } from '../support/openApiOracle.ts';

interface Read {
  readonly name: string;
  readonly api: ApiDescription;
}

const seed = Number(process.env['MATTER_SEED'] ?? 20261126);
const mutations = 10_000;

describe('real API descriptions', function () {
  this.timeout(3_600_000);
  const read: Read[] = [];
  const patterns = new Patterns();

  before(async () => {
    patterns.matches('', '');
    await patterns.load();
  });

  it('load, or are refused by their name', async () => {
    const refused: string[] = [];
    for (const { name, path } of openApiCorpus()) {
      const parsed = await parseDescription(readFileSync(path, 'utf8'), name, async (file) => {
        const content = await readBeside(path, file);
        return content === undefined ? undefined : new TextDecoder().decode(content);
      });
      if (parsed.problem === undefined) read.push({ name, api: parsed.description });
      else refused.push(parsed.problem.message);
    }
    const operations = read.reduce((sum, { api }) => sum + api.operations.length, 0);
    console.log(`${read.length} descriptions with ${operations} operations read, ${refused.length} refused`);
    for (const message of refused) assert.match(message, /this is (?:OpenAPI|Swagger|AsyncAPI) \d|no API description/);
    assert.ok(read.length >= 15 && operations > 1000);
  });

  it('give for each operation a request that is its own and that lints clean', async () => {
    const bodies = await JsonBodies.create();
    const wrong: string[] = [];
    let count = 0;
    let repeated = 0;
    for (const { name, api } of read)
      for (const operation of api.operations) {
        const problem = await problemOf(operation, api, bodies);
        count++;
        if (problem === twice) repeated++;
        else if (problem !== undefined) wrong.push(`${name} ${operation.method} ${operation.path}: ${problem}`);
      }
    console.log(
      `${count} requests made, ${wrong.length} not their own or not clean, ${repeated} of paths that stand twice`,
    );
    console.log(wrong.slice(0, Number(process.env['MATTER_SHOW'] ?? 60)).join('\n'));
    assert.deepEqual(wrong, []);
  });

  it(`and ${mutations} changed examples are judged as ajv judges them`, () => {
    const random = createRandom(seed);
    const judged = read.flatMap(({ name, api }) => api.operations.flatMap((operation) => casesOf(name, operation)));
    const tally = { agreed: 0, ofThemInvalid: 0, noOracle: 0 };
    const alarms: string[] = [];
    const unsaid: string[] = [];
    const compare = ({ name, operation, body, oracle }: Case, value: unknown): void => {
      const theirs = oracle?.(value);
      if (theirs === undefined) tally.noOracle++;
      const text = JSON.stringify(value);
      const faults = judge(body.schema, parseTree(text)!, {
        definitions: operation.definitions,
        isOpen: () => false,
        matches: patterns.matches,
      });
      if (theirs === undefined) return;
      const told = `${name} ${operation.method} ${operation.path}: ${faults[0]?.message ?? ''} ${text.slice(0, 200)}`;
      if (theirs === (faults.length === 0)) {
        tally.agreed++;
        if (!theirs) tally.ofThemInvalid++;
      } else (theirs ? alarms : unsaid).push(told);
    };
    for (const one of judged) for (const example of one.examples) compare(one, example);
    const examples = tally.agreed + alarms.length + unsaid.length;
    const withOracle = judged.filter(({ oracle, examples: own }) => oracle !== undefined && own.length > 0);
    for (let count = 0; count < mutations; count++) {
      const one = withOracle[Math.floor(random() * withOracle.length)]!;
      compare(one, mutateJson(one.examples[Math.floor(random() * one.examples.length)], random));
    }
    console.log(`${judged.length} bodies, ${examples} examples, ${mutations} changes:`, tally, {
      alarms: alarms.length,
      unsaid: unsaid.length,
      seed,
    });
    console.log([...alarms.slice(0, 30), '--', ...unsaid.slice(0, 30)].join('\n'));
    assert.deepEqual(alarms, []);
    assert.deepEqual(unsaid, []);
  });
});

interface Case {
  readonly name: string;
  readonly operation: ApiOperation;
  readonly body: ApiBody;
  readonly examples: readonly unknown[];
  readonly oracle: ReturnType<typeof createOracle>;
}

function casesOf(name: string, operation: ApiOperation): readonly Case[] {
  return operation.bodies
    .filter((body) => isJsonType(body.contentType) && body.schema !== undefined)
    .map((body) => ({
      ...{ name, operation, body },
      // Some documents write the example as the text of it.
      examples: body.examples.map((one) => (typeof one === 'string' ? (parseJson(one) ?? one) : one)),
      oracle: createOracle(body.schema, operation.definitions),
    }));
}

/** What is wrong with the request that is made of an operation. */
async function problemOf(
  operation: ApiOperation,
  api: ApiDescription,
  bodies: JsonBodies,
): Promise<string | undefined> {
  const text = await toMatterText(operation);
  const tree = parseMatter(text);
  const [request] = tree.requests;
  if (request === undefined || tree.requests.length !== 1) return `${tree.requests.length} requests`;
  const found = operationOf(api, request.method, request.url);
  if (found === undefined) return 'is no operation';
  if (found !== operation) return shapeOf(found) === shapeOf(operation) ? twice : `is ${found.id}`;
  const problems = [...new Checker().check(tree, { ...emptyContext, api })];
  for (const block of tree.blocks) problems.push(...(await bodies.problems(block, api)));
  const [first] = problems;
  return first === undefined
    ? undefined
    : `${first.message} [${text.slice(first.span.start, first.span.end).slice(0, 60)}]`;
}

/** OpenAPI forbids templates that differ in the names of their parameters only: no request can tell them apart. */
const twice = 'the same path stands twice';

function shapeOf({ method, path }: ApiOperation): string {
  return `${method} ${path.replaceAll(/\{[^{}]*\}/g, '{}')}`;
}
