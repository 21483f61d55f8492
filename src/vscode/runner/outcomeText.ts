import * as vscode from 'vscode';
import type { AssertionResult } from '../../core/run/assertions.ts';
import { isFailed } from '../../core/run/exchange.ts';
import type { Outcome } from '../../core/run/runAll.ts';
import { displayName } from '../../core/syntax/requestIdentity.ts';
import { summaryOf } from './responseText.ts';

const marks = { passed: '✓', failed: '✗', error: '✗', skipped: '-' } as const;

/** How a request of a run ended: a line, and one for each failed assertion. */
export function outcomeText(outcome: Outcome): string {
  const head = `  ${marks[outcome.kind]} ${displayName(outcome.request)}`;
  if ('error' in outcome) return `${head}: ${outcome.error.message}`;
  const { exchange } = outcome;
  const wrong = isFailed(exchange) ? exchange.assertions.filter(({ passed }) => !passed) : [];
  return [`${head}: ${summaryOf(exchange)}`, ...wrong.map((one) => `      ${assertionText(one)}`)].join('\n');
}

export function assertionText({ condition, actual }: AssertionResult): string {
  return vscode.l10n.t('Expected {0}, was {1}.', condition, actual);
}
