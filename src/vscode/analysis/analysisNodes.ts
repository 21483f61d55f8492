import * as vscode from 'vscode';
import { isOpen, type AnalysisJob, type JobState } from '../../core/analysis/analysisJob.ts';
import type { Metric } from '../../core/analysis/result.ts';
import { treeItem } from '../labels.ts';

interface JobNode {
  readonly kind: 'job';
  readonly job: AnalysisJob;
}

export type AnalysisNode =
  | { readonly kind: 'batch'; readonly name: string; readonly jobs: readonly AnalysisJob[] }
  | JobNode
  | { readonly kind: 'type'; readonly jobId: string; readonly type: string; readonly metrics: readonly Metric[] }
  | { readonly kind: 'metric'; readonly jobId: string; readonly metric: Metric }
  | { readonly kind: 'note'; readonly text: string }
  /** While there is nothing else: VS Code lets nothing be dropped on a view that welcomes. */
  | { readonly kind: 'start' };

/** Batches and single jobs, the newest first. */
export function toNodes(jobs: readonly AnalysisJob[]): AnalysisNode[] {
  const batches = new Map<string, AnalysisJob[]>();
  const nodes: { readonly at: number; readonly node: AnalysisNode }[] = [];
  for (const job of jobs) {
    if (job.batch === undefined) {
      nodes.push({ at: job.createdAt, node: { kind: 'job', job } });
      continue;
    }
    const batch = batches.get(job.batch);
    if (batch !== undefined) {
      batch.push(job);
      continue;
    }
    const first = [job];
    batches.set(job.batch, first);
    nodes.push({ at: job.createdAt, node: { kind: 'batch', name: job.batch, jobs: first } });
  }
  return nodes.sort((a, b) => b.at - a.at).map(({ node }) => node);
}

/** The metrics of a result by their types, in the order of the API. */
export function toTypeNodes(jobId: string, metrics: readonly Metric[]): AnalysisNode[] {
  const byType = new Map<string, Metric[]>();
  for (const metric of metrics) byType.set(metric.type, [...(byType.get(metric.type) ?? []), metric]);
  return [...byType].map(([type, own]) => ({ kind: 'type', jobId, type, metrics: own }));
}

export function toItem(node: AnalysisNode, now: number): vscode.TreeItem {
  if (node.kind === 'job') return jobItem(node, now);
  if (node.kind === 'batch') return batchItem(node.name, node.jobs);
  if (node.kind === 'type') return typeItem(node);
  if (node.kind === 'metric') return metricItem(node.metric);
  if (node.kind === 'start') return startItem();
  return treeItem({ label: node.text });
}

function startItem(): vscode.TreeItem {
  return treeItem({
    label: vscode.l10n.t('Analyse Portfolio…'),
    description: vscode.l10n.t('or drop CSV and Excel files here'),
    tooltip: vscode.l10n.t('Send a portfolio file (CSV or Excel) to the Matter API and see how sustainable it is.'),
    iconPath: new vscode.ThemeIcon('graph-line'),
    command: { command: 'matter.analysePortfolio', title: vscode.l10n.t('Analyse Portfolio…') },
  });
}

const icons: Readonly<Record<JobState, readonly [icon: string, colour?: string]>> = {
  queued: ['clock'],
  submitting: ['loading~spin'],
  waiting: ['loading~spin'],
  ready: ['pass', 'testing.iconPassed'],
  failed: ['error', 'testing.iconFailed'],
  'timed-out': ['watch', 'testing.iconFailed'],
  stopped: ['debug-pause'],
};

function iconOf(state: JobState): vscode.ThemeIcon {
  const [icon, colour] = icons[state];
  return new vscode.ThemeIcon(icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
}

function jobItem(node: JobNode, now: number): vscode.TreeItem {
  const { job } = node;
  const open = { command: 'matter.analysis.open', title: vscode.l10n.t('Open Result'), arguments: [node] };
  return treeItem({
    label: job.name,
    id: job.id,
    description: describe(job, now),
    iconPath: iconOf(job.state),
    tooltip: tooltip(job, now),
    contextValue: `analysis-${job.state}${job.source === undefined ? '' : '-source'}`,
    spoken: `${job.name}, ${describe(job, now)}`,
    ...(job.state === 'ready' ? { children: 'collapsed', command: open } : {}),
  });
}

/** The state, and what is worth knowing of it. */
function describe(job: AnalysisJob, now: number): string {
  if (job.state === 'ready') return describeReady(job);
  if (job.state === 'waiting') return describeWaiting(job, now);
  return job.message === undefined ? stateText(job.state) : `${stateText(job.state)} · ${job.message}`;
}

function describeReady({ holdings, result }: AnalysisJob): string {
  const matched = result?.holdingsMatched ?? '';
  const of = holdings === undefined ? matched : `${matched}/${holdings}`;
  return vscode.l10n.t('ready · {0} matched · {1} metrics', of, result?.metrics ?? '');
}

function describeWaiting({ submittedAt, createdAt, attempts, nextTryAt, message }: AnalysisJob, now: number): string {
  const parts = [vscode.l10n.t('waiting · {0} · try {1}', seconds(now - (submittedAt ?? createdAt)), attempts + 1)];
  if (nextTryAt !== undefined) parts.push(vscode.l10n.t('next try in {0}', seconds(Math.max(0, nextTryAt - now))));
  if (message !== undefined) parts.push(message);
  return parts.join(' · ');
}

export function stateText(state: JobState): string {
  const texts: Readonly<Record<JobState, string>> = {
    queued: vscode.l10n.t('queued'),
    submitting: vscode.l10n.t('sending'),
    waiting: vscode.l10n.t('waiting'),
    ready: vscode.l10n.t('ready'),
    failed: vscode.l10n.t('failed'),
    'timed-out': vscode.l10n.t('timed out'),
    stopped: vscode.l10n.t('stopped'),
  };
  return texts[state];
}

function tooltip(job: AnalysisJob, now: number): string {
  const source = job.source === undefined ? undefined : sourceName(job.source);
  const lines = [
    job.name,
    describe(job, now),
    source === undefined ? undefined : vscode.l10n.t('Portfolio: {0}', source),
    vscode.l10n.t('External id: {0}', job.externalId),
    vscode.l10n.t('Account: {0}', job.accountLabel),
    vscode.l10n.t('Created: {0}', new Date(job.createdAt).toLocaleString()),
  ];
  return lines.filter((line) => line !== undefined).join('\n');
}

/** A stored text may be anything. */
function sourceName(source: string): string {
  try {
    return vscode.workspace.asRelativePath(vscode.Uri.parse(source));
  } catch {
    return source;
  }
}

function seconds(ms: number): string {
  const all = Math.round(ms / 1000);
  return all < 120 ? `${all} s` : `${Math.floor(all / 60)} min`;
}

function batchItem(name: string, jobs: readonly AnalysisJob[]): vscode.TreeItem {
  const count = (test: (job: AnalysisJob) => boolean): number => jobs.filter(test).length;
  const [label = name, time = ''] = name.split(' · ');
  const failed = count(({ state }) => state === 'failed' || state === 'timed-out');
  const ready = vscode.l10n.t(
    '{0} of {1} ready',
    count(({ state }) => state === 'ready'),
    jobs.length,
  );
  return treeItem({
    label,
    children: 'collapsed',
    id: `batch ${name}`,
    tooltip: `${label}\n${time}`,
    description: failed === 0 ? ready : `${ready} · ${vscode.l10n.t('{0} failed', failed)}`,
    iconPath: new vscode.ThemeIcon(jobs.some(isOpen) ? 'loading~spin' : 'folder'),
    contextValue: jobs.some(isOpen) ? 'batch-open' : 'batch',
  });
}

function typeItem({ jobId, type, metrics }: Extract<AnalysisNode, { kind: 'type' }>): vscode.TreeItem {
  return treeItem({
    label: type === '' ? vscode.l10n.t('without type') : type,
    children: 'collapsed',
    id: `${jobId} ${type}`,
    description: String(metrics.length),
    iconPath: new vscode.ThemeIcon('symbol-class'),
  });
}

function metricItem({ name, id, value, unit, coverageWeight }: Metric): vscode.TreeItem {
  return treeItem({
    label: name === '' ? id : name,
    description: `${value.text} ${unit}`.trim(),
    tooltip: `${name}\n${id}\n${vscode.l10n.t('Coverage by weight: {0}', coverageWeight.text)}`,
    iconPath: new vscode.ThemeIcon('symbol-number'),
  });
}
