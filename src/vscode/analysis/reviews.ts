import * as vscode from 'vscode';
import { parseSavedReview } from '../../core/analysis/reviewMessage.ts';
import { Disposables } from '../disposables.ts';
import { PortfolioProblems } from './portfolioProblems.ts';
import { ReviewPage, type ReviewPorts } from './reviewPage.ts';
import { batchViewType, reviewEditorType } from './reviewViewTypes.ts';

/** The pages on which portfolio files are looked at: one file in an editor of its own, several in a panel. */
export class Reviews {
  readonly #ports: ReviewPorts;
  readonly #disposables = new Disposables();

  constructor(ports: Omit<ReviewPorts, 'onFindings'>) {
    const problems = this.#disposables.add(new PortfolioProblems());
    this.#ports = {
      ...ports,
      onFindings: (uri, findings) => {
        problems.set(uri, findings);
      },
    };
  }

  async open(uris: readonly vscode.Uri[]): Promise<void> {
    const [first, ...others] = uris;
    if (first === undefined) return;
    if (others.length === 0) await vscode.commands.executeCommand('vscode.openWith', first, reviewEditorType);
    else this.#adopt(vscode.window.createWebviewPanel(batchViewType, '', vscode.ViewColumn.Active), uris);
  }

  /** The editor of one file. */
  resolve(uri: vscode.Uri, panel: vscode.WebviewPanel): void {
    this.#show(panel, [uri]);
  }

  /** After a reload: the panel comes back with the files that it kept. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const uris = parseSavedReview(state)?.uris ?? [];
    if (uris.length < 2) panel.dispose();
    else
      this.#adopt(
        panel,
        uris.map((uri) => vscode.Uri.parse(uri)),
      );
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, uris: readonly vscode.Uri[]): void {
    panel.title = vscode.l10n.t('Analyse {0} Files', uris.length);
    panel.iconPath = vscode.Uri.joinPath(this.#ports.services.context.extensionUri, 'media', 'file.svg');
    this.#show(panel, uris);
  }

  #show(panel: vscode.WebviewPanel, uris: readonly vscode.Uri[]): void {
    const page = new ReviewPage(panel.webview, uris, this.#ports);
    panel.onDidDispose(() => {
      page.dispose();
    });
  }
}
