import type { Redactor } from '../core/http/redactor.ts';
import type { AssertionResult } from '../core/run/assertions.ts';
import type { Outcome } from '../core/run/runAll.ts';
import { lineAt } from '../core/syntax/lineColumn.ts';
import type { RequestNode } from '../core/syntax/nodes.ts';
import { requestKey } from '../core/syntax/requestIdentity.ts';
import type { MatterTree } from '../core/syntax/tree.ts';

export interface FileReport {
  readonly file: string;
  readonly requests: readonly RequestReport[];
}

/** What remains of a request once it is sent: no header, no body, no query, nor what a response had in its body. */
export interface RequestReport {
  /** Its key: no two requests of a file have the same one. */
  readonly name: string;
  /** From 1. */
  readonly line: number;
  readonly outcome: Outcome['kind'];
  readonly method: string;
  /** Without the query, which may hold what is nobody's business. */
  readonly url?: string;
  readonly status?: number;
  readonly timeMs?: number;
  readonly attempts?: number;
  readonly assertions?: readonly { readonly condition: string; readonly passed: boolean; readonly actual?: string }[];
  /** Why it did not pass, in one line. */
  readonly message?: string;
}

/** What stands for a request until it has ended, and for ever where it does not. */
export function unendedReport(request: RequestNode, tree: MatterTree): RequestReport {
  return { ...identityOf(request, tree), outcome: 'error', message: 'The run ended before this request did.' };
}

export function toRequestReport(outcome: Outcome, tree: MatterTree): RequestReport {
  const { request, kind } = outcome;
  const common = {
    ...identityOf(request, tree),
    outcome: kind,
    ...(kind === 'passed' ? {} : { message: messageOf(outcome) }),
  };
  if ('error' in outcome) return common;
  const { request: sent, response, attempts, assertions } = outcome.exchange;
  return {
    ...common,
    url: `${sent.url.origin}${sent.url.pathname}`,
    status: response.status,
    timeMs: Math.round(response.timings.totalMs),
    attempts,
    assertions: assertions.map((assertion) => {
      const { condition, passed, actual } = assertion;
      return { condition, passed, ...(isOfBodyOrHeader(assertion) ? {} : { actual }) };
    }),
  };
}

function identityOf(request: RequestNode, tree: MatterTree): Pick<RequestReport, 'name' | 'line' | 'method'> {
  const { lineSpan, method } = request;
  return { name: requestKey(tree, request), line: lineAt(tree, lineSpan.start), method };
}

/** What it had in its place is for the terminal only. */
function isOfBodyOrHeader({ condition }: AssertionResult): boolean {
  return !/^(?:status|time|size)\b/.test(condition);
}

export function countOf(requests: readonly RequestReport[], ...outcomes: readonly Outcome['kind'][]): number {
  return requests.filter(({ outcome }) => outcomes.includes(outcome)).length;
}

/** `--json FILE`: version 1 of the format, described in media/docs/matter-report.schema.json; fields may be added. */
export function toJsonReport(files: readonly FileReport[], redactor: Redactor): string {
  const all = files.flatMap(({ requests }) => requests);
  const summary = {
    passed: countOf(all, 'passed'),
    failed: countOf(all, 'failed'),
    errors: countOf(all, 'error'),
    skipped: countOf(all, 'skipped'),
  };
  // Before it is written as JSON: a quote in a secret would hide it.
  const redacted = (_key: string, value: unknown): unknown =>
    typeof value === 'string' ? redactor.redact(value) : value;
  return `${JSON.stringify({ version: 1, files, summary }, redacted, 2)}\n`;
}

/** `--junit FILE`: as Jenkins' schema has it, which others read too; a file is a suite, a request a case. */
export function toJunitReport(files: readonly FileReport[], redactor: Redactor): string {
  const attribute = (text: string): string => xml(redactor.redact(text));
  const suites = files.map((file) => testSuite(file, attribute)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites}</testsuites>\n`;
}

type ToXml = (text: string) => string;

function testSuite({ file, requests }: FileReport, toXml: ToXml): string {
  const seconds = (requests.reduce((sum, { timeMs = 0 }) => sum + timeMs, 0) / 1000).toFixed(3);
  const counts = `time="${seconds}" tests="${requests.length}" failures="${countOf(requests, 'failed')}" errors="${countOf(requests, 'error')}" skipped="${countOf(requests, 'skipped')}"`;
  const cases = requests.map((request) => testCase(request, file, toXml)).join('');
  return `  <testsuite name="${toXml(file)}" ${counts}>\n${cases}  </testsuite>\n`;
}

function testCase({ name, outcome, timeMs = 0, message = '' }: RequestReport, file: string, toXml: ToXml): string {
  const head = `    <testcase name="${toXml(name)}" classname="${toXml(file)}" time="${(timeMs / 1000).toFixed(3)}"`;
  if (outcome === 'passed') return `${head}/>\n`;
  const text = toXml(message);
  const element = {
    failed: `<failure message="${text}">${text}</failure>`,
    error: `<error message="${text}">${text}</error>`,
    skipped: `<skipped>${text}</skipped>`,
  }[outcome];
  return `${head}>\n      ${element}\n    </testcase>\n`;
}

/** In one line: what was expected and, of status, time and size, what was there. */
export function messageOf(outcome: Outcome): string {
  if ('error' in outcome) return outcome.error.message;
  const { assertions, response, isUnfollowed = false } = outcome.exchange;
  const wrong = assertions.filter(({ passed }) => !passed);
  if (wrong.length > 0)
    return wrong
      .map((one) => `expected ${one.condition}${isOfBodyOrHeader(one) ? '' : `, was ${one.actual}`}`)
      .join('; ');
  if (response.truncated) return response.warnings.join(' ');
  return isUnfollowed ? `status ${response.status}. ${response.warnings.join(' ')}` : `status ${response.status}`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML 1.0: the five characters, and none of those that it cannot hold. */
function xml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r -\uD7FF\uE000-\uFFFD]/g, '?')
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
    .replaceAll(/\s+/g, ' ');
}
