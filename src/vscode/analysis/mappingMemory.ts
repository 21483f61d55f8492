import type * as vscode from 'vscode';
import { findColumns, type Mapping } from '../../core/portfolio/columns.ts';
import type { Table } from '../../core/portfolio/table.ts';

const key = 'portfolioMappings.v1';
const limit = 100;

/** How the user mapped files with the same columns: names only, no holdings. */
export class MappingMemory {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  recall(table: Table): Mapping | undefined {
    if (!hasNames(table)) return undefined;
    return this.#all().find(([columns]) => columns === signature(table))?.[1];
  }

  /** Not the sheet: the next file may name its own otherwise. */
  async remember(table: Table, { sheet, ...mapping }: Mapping): Promise<void> {
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
function hasNames(table: Table): boolean {
  return findColumns(table).headerRow >= 0;
}

function signature(table: Table): string {
  return findColumns(table).names.join('\n').slice(0, 2000);
}
