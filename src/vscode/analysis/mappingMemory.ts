import type * as vscode from 'vscode';
import type { Mapping } from '../../core/portfolio/mapping.ts';
import { readPortfolio } from '../../core/portfolio/readPortfolio.ts';
import type { Workbook } from '../../core/portfolio/workbook.ts';

const key = 'portfolioMappings.v1';
const limit = 100;

/** How the user mapped files with the same columns: names only, no holdings. */
export class MappingMemory {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  recall(table: Workbook): Mapping | undefined {
    if (!hasNames(table)) return undefined;
    return this.#all().find(([columns]) => columns === signature(table))?.[1];
  }

  /** Not the sheet: the next file may name its own otherwise. */
  async remember(table: Workbook, { sheet, ...mapping }: Mapping): Promise<void> {
    if (!hasNames(table)) return;
    const own = signature(table);
    const others = this.#all().filter(([columns]) => columns !== own);
    await this.#memento.update(key, [[own, mapping], ...others].slice(0, limit));
  }

  #all(): readonly (readonly [columns: string, mapping: Mapping])[] {
    return this.#memento.get(key, []);
  }
}

/** Letters are the same in every file without a header. */
function hasNames(table: Workbook): boolean {
  const { header } = readPortfolio(table).reading?.region ?? {};
  return header !== undefined && header.end > header.start;
}

function signature(table: Workbook): string {
  return (readPortfolio(table).reading?.region.names ?? []).join('\n').slice(0, 2000);
}
