import * as vscode from 'vscode';
import { isOpen, type AnalysisJob } from '../../core/analysis/analysisJob.ts';
import type { Report } from '../report.ts';

/** Where the user has left the window, VS Code tells of the job that ended. */
export function notifyWhenReady(report: Report, open: (job: AnalysisJob) => void): (job: AnalysisJob) => void {
  const waiting = new Set<string>();
  return (job) => {
    if (isOpen(job)) {
      waiting.add(job.id);
      return;
    }
    const isNews = waiting.delete(job.id) && job.batch === undefined && job.state !== 'stopped';
    if (isNews && !vscode.window.state.focused) notify(report, job, open);
  };
}

function notify(report: Report, job: AnalysisJob, open: (job: AnalysisJob) => void): void {
  const isReady = job.state === 'ready';
  const text = isReady
    ? vscode.l10n.t('The analysis of {0} is ready.', job.name)
    : vscode.l10n.t('The analysis of {0} failed: {1}', job.name, job.message ?? '');
  const actions = isReady ? [vscode.l10n.t('Open Result')] : [];
  void report.information(text, ...actions).then((chosen) => {
    if (chosen !== undefined) open(job);
  });
}
