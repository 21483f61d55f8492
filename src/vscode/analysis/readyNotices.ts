import * as vscode from 'vscode';
import { isOpen, type AnalysisJob } from '../../core/analysis/analysisJob.ts';
import { plainText } from '../plainText.ts';

/** Where the user has left the window, VS Code tells of the job that ended. */
export function notifyWhenReady(open: (job: AnalysisJob) => void): (job: AnalysisJob) => void {
  const waiting = new Set<string>();
  return (job) => {
    if (isOpen(job)) {
      waiting.add(job.id);
      return;
    }
    const isNews = waiting.delete(job.id) && job.batch === undefined && job.state !== 'stopped';
    if (isNews && !vscode.window.state.focused) notify(job, open);
  };
}

function notify(job: AnalysisJob, open: (job: AnalysisJob) => void): void {
  const isReady = job.state === 'ready';
  const text = isReady
    ? vscode.l10n.t('The analysis of {0} is ready.', plainText(job.name))
    : vscode.l10n.t('The analysis of {0} failed: {1}', plainText(job.name), plainText(job.message ?? ''));
  const actions = isReady ? [vscode.l10n.t('Open Result')] : [];
  void vscode.window.showInformationMessage(text, ...actions).then((chosen) => {
    if (chosen !== undefined) open(job);
  });
}
