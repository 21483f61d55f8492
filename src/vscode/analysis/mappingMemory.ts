import type * as vscode from 'vscode';
import type { Review } from '../../core/analysis/review.ts';
import { parseMapping } from '../../core/analysis/reviewMessage.ts';
import type { Mapping } from '../../core/portfolio/mapping.ts';

const key = 'portfolioMappings.v2';
const limit = 100;

type Columns = Pick<Review, 'columns' | 'hasHeader'>;

/** How the user mapped files with the same columns: names only, no holdings. */
export class MappingMemory {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  recall(columns: Columns): Mapping | undefined {
    const own = signature(columns);
    const stored = own === undefined ? undefined : this.#all().find(([known]) => known === own)?.[1];
    return stored === undefined ? undefined : parseMapping(stored);
  }

  /**
   * The columns only: the next file may name its sheets otherwise and write its weights in another scale, which would
   * be sent wrong without a word.
   */
  async remember(columns: Columns, { id, weight, weightsFrom, splitBy }: Mapping): Promise<boolean> {
    const own = signature(columns);
    if (own === undefined) return false;
    const chosen = Object.entries({ id, weight, weightsFrom, splitBy }).filter(([, name]) => name !== undefined);
    const others = this.#all().filter(([known]) => known !== own);
    const mine = chosen.length === 0 ? [] : [[own, Object.fromEntries(chosen)]];
    await this.#memento.update(key, [...mine, ...others].slice(0, limit));
    return chosen.length > 0;
  }

  #all(): readonly (readonly [columns: string, mapping: unknown])[] {
    const stored: unknown = this.#memento.get(key);
    return Array.isArray(stored) ? stored.filter(isEntry) : [];
  }
}

function isEntry(value: unknown): value is readonly [string, unknown] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string';
}

/** Letters are the same in every file without a header. */
function signature({ columns, hasHeader }: Columns): string | undefined {
  return hasHeader
    ? columns
        .map(({ name }) => name)
        .join('\n')
        .slice(0, 2000)
    : undefined;
}
