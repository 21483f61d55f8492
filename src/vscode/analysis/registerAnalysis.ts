import * as vscode from 'vscode';
import type { CommandId } from '../commands.ts';
import { Disposables } from '../disposables.ts';
import type { Feature, Services } from '../services.ts';
import type { Analyses } from './analyses.ts';
import type { AnalysisNode } from './analysisNodes.ts';
import { registerTree } from '../trees.ts';
import { portfolioDrop } from './portfolioDrop.ts';
import { resultViewType } from './resultViewType.ts';
import { batchViewType, reviewEditorType } from './reviewViewTypes.ts';

type AnalysisCommandId = Extract<
  CommandId,
  `matter.analysis.${string}` | `matter.analyse${string}` | 'matter.openAnalysis'
>;

export interface AnalysisFeature extends Feature<AnalysisCommandId> {
  /** Goes on with what is open since the last start, if there is any. */
  readonly resume: () => Promise<void>;
}

/** The view Analyses and its commands; all but the view's frame is loaded with the first use. */
export function registerAnalysis(services: Services): AnalysisFeature {
  const disposables = new Disposables();
  const folder = vscode.Uri.joinPath(services.context.globalStorageUri, 'analyses');
  const changed = disposables.add(new vscode.EventEmitter<undefined>());
  let loading: Promise<Analyses> | undefined;
  const create = async (): Promise<Analyses> => {
    const { Analyses: Loaded } = await import('./analyses.ts');
    return disposables.add(
      await Loaded.create(services, folder.fsPath, () => {
        changed.fire(undefined);
      }),
    );
  };
  const load = async (): Promise<Analyses> => {
    loading ??= create();
    try {
      return await loading;
    } catch (error) {
      loading = undefined; // the next use tries again
      throw error;
    }
  };
  const provider: vscode.TreeDataProvider<AnalysisNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: async (node) => (await load()).children(node),
    getTreeItem: async (node) => (await load()).item(node),
  };
  const dragAndDropController = portfolioDrop(async (uris) => {
    await vscode.commands.executeCommand('matter.analysePortfolio', undefined, uris);
  });
  const treeOptions = { canSelectMany: true, dragAndDropController };
  disposables.add(registerTree('matter.analyses', provider, services.report, treeOptions));
  disposables.add(
    vscode.window.registerWebviewPanelSerializer(resultViewType, {
      deserializeWebviewPanel: async (panel, state) => (await load()).restore(panel, state),
    }),
  );
  registerReviews(load, disposables);
  return {
    handlers: analysisHandlers(load),
    resume: async () => {
      if (await hasFiles(folder)) await load();
    },
    dispose: () => {
      disposables.dispose();
    },
  };
}

/** VS Code opens these, and brings them back after a reload. */
function registerReviews(load: () => Promise<Analyses>, disposables: Disposables): void {
  const editor: vscode.CustomReadonlyEditorProvider = {
    openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
    resolveCustomEditor: async ({ uri }, panel) => {
      (await load()).reviews.resolve(uri, panel);
    },
  };
  const options = { supportsMultipleEditorsPerDocument: false };
  disposables.add(vscode.window.registerCustomEditorProvider(reviewEditorType, editor, options));
  disposables.add(
    vscode.window.registerWebviewPanelSerializer(batchViewType, {
      deserializeWebviewPanel: async (panel, state) => {
        (await load()).reviews.restore(panel, state);
      },
    }),
  );
}

async function hasFiles(folder: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.readDirectory(folder)).length > 0;
  } catch {
    return false; // nothing was analysed yet
  }
}

function analysisHandlers(load: () => Promise<Analyses>): AnalysisFeature['handlers'] {
  return {
    'matter.analysePortfolio': async (uri, uris) => (await load()).portfolios.analyse(uri, uris),
    'matter.openAnalysis': async () => (await load()).portfolios.openByExternalId(),
    'matter.analysis.open': async (node) => (await load()).open(node),
    'matter.analysis.compare': async (node, nodes) => (await load()).compare(node, nodes),
    'matter.analysis.stop': async (node) => (await load()).stop(node),
    'matter.analysis.resume': async (node) => (await load()).resume(node),
    'matter.analysis.rerun': async (node) => (await load()).rerun(node),
    'matter.analysis.rename': async (node) => (await load()).rename(node),
    'matter.analysis.copyId': async (node) => (await load()).copyId(node),
    'matter.analysis.delete': async (node, nodes) => (await load()).remove(node, nodes),
    'matter.analysis.summary': async (node) => (await load()).summary(node),
  };
}
