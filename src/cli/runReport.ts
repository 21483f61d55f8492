import type { Redactor } from '../core/http/redactor.ts';
import type { Outcome } from '../core/run/runAll.ts';
import type { RequestNode } from '../core/syntax/nodes.ts';

export interface FileReport {
  readonly file: string;
  readonly text: string;
  readonly outcomes: readonly Outcome[];
}

interface RequestReport {
  readonly name: string;
  readonly line: number;
  readonly outcome: Outcome['kind'];
  readonly method: string;
  /** Without the query, which may hold what is nobody's business. */
  readonly url?: string;
  readonly status?: number;
  readonly timeMs?: number;
  readonly attempts?: number;
  readonly assertions?: readonly { readonly condition: string; readonly passed: boolean; readonly actual: string }[];
  readonly error?: string;
}

/** `--json FILE`: version 1 of the format; fields may be added, none changes its meaning. */
export function toJsonReport(files: readonly FileReport[], redactor: Redactor): string {
  const requests = files.map(({ file, text, outcomes }) => ({
    file,
    requests: outcomes.map((outcome) => toReport(outcome, text)),
  }));
  const all = files.flatMap(({ outcomes }) => outcomes);
  const count = (kind: Outcome['kind']): number => all.filter((outcome) => outcome.kind === kind).length;
  const summary = {
    passed: count('passed'),
    failed: count('failed'),
    errors: count('error'),
    skipped: count('skipped'),
  };
  return redactor.redact(`${JSON.stringify({ version: 1, files: requests, summary }, undefined, 2)}\n`);
}

/** `--junit FILE`: the common subset that CI servers read; a file is a suite, a request a case. */
export function toJunitReport(files: readonly FileReport[], redactor: Redactor): string {
  const suites = files.map((report) => {
    const { outcomes, file } = report;
    const count = (kind: Outcome['kind']): number => outcomes.filter((outcome) => outcome.kind === kind).length;
    const counts = `tests="${outcomes.length}" failures="${count('failed')}" errors="${count('error')}" skipped="${count('skipped')}"`;
    return `  <testsuite name="${xml(file)}" ${counts}>\n${outcomes.map((outcome) => testCase(outcome, report)).join('')}  </testsuite>\n`;
  });
  return redactor.redact(`<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('')}</testsuites>\n`);
}

function testCase(outcome: Outcome, { file, text }: FileReport): string {
  const report = toReport(outcome, text);
  const head = `    <testcase name="${xml(report.name)}" classname="${xml(file)}" time="${((report.timeMs ?? 0) / 1000).toFixed(3)}"`;
  const message = xml(messageOf(outcome));
  if (outcome.kind === 'passed') return `${head}/>\n`;
  const element = { failed: 'failure', error: 'error', skipped: 'skipped' }[outcome.kind];
  return `${head}>\n      <${element} message="${message}"/>\n    </testcase>\n`;
}

/** In one line: what was expected and what was there. */
export function messageOf(outcome: Outcome): string {
  if ('error' in outcome) return outcome.error.message;
  const { assertions, response } = outcome.exchange;
  const wrong = assertions.filter(({ passed }) => !passed);
  if (wrong.length > 0) return wrong.map(({ condition, actual }) => `expected ${condition}, was ${actual}`).join('; ');
  return response.truncated ? 'the response was cut short' : `status ${response.status}`;
}

function toReport(outcome: Outcome, text: string): RequestReport {
  const { request, kind } = outcome;
  const common = {
    name: nameOf(request),
    line: lineOf(text, request.lineSpan.start),
    outcome: kind,
    method: request.method,
  };
  if ('error' in outcome) return { ...common, error: outcome.error.message };
  const { request: sent, response, attempts, assertions } = outcome.exchange;
  return {
    ...common,
    url: `${sent.url.origin}${sent.url.pathname}`,
    status: response.status,
    timeMs: Math.round(response.timings.totalMs),
    attempts,
    assertions: assertions.map(({ condition, passed, actual }) => ({ condition, passed, actual })),
  };
}

export function nameOf(request: RequestNode): string {
  const title = request.title ?? '';
  return request.name ?? (title === '' ? `${request.method} ${request.url}` : title);
}

export function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** XML 1.0: the five characters, and none of those that it cannot hold. */
function xml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
  };
  return text
    .replaceAll(/[^\t\n\r -\uD7FF\uE000-\uFFFD]/g, '?')
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? '')
    .replaceAll(/\s+/g, ' ');
}
