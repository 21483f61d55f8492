import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AppError } from '../../src/core/appError.ts';
import { MemoryBody } from '../../src/core/http/body.ts';
import type { HttpResponse } from '../../src/core/http/httpMessage.ts';
import { fixesOf, refactoringsAt } from '../../src/core/language/actions.ts';
import { Checker } from '../../src/core/language/check.ts';
import { completeAt } from '../../src/core/language/completion.ts';
import type { LanguageContext } from '../../src/core/language/context.ts';
import { formatMatter } from '../../src/core/language/format.ts';
import { hoverAt } from '../../src/core/language/hover.ts';
import { JsonBodies } from '../../src/core/language/jsonBody.ts';
import { definitionAt, referencesAt, renameAt } from '../../src/core/language/navigation.ts';
import { foldsOf, linksOf, selectionAt } from '../../src/core/language/structure.ts';
import { lensAnchors, symbolsOf } from '../../src/core/language/symbols.ts';
import { tokensIn } from '../../src/core/language/tokens.ts';
import { RunMemory } from '../../src/core/run/runMemory.ts';
import { Runner } from '../../src/core/run/runner.ts';
import type { Block } from '../../src/core/syntax/block.ts';
import type { RequestNode, Span } from '../../src/core/syntax/nodes.ts';
import { parseMatter } from '../../src/core/syntax/parse.ts';
import type { MatterTree } from '../../src/core/syntax/tree.ts';
import { shippedContext } from '../support/fakes/api.ts';
import { cases } from '../support/security/cases.ts';
import { matterFile } from '../support/generators/generateMatter.ts';
import { fuzzSeed, inTime, inTimeAsync } from '../support/generators/generateSeed.ts';
import { ManualClock } from '../support/fakes/manualClock.ts';
import { testResponse } from '../support/fakes/response.ts';
import { runnerPorts } from '../support/fakes/runnerPorts.ts';
import { tally } from '../support/security/tally.ts';

const runs = cases(10_000);
/** One in this many files is run, too. */
const shareThatRuns = 16;
const shareOfJson = 64;

function within(tree: MatterTree, spans: readonly Span[]): void {
  for (const { start, end } of spans) assert.ok(0 <= start && start <= end && end <= tree.length, `${start} to ${end}`);
}

/** In order, and none begins before the one before it has ended. */
function inOrder(spans: readonly Span[]): void {
  for (const [at, { start }] of spans.entries()) assert.ok(at === 0 || (spans[at - 1]?.end ?? 0) <= start);
}

function checkTree(tree: MatterTree, text: string): void {
  assert.equal(tree.text, text);
  assert.equal(tree.length, text.length);
  tree.blocks.forEach(checkBlock);
  tree.requests.forEach((request) => checkRequest(tree, request));
  inOrder(tree.requests.map(({ span }) => span));
  inOrder(tree.variables.map(({ span }) => span));
}

function checkBlock({ text, regions, references }: Block): void {
  let at = 0;
  for (const { start, end, nameStart, nameEnd, valueStart, valueEnd } of regions) {
    assert.equal(start, at);
    assert.ok(isAscending([start, nameStart, nameEnd, end]) && isAscending([start, valueStart, valueEnd, end]));
    at = end;
  }
  assert.equal(at, text.length);
  inOrder(references);
}

function isAscending(numbers: readonly number[]): boolean {
  return numbers.every((number, at) => at === 0 || (numbers[at - 1] ?? 0) <= number);
}

function checkRequest(
  tree: MatterTree,
  { span, lineSpan, urlSpan, headers, directives, body, save }: RequestNode,
): void {
  const parts = [...headers, ...directives, ...[body, save].filter((part) => part !== undefined)];
  const inner = [lineSpan, urlSpan, ...parts.map((part) => part.span)];
  within(tree, [span, ...inner]);
  for (const { start, end } of inner) assert.ok(isAscending([span.start, start, end, span.end]));
  inOrder(headers.map((one) => one.span));
  inOrder(directives.map((one) => one.span));
}

function checkLanguage(tree: MatterTree, text: string, context: LanguageContext, offset: number): void {
  const problems = inTime('check', () => new Checker().check(tree, context));
  within(
    tree,
    problems.map(({ span }) => span),
  );
  for (const problem of problems)
    within(
      tree,
      fixesOf(tree, problem).flatMap(({ edits }) => edits.map(({ span }) => span)),
    );
  const formatted = inTime('format', () => formatMatter(tree));
  assert.equal(formatMatter(parseMatter(formatted)), formatted);
  inTime('structure', () => {
    within(
      tree,
      symbolsOf(tree).map(({ span }) => span),
    );
    within(tree, [
      ...foldsOf(tree),
      ...linksOf(tree).map(({ span }) => span),
      ...lensAnchors(tree).map(({ lineSpan }) => lineSpan),
    ]);
    for (const { span, selection } of symbolsOf(tree))
      assert.ok(isAscending([span.start, selection.start, selection.end, span.end]), 'VS Code refuses other outlines');
    const tokens = tokensIn(tree, { start: 0, end: text.length });
    within(tree, tokens);
    inOrder(tokens);
  });
  inTime('the place of the cursor', () => {
    within(tree, selectionAt(tree, offset));
    within(
      tree,
      completeAt(tree, offset, context).map(({ span }) => span),
    );
    const found = [hoverAt(tree, offset, context)?.span, definitionAt(tree, offset)];
    within(
      tree,
      found.flatMap((span) => span ?? []),
    );
    within(tree, referencesAt(tree, offset, true));
    const renamed = renameAt(tree, offset, 'other');
    if (!('problem' in renamed))
      within(
        tree,
        renamed.map(({ span }) => span),
      );
    refactoringsAt(tree, offset, context);
  });
}

const answers: readonly (() => HttpResponse)[] = [
  () => testResponse(200, '{"id":"x","a":[{"b":"{{a}}"}],"__proto__":{"c":1}}', [['Content-Type', 'application/json']]),
  () => testResponse(202, ''),
  () => testResponse(302, '', [['Location', 'https://other.example/x']]),
  () => testResponse(200, '\uFEFF{{a}}\r\nX: y', [['X', '{{a}}']]),
  () => testResponse(503, 'no', [['Retry-After', '1']]),
  () => testResponse(200, '['.repeat(5000)),
  () => ({ ...testResponse(200, '{"id":'), truncated: true }),
];

/** Runs the first requests; nothing but an AppError may end one. How many got an answer. */
async function runFirst(tree: MatterTree, pick: number): Promise<number> {
  let sends = 0;
  const transport = {
    send: (): Promise<HttpResponse> => {
      const answer = answers[(pick + sends++) % answers.length];
      return sends > 40 || answer === undefined
        ? Promise.reject(new AppError('cancelled', 'Enough.'))
        : Promise.resolve(answer());
    },
  };
  const client = { origin: 'https://api.example.com', transport, plainTransport: transport };
  const bytes = new MemoryBody(new TextEncoder().encode('ISIN,Weight\nUS0378331005,{{a}}\n'));
  const ports = runnerPorts(client, new ManualClock(), {
    clientOf: (label) =>
      label === 'a' ? Promise.resolve(client) : Promise.reject(new AppError('usage', 'No account.')),
    files: {
      read: (path) => (path.includes('..') ? Promise.reject(new AppError('file', 'No.')) : Promise.resolve(bytes)),
      save: (path) => Promise.resolve(path),
    },
    prompt: ({ name }) => Promise.resolve(`{{${name}}}`),
  });
  const runner = new Runner(tree, ports, new RunMemory(), new Map([['given', '\r\n{{a}}']]));
  let answered = 0;
  for (const request of tree.requests.slice(0, 3)) {
    try {
      await runner.run(request);
      answered++;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
    }
  }
  return answered;
}

describe('fuzz: request files', () => {
  it(`${runs} files: only typed errors, spans in order, format twice is once, no hang`, async () => {
    const context = { ...(await shippedContext()), accounts: ['a'] };
    const json = await JsonBodies.create();
    let answered = 0;
    let requests = 0;
    const property = fc.asyncProperty(matterFile, fc.nat(), async (text, pick) => {
      const tree = inTime('parse', () => parseMatter(text));
      requests += tree.requests.length;
      checkTree(tree, text);
      checkLanguage(tree, text, context, pick % (text.length + 1));
      if (pick % shareThatRuns === 0) answered += await inTimeAsync('run', () => runFirst(tree, pick >> 4));
      if (pick % shareOfJson === 1)
        for (const block of tree.blocks.slice(0, 3)) await inTimeAsync('JSON', () => json.problems(block, context.api));
    });
    await fc.assert(property, { numRuns: runs, seed: fuzzSeed() });
    console.log(`request files: ${runs}, ${requests} requests in them, ${answered} sent and answered`);
    assert.ok(requests > runs / 2 && answered > runs / 1000, 'most files must be more than noise');
    assert.equal(Object.hasOwn(Object.prototype, 'c'), false);
    tally('fuzz:request file', 'fuzz', runs);
  });
});
