import * as vscode from 'vscode';
import type { AnalysisJob } from '../../core/analysis/analysisJob.ts';
import type { Finding } from '../../core/portfolio/finding.ts';
import type { Mapping } from '../../core/portfolio/mapping.ts';
import type { Portfolio } from '../../core/portfolio/portfolioTypes.ts';
import { readPortfolio } from '../../core/portfolio/readPortfolio.ts';
import { readWorkbook } from '../../core/portfolio/readWorkbook.ts';
import { repair, toRequestBody, type RepairChoices } from '../../core/portfolio/repairs.ts';
import { AppError } from '../../core/appError.ts';
import type { VirtualDocuments } from '../virtualDocuments.ts';
import type { MappingMemory } from './mappingMemory.ts';
import { countFindings, showFindings } from './portfolioReview.ts';
import { pickRepairs } from './repairItems.ts';

type Choice = 'send' | 'findings' | keyof RepairChoices;

interface ReadFile {
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly mapping: Mapping;
  readonly portfolio: Portfolio;
}

export interface ReviewedBatch {
  readonly name: string;
  readonly portfolios: readonly (Pick<AnalysisJob, 'name' | 'source' | 'mapping' | 'repairs'> & {
    readonly body: string;
  })[];
}

/** Several portfolios: read as their columns were mapped before, changed alike; those with errors are left out. */
export class BatchReview {
  readonly #uris: readonly vscode.Uri[];
  readonly #memory: MappingMemory;
  readonly #texts: VirtualDocuments;
  #repairs: RepairChoices = {};

  constructor(uris: readonly vscode.Uri[], memory: MappingMemory, texts: VirtualDocuments) {
    this.#uris = uris;
    this.#memory = memory;
    this.#texts = texts;
  }

  /** Undefined where the user leaves. */
  async run(): Promise<ReviewedBatch | undefined> {
    const location = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Reading {0} portfolios', this.#uris.length),
    };
    const files = await vscode.window.withProgress(location, () =>
      Promise.all(this.#uris.map((uri) => this.#read(uri))),
    );
    for (;;) {
      const choice = await this.#choose(files);
      if (choice === undefined) return undefined;
      if (choice === 'send') return { name: folderName(this.#uris), portfolios: this.#reviewed(files) };
      if (choice === 'findings')
        await showFindings(
          this.#texts,
          files.map(({ name, portfolio }) => ({ file: name, findings: portfolio.findings })),
        );
      else this.#repairs = pickRepairs(choice, this.#repairs);
    }
  }

  async #read(uri: vscode.Uri): Promise<ReadFile> {
    const name = vscode.workspace.asRelativePath(uri);
    try {
      const table = await readWorkbook(await vscode.workspace.fs.readFile(uri), name);
      const mapping = this.#memory.recall(table) ?? {};
      return { uri, name, mapping, portfolio: readPortfolio(table, mapping) };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const finding: Finding = { severity: 'error', code: 'file-empty', message: error.message };
      return {
        uri,
        name,
        mapping: {},
        portfolio: { ...readPortfolio({ kind: 'csv', sheets: [] }), findings: [finding], questions: [] },
      };
    }
  }

  #reviewed(files: readonly ReadFile[]): ReviewedBatch['portfolios'] {
    return files.flatMap(({ uri, mapping, portfolio }) => {
      const repaired = repair(portfolio, this.#repairs);
      if (repaired.errors.length > 0) return [];
      const name = uri.path.slice(uri.path.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '');
      return [{ name, source: uri.toString(), mapping, repairs: this.#repairs, body: toRequestBody(repaired) }];
    });
  }

  async #choose(files: readonly ReadFile[]): Promise<Choice | undefined> {
    const good = this.#reviewed(files).length;
    const items = batchItems(files, good, this.#repairs);
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Analyse {0} Portfolios', files.length),
      placeHolder:
        good === files.length
          ? vscode.l10n.t('All of them can be sent.')
          : vscode.l10n.t('{0} have errors and are left out, unless you choose what to change.', files.length - good),
      ignoreFocusOut: true,
    });
    return picked?.choice;
  }
}

function batchItems(
  files: readonly ReadFile[],
  good: number,
  repairs: RepairChoices,
): readonly (vscode.QuickPickItem & { readonly choice: Choice })[] {
  const findings = files.flatMap(({ portfolio }) => portfolio.findings);
  const box = (choice: keyof RepairChoices, label: string): vscode.QuickPickItem & { choice: Choice } => ({
    label: `${repairs[choice] === true ? '$(check)' : '$(circle-large-outline)'} ${label}`,
    choice,
  });
  return [
    ...(good === 0
      ? []
      : [{ label: vscode.l10n.t('$(play) Analyse {0} of {1}', good, files.length), choice: 'send' } as const]),
    ...(findings.length === 0
      ? []
      : [
          {
            label: vscode.l10n.t('$(list-unordered) Show Findings'),
            description: countFindings(findings),
            choice: 'findings',
          } as const,
        ]),
    box('dropBadRows', vscode.l10n.t('Drop Rows With Errors')),
    box('mergeDuplicates', vscode.l10n.t('Merge Duplicates')),
    box('normaliseWeights', vscode.l10n.t('Normalise Weights')),
  ];
}

/** Of the folder that the first of them is in. */
function folderName([first]: readonly vscode.Uri[]): string {
  return first?.path.split('/').at(-2) ?? '';
}
