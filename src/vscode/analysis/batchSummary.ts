import * as vscode from 'vscode';
import type { AnalysisJob } from '../../core/analysis/analysisJob.ts';
import { textTable } from '../../core/analysis/textTable.ts';
import { AppError } from '../../core/appError.ts';
import type { VirtualDocuments } from '../virtualDocuments.ts';
import { stateText } from './analysisNodes.ts';

/** The portfolios of a batch as a table in a read-only document. */
export async function showSummary(texts: VirtualDocuments, jobs: readonly AnalysisJob[]): Promise<void> {
  const [first] = jobs;
  if (first === undefined) throw new AppError('usage', vscode.l10n.t('Choose a batch in the view Analyses.'));
  const uri = texts.add(first.batch ?? first.name, 'txt', () => toText(jobs));
  await texts.show(uri, vscode.ViewColumn.Active);
}

function toText(jobs: readonly AnalysisJob[]): string {
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
    String(holdings ?? ''),
    result?.holdingsMatched ?? '',
    String(result?.metrics ?? ''),
    externalId,
    message?.replaceAll(/\s+/g, ' ') ?? '',
  ]);
  return textTable([header, ...rows]);
}
