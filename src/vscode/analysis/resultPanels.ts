import * as vscode from 'vscode';
import type { AnalysisJob } from '../../core/analysis/analysisJob.ts';
import { compareResults } from '../../core/analysis/compare.ts';
import { comparisonFormats, findFormat, resultFormats, type ExportFormat } from '../../core/analysis/exportFormats.ts';
import { parseResult, type AnalysisResult } from '../../core/analysis/result.ts';
import { parseWebviewMessage, type HostMessage, type WebviewMessage } from '../../core/analysis/viewMessage.ts';
import { viewStrings } from '../../core/analysis/viewStrings.ts';
import { AppError, isCancelled } from '../../core/appError.ts';
import { isObject } from '../../core/json.ts';
import { toLabel } from '../labels.ts';
import type { Redactor } from '../../core/http/redactor.ts';
import { redactTexts } from './redactTexts.ts';
import type { Report } from '../report.ts';
import { resultViewType } from './resultViewType.ts';
import { fillWebview, translated } from './webviewPage.ts';

export interface ResultPanelsPorts {
  readonly extensionUri: vscode.Uri;
  readonly report: Report;
  readonly redactor: Redactor;
  readonly jobOf: (id: string) => AnalysisJob | undefined;
  /** The response as the API sent it. */
  readonly textOf: (job: AnalysisJob) => Promise<string>;
}

interface Loaded {
  readonly job: AnalysisJob;
  readonly text: string;
  readonly result: AnalysisResult;
}

interface Panel {
  readonly panel: vscode.WebviewPanel;
  readonly ids: readonly string[];
  tolerance: number;
}

/** A result, or a comparison of several, each in a webview of its own; drawn anew whenever it is looked at again. */
export class ResultPanels {
  readonly #ports: ResultPanelsPorts;
  readonly #panels = new Map<string, Panel>();

  constructor(ports: ResultPanelsPorts) {
    this.#ports = ports;
  }

  open(jobs: readonly AnalysisJob[]): void {
    const ids = jobs.map(({ id }) => id);
    const shown = this.#panels.get(ids.join());
    if (shown !== undefined) {
      shown.panel.reveal();
      return;
    }
    const title = toLabel(jobs.map(({ name }) => name).join(' ↔ '));
    this.#adopt(vscode.window.createWebviewPanel(resultViewType, title, vscode.ViewColumn.Active, {}), ids);
  }

  /** After a reload: the panel comes back with the ids that it kept. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const ids = isObject(state) ? state['jobIds'] : undefined;
    const known = Array.isArray(ids)
      ? ids.filter((id): id is string => typeof id === 'string' && this.#ports.jobOf(id) !== undefined)
      : [];
    if (known.length === 0) panel.dispose();
    else this.#adopt(panel, known);
  }

  dispose(): void {
    for (const { panel } of this.#panels.values()) panel.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, ids: readonly string[]): void {
    const own: Panel = { panel, ids, tolerance: 0 };
    this.#panels.set(ids.join(), own);
    panel.onDidDispose(() => this.#panels.delete(ids.join()));
    panel.iconPath = vscode.Uri.joinPath(this.#ports.extensionUri, 'media', 'file.svg');
    panel.webview.onDidReceiveMessage((value: unknown) => {
      const message = parseWebviewMessage(value);
      if (message !== undefined) void this.#receive(own, message);
    });
    fillWebview(panel.webview, this.#ports.extensionUri, 'result');
  }

  async #receive(own: Panel, message: WebviewMessage): Promise<void> {
    try {
      if (message.kind === 'tolerance') own.tolerance = message.tolerance;
      if (message.kind === 'ready' || message.kind === 'tolerance')
        await own.panel.webview.postMessage(redactTexts(await this.#show(own), this.#ports.redactor));
      else await this.#save(own, message);
    } catch (error) {
      if (!isCancelled(error)) this.#ports.report.error(error);
    }
  }

  async #load({ ids }: Panel): Promise<readonly Loaded[]> {
    const jobs = ids.map((id) => this.#ports.jobOf(id)).filter((job) => job !== undefined);
    if (jobs.length < ids.length) throw new AppError('usage', vscode.l10n.t('An analysis of this view was deleted.'));
    return Promise.all(
      jobs.map(async (job) => {
        const text = await this.#ports.textOf(job);
        return { job, text, result: parseResult(text) };
      }),
    );
  }

  async #show(own: Panel): Promise<HostMessage> {
    const loaded = await this.#load(own);
    const shown = { strings: translated(viewStrings), locale: vscode.env.language, jobIds: own.ids };
    const [first, ...others] = loaded;
    if (first !== undefined && others.length === 0) {
      const { job, result } = first;
      const exports = labelled(resultFormats);
      return {
        ...shown,
        exports,
        kind: 'result',
        name: job.name,
        account: job.accountLabel,
        holdings: job.holdings,
        result,
      };
    }
    const results = loaded.map(({ result }) => result);
    return {
      ...shown,
      exports: labelled(comparisonFormats),
      kind: 'comparison',
      names: namesOf(loaded),
      isSample: results.some(({ isSample }) => isSample),
      tolerance: own.tolerance,
      metrics: compareResults(results, own.tolerance),
    };
  }

  async #save(own: Panel, message: Extract<WebviewMessage, { kind: 'export' | 'image' }>): Promise<void> {
    const loaded = await this.#load(own);
    const { extension, content } =
      message.kind === 'image' ? imageOf(message) : exported(loaded, message.format, own.tolerance);
    const name = loaded.map(({ job }) => job.name.replaceAll(/[^\w.-]+/g, '-')).join('-vs-');
    const target = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.joinPath(folderOf(loaded[0]?.job), `${name}.${extension}`),
      filters: { [extension.toUpperCase()]: [extension] },
    });
    if (target === undefined) return;
    await vscode.workspace.fs.writeFile(target, content);
    void this.#ports.report.information(vscode.l10n.t('Saved {0}.', vscode.workspace.asRelativePath(target)));
  }
}

/** Beside the portfolio, else in the workspace. */
function folderOf(job: AnalysisJob | undefined): vscode.Uri {
  if (job?.source !== undefined) return vscode.Uri.joinPath(vscode.Uri.parse(job.source), '..');
  return vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
}

interface Exported {
  readonly extension: string;
  readonly content: Uint8Array;
}

function exported(loaded: readonly Loaded[], id: string, tolerance: number): Exported {
  const [first, ...others] = loaded;
  if (first !== undefined && others.length === 0) return written(resultFormats, id, first);
  const results = loaded.map(({ result }) => result);
  const metrics = compareResults(results, tolerance);
  return written(comparisonFormats, id, { names: namesOf(loaded), tolerance, metrics });
}

function written<T>(formats: readonly ExportFormat<T>[], id: string, content: T): Exported {
  const format = findFormat(formats, id);
  if (format === undefined) throw new AppError('usage', vscode.l10n.t('This view cannot be saved so.'));
  return { extension: format.extension, content: new TextEncoder().encode(format.write(content)) };
}

function labelled<T>(formats: readonly ExportFormat<T>[]): HostMessage['exports'] {
  return formats.map(({ id, label }) => ({ id, label: vscode.l10n.t(label) }));
}

/** With the day of the analysis where two have one name. */
function namesOf(loaded: readonly Loaded[]): readonly string[] {
  const names = loaded.map(({ job }) => job.name);
  if (new Set(names).size === names.length) return names;
  return loaded.map(({ job }) => `${job.name} (${new Date(job.createdAt).toLocaleString(vscode.env.language)})`);
}

function imageOf({ format, data }: Extract<WebviewMessage, { kind: 'image' }>): Exported {
  const content = format === 'svg' ? new TextEncoder().encode(data) : Buffer.from(data, 'base64');
  return { extension: format, content };
}
