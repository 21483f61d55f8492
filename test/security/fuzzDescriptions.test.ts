import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  mergeDescriptions,
  parseApiDescription,
  resourcesOf,
  type ApiDescription,
  type ParsedDescription,
} from '../../src/core/api/apiDescription.ts';
import { operationsAt } from '../../src/core/api/matchOperation.ts';
import { toMatterText } from '../../src/core/api/requestTemplate.ts';
import { Checker } from '../../src/core/language/check.ts';
import { completeAt } from '../../src/core/language/completion.ts';
import { emptyContext } from '../../src/core/language/context.ts';
import { hoverAt } from '../../src/core/language/hover.ts';
import { JsonBodies } from '../../src/core/language/jsonBody.ts';
import { parseMatter } from '../../src/core/syntax/parse.ts';
import { shippedApi } from '../support/fakes/api.ts';
import { cases } from '../support/security/cases.ts';
import { apiDescription, pollution } from '../support/generators/generateDescription.ts';
import { fuzzSeed, inTime, inTimeAsync } from '../support/generators/generateSeed.ts';
import { tally } from '../support/security/tally.ts';

const runs = cases(2000);

function assertUnpolluted(): void {
  for (const shared of [Object.prototype, Array.prototype, Function.prototype] as const)
    assert.ok(!(pollution in shared), 'a prototype has a new member');
}

/** The one problem, or a description whose every part has the type that it says. */
function checkShape({ description, problem }: ParsedDescription): void {
  if (description === undefined) {
    assert.match(problem.message, /^own\.yaml:\d+: .*\.$/s);
    assert.equal(typeof problem.line, 'number');
    return;
  }
  assert.equal(typeof description.title, 'string');
  for (const {
    id,
    method,
    path,
    tag,
    summary,
    description: told,
    parameters,
    requestBody,
    statuses,
  } of description.operations) {
    for (const text of [id, method, path, tag, summary, told, ...statuses]) assert.equal(typeof text, 'string');
    assert.match(method, /^[A-Z]+$/);
    assert.match(path, /^\//);
    for (const one of parameters) {
      for (const text of [one.name, one.in, one.description]) assert.equal(typeof text, 'string');
      assert.equal(typeof one.required, 'boolean');
    }
    if (requestBody !== undefined) assert.equal(typeof requestBody.contentType, 'string');
  }
  assert.ok(JSON.stringify(description).length < 20_000_000);
}

/** What is done with a description in the editor. */
async function use(api: ApiDescription, shipped: ApiDescription, json: JsonBodies): Promise<void> {
  const merged = mergeDescriptions(shipped, api);
  assert.ok(resourcesOf(merged).length > 0);
  for (const operation of merged.operations.slice(0, 5)) {
    const text = toMatterText(operation);
    const tree = parseMatter(text);
    assert.equal(tree.requests.length, 1, 'an operation gives one request');
    const context = { ...emptyContext, api: merged };
    new Checker().check(tree, context);
    const line = tree.requests[0]?.lineSpan.end ?? 0;
    completeAt(tree, line, context);
    hoverAt(tree, line, context);
    operationsAt(merged, operation.path);
    for (const block of tree.blocks) await json.problems(block, merged);
  }
}

describe('fuzz: API descriptions', () => {
  it(`${runs} descriptions: a description or its one problem, nothing thrown, no prototype changed`, async () => {
    const shipped = await shippedApi();
    const json = await JsonBodies.create();
    let read = 0;
    const property = fc.asyncProperty(apiDescription, fc.nat(7), async (text, pick) => {
      const parsed = await inTimeAsync('a description', () => parseApiDescription(text, 'own.yaml'));
      inTime('its shape', () => {
        checkShape(parsed);
      });
      if (parsed.description !== undefined) read++;
      const api = parsed.description;
      if (api !== undefined && pick === 0) await inTimeAsync('its use', () => use(api, shipped, json));
      assertUnpolluted();
    });
    await fc.assert(property, { numRuns: runs, seed: fuzzSeed() });
    console.log(`API descriptions: ${runs}, ${read} read`);
    assert.ok(read > runs / 4 && read < runs * 0.9, 'there must be descriptions of both kinds');
    tally('fuzz:API description', 'fuzz', runs);
  });

  it('would see a changed prototype', () => {
    Object.defineProperty(Array.prototype, pollution, { configurable: true, value: true });
    try {
      assert.throws(assertUnpolluted, /a new member/);
    } finally {
      Reflect.deleteProperty(Array.prototype, pollution);
    }
  });
});
