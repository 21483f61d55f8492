import type * as vscode from 'vscode';
import { findColumns, type Mapping } from '../../core/analysis/columns.ts';
import type { Table } from '../../core/analysis/table.ts';

const key = 'portfolioMappings.v1';
const limit = 100;

/** How the user mapped files with the same columns: names only, no holdings. */
export class MappingMemory {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  recall(table: Table): Mapping | undefined {
    return this.#all().find(([columns]) => columns === signature(table))?.[1];
  }

  async remember(table: Table, mapping: Mapping): Promise<void> {
    const own = signature(table);
    const others = this.#all().filter(([columns]) => columns !== own);
    await this.#memento.update(key, [[own, mapping], ...others].slice(0, limit));
  }

  #all(): readonly (readonly [columns: string, mapping: Mapping])[] {
    return this.#memento.get(key, []);
  }
}

function signature(table: Table): string {
  return findColumns(table).names.join('\n').slice(0, 2000);
}
