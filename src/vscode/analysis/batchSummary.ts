import * as vscode from 'vscode';
import type { AnalysisJob } from '../../core/analysis/analysisJob.ts';
import { AppError } from '../../core/appError.ts';
import type { ReadonlyDocuments } from '../readonlyDocuments.ts';
import { stateText } from './analysisNodes.ts';

/** The portfolios of a batch as a table in a read-only document. */
export async function showSummary(texts: ReadonlyDocuments, jobs: readonly AnalysisJob[]): Promise<void> {
  const [first] = jobs;
  if (first === undefined) throw new AppError('usage', vscode.l10n.t('Choose a batch in the view Analyses.'));
  const title = first.batch ?? first.name;
  await texts.show(texts.add(title, 'md', () => toMarkdown(title, jobs)));
}

function toMarkdown(title: string, jobs: readonly AnalysisJob[]): string {
  const header = [
    vscode.l10n.t('Portfolio'),
    vscode.l10n.t('State'),
    vscode.l10n.t('Holdings'),
    vscode.l10n.t('Matched'),
    vscode.l10n.t('Metrics'),
    vscode.l10n.t('External id'),
    vscode.l10n.t('Message'),
  ];
  const rows = jobs.map(({ name, state, holdings, result, externalId, message }) => [
    name,
    stateText(state),
    holdings ?? '',
    result?.holdingsMatched ?? '',
    result?.metrics ?? '',
    externalId,
    message ?? '',
  ]);
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')).join(' | ')} |`;
  return [`# ${title}`, '', line(header), line(header.map(() => '---')), ...rows.map(line), ''].join('\n');
}
