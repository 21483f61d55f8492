import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { isExternalId, newExternalId } from '../../core/analysis/analysisJob.ts';
import { findingLine, type Finding } from '../../core/portfolio/finding.ts';
import { sumOf } from '../../core/portfolio/holding.ts';
import type { Mapping, Scale } from '../../core/portfolio/mapping.ts';
import type { Portfolio } from '../../core/portfolio/portfolioTypes.ts';
import { readPortfolio } from '../../core/portfolio/readPortfolio.ts';
import { readWorkbook } from '../../core/portfolio/readWorkbook.ts';
import { repair, toRequestBody, type RepairChoices, type RepairedPortfolio } from '../../core/portfolio/repairs.ts';
import { shortNumber } from '../../core/portfolio/shortNumber.ts';
import { cellText, columnLetter, type Workbook } from '../../core/portfolio/workbook.ts';
import type { VirtualDocuments } from '../virtualDocuments.ts';
import type { MappingMemory } from './mappingMemory.ts';
import { pickRepairs, repairItems, type Choice } from './repairItems.ts';

export interface ReviewedPortfolio {
  readonly name: string;
  readonly externalId: string;
  readonly mapping: Mapping;
  readonly repairs: RepairChoices;
  readonly body: string;
}

/** Shows how a portfolio file was read, what is wrong with it and what can be changed, until the user sends it or leaves. */
export class PortfolioReview {
  readonly #bytes: Uint8Array;
  readonly #memory: MappingMemory;
  readonly #texts: VirtualDocuments;
  readonly #file: string;
  readonly #name: string;
  #mapping: Mapping = {};
  #repairs: RepairChoices = {};
  #externalId: string;

  constructor(uri: vscode.Uri, bytes: Uint8Array, memory: MappingMemory, texts: VirtualDocuments) {
    this.#bytes = bytes;
    this.#memory = memory;
    this.#texts = texts;
    this.#file = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    this.#name = this.#file.replace(/\.[^.]+$/, '');
    this.#externalId = newExternalId(this.#name, Date.now(), randomUUID());
  }

  /** Undefined where the user leaves. Throws 'file' where it is no table. */
  async run(): Promise<ReviewedPortfolio | undefined> {
    const table = await readWorkbook(this.#bytes, this.#file);
    this.#mapping = this.#memory.recall(table) ?? {};
    if (isUnmapped(readPortfolio(table, this.#mapping)) && !(await this.#map(table))) return undefined;
    for (;;) {
      const portfolio = readPortfolio(table, this.#mapping);
      const repaired = repair(portfolio, this.#repairs);
      const choice = await this.#choose(table, portfolio, repaired);
      if (choice === undefined) return undefined;
      if (choice === 'send') return this.#reviewed(repaired);
      await this.#act(choice, table, portfolio);
    }
  }

  #reviewed(repaired: RepairedPortfolio): ReviewedPortfolio {
    const body = toRequestBody(repaired);
    return { name: this.#name, externalId: this.#externalId, mapping: this.#mapping, repairs: this.#repairs, body };
  }

  async #choose(table: Workbook, portfolio: Portfolio, repaired: RepairedPortfolio): Promise<Choice | undefined> {
    const items = reviewItems(table, portfolio, repaired, this.#repairs, this.#externalId, this.#mapping);
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Analyse {0}', this.#file),
      placeHolder: invitation(repaired.errors.length),
      ignoreFocusOut: true,
      matchOnDescription: true,
    });
    return picked?.choice;
  }

  async #act(choice: Exclude<Choice, 'send'>, table: Workbook, portfolio: Portfolio): Promise<void> {
    if (choice === 'findings') await showFindings(this.#texts, [{ file: this.#file, findings: portfolio.findings }]);
    else if (choice === 'columns') await this.#map(table);
    else if (choice === 'sheet') await this.#pickSheet(table);
    else if (choice === 'id') await this.#askId();
    else this.#repairs = pickRepairs(choice, this.#repairs);
  }

  async #askId(): Promise<void> {
    const id = await vscode.window.showInputBox({
      title: vscode.l10n.t('External Id'),
      prompt: vscode.l10n.t('Your own identifier of this analysis, unique for each job.'),
      value: this.#externalId,
      ignoreFocusOut: true,
      validateInput: (text) =>
        isExternalId(text) ? undefined : vscode.l10n.t('Letters, digits, dashes and underscores, 100 at most.'),
    });
    if (id !== undefined) this.#externalId = id;
  }

  async #pickSheet({ sheets }: Workbook): Promise<void> {
    const sheet = await vscode.window.showQuickPick(
      sheets.map(({ name }) => name),
      {
      title: vscode.l10n.t('Sheet'),
      ignoreFocusOut: true,
      },
    );
    if (sheet !== undefined) this.#mapping = { sheet };
  }

  /** False where the user leaves. */
  async #map(table: Workbook): Promise<boolean> {
    const id = await pickColumn(table, vscode.l10n.t('Which column holds the identifiers?'), this.#mapping, undefined);
    if (id === undefined) return false;
    const weight = await pickColumn(
      table,
      vscode.l10n.t('Which column holds the weights?'),
      { ...this.#mapping, id },
      id,
    );
    if (weight === undefined) return false;
    const scale = await pickScale();
    if (scale === undefined) return false;
    const { sheet } = this.#mapping;
    this.#mapping = { id, weight, ...(scale === 'found' ? {} : { scale }), ...(sheet === undefined ? {} : { sheet }) };
    await this.#memory.remember(table, this.#mapping);
    return true;
  }
}

function isUnmapped({ findings, questions }: Portfolio): boolean {
  return (
    findings.some(({ code }) => code === 'column-unknown') ||
    questions.some(({ topic }) => topic === 'identifier' || topic === 'weight')
  );
}

interface ReviewItem extends vscode.QuickPickItem {
  readonly choice?: Choice;
}

function reviewItems(
  table: Workbook,
  portfolio: Portfolio,
  repaired: RepairedPortfolio,
  repairs: RepairChoices,
  externalId: string,
  mapping: Mapping,
): readonly ReviewItem[] {
  const { reading, findings } = portfolio;
  const { scheme = 'ISIN', scale, columns, region } = reading ?? {};
  const { holdings, errors } = repaired;
  const weights = scale === 'percent' ? vscode.l10n.t('weights in percent') : vscode.l10n.t('weights as fractions');
  const read = vscode.l10n.t('{0}, {1}, sum {2}', scheme, weights, shortNumber(sumOf(holdings)));
  const nameOf = (at: number | undefined): string => (at === undefined ? '?' : (region?.names[at] ?? columnLetter(at)));
  const send = {
    label: vscode.l10n.t('$(play) Analyse {0} Holdings', holdings.length),
    description: read,
    choice: 'send',
  } as const;
  const { sheets } = table;
  return [
    ...(errors.length === 0 ? [send] : []),
    ...(findings.length === 0
      ? []
      : [
          {
            label: vscode.l10n.t('$(list-unordered) Show Findings'),
            description: countFindings(findings),
            choice: 'findings',
          } as const,
        ]),
    ...repairItems(portfolio, repairs),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: vscode.l10n.t('$(table) Map Columns…'),
      description: `${nameOf(columns?.identifier)}, ${nameOf(columns?.weight)}`,
      choice: 'columns',
    },
    ...(sheets.length > 1
      ? [
          {
            label: vscode.l10n.t('$(files) Choose Sheet…'),
            description: mapping.sheet ?? sheets[0]?.name ?? '',
            choice: 'sheet',
          } as const,
        ]
      : []),
    { label: vscode.l10n.t('$(tag) Change External Id…'), description: externalId, choice: 'id' },
  ];
}

export function countFindings(findings: readonly Finding[]): string {
  const count = (severity: Finding['severity']): number => findings.filter((one) => one.severity === severity).length;
  const [errors, warnings, notices] = [count('error'), count('warning'), count('information')];
  const parts = [
    errors === 1 ? vscode.l10n.t('1 error') : vscode.l10n.t('{0} errors', errors),
    warnings === 1 ? vscode.l10n.t('1 warning') : vscode.l10n.t('{0} warnings', warnings),
    notices === 1 ? vscode.l10n.t('1 notice') : vscode.l10n.t('{0} notices', notices),
  ];
  return parts.filter((_, at) => [errors, warnings, notices][at] !== 0).join(', ');
}

function invitation(errors: number): string {
  if (errors === 0) return vscode.l10n.t('Check how the file was read, then send it.');
  return errors === 1
    ? vscode.l10n.t('One error keeps it from being sent: correct the file, or choose what to change.')
    : vscode.l10n.t('{0} errors keep it from being sent: correct the file, or choose what to change.', errors);
}

export async function showFindings(
  texts: VirtualDocuments,
  files: readonly { readonly file: string; readonly findings: readonly Finding[] }[],
): Promise<void> {
  const lines = files.flatMap(({ file, findings }) => findings.map((finding) => findingLine(file, finding)));
  const title = files.length === 1 ? vscode.l10n.t('Findings in {0}', files[0]?.file ?? '') : vscode.l10n.t('Findings');
  await texts.show(
    texts.add(title, 'txt', () => `${lines.join('\n')}\n`),
    vscode.ViewColumn.Active,
  );
}

const shownSamples = 3;

async function pickColumn(
  table: Workbook,
  question: string,
  mapping: Mapping,
  except: string | undefined,
): Promise<string | undefined> {
  const { region } = readPortfolio(table, mapping).reading ?? {};
  const { names = [], body, sheet = 0 } = region ?? {};
  const rows = Array.from({ length: shownSamples }, (_, at) => (body?.start ?? 0) + at);
  const cells = table.sheets[sheet];
  const items = names
    .map((name, at) => ({
      label: name,
      description: cells === undefined ? '' : rows.map((row) => cellText(cells, row, at)).join(', '),
      // By letter, as two columns may have one name.
      column: names.indexOf(name) === at ? name : columnLetter(at),
    }))
    .filter(({ column }) => column !== except);
  const picked = await vscode.window.showQuickPick(items, {
    title: question,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return picked?.column;
}

async function pickScale(): Promise<Scale | 'found' | undefined> {
  const items: readonly (vscode.QuickPickItem & { readonly scale: Scale | 'found' })[] = [
    {
      label: vscode.l10n.t('Find out'),
      description: vscode.l10n.t('from % signs, the name and the sum'),
      scale: 'found',
    },
    { label: vscode.l10n.t('Percent'), description: '12.3', scale: 'percent' },
    { label: vscode.l10n.t('Fractions of 1'), description: '0.123', scale: 'fraction' },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('How are the weights written?'),
    ignoreFocusOut: true,
  });
  return picked?.scale;
}
