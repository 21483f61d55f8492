/** A cell as it is sorted, searched, shown and copied. */
export interface TableCell {
  /** What is shown. */
  readonly text: string;
  /** As the API sent it: on hover, and copied. */
  readonly raw: string;
  /** Numbers before texts, empty ones last. */
  readonly sort: number | string | undefined;
  /** From 0 to 1: drawn as a bar. */
  readonly share?: number;
}

export interface TableColumn<Row> {
  readonly key: string;
  readonly title: string;
  readonly isNumber: boolean;
  readonly cell: (row: Row) => TableCell;
}

export interface TableQuery {
  /** Words that all have to be somewhere in the row; in any case. */
  readonly search: string;
  /** A column's key and the text that its cell must have. */
  readonly filter?: { readonly key: string; readonly text: string };
  readonly sort?: { readonly key: string; readonly isDescending: boolean };
  /** The key of a column: its values become headings. */
  readonly groupBy?: string;
}

export type TableItem =
  | { readonly kind: 'group'; readonly label: string; readonly count: number }
  | { readonly kind: 'row'; readonly index: number };

/**
 * The rows of a table with their cells made once, so that a sort of thousands touches no formatter. `index`es are those
 * of the rows given.
 */
export class TableModel<Row> {
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly #cells: readonly (readonly TableCell[])[];
  readonly #texts: readonly string[];
  readonly #collator: Intl.Collator;
  readonly #ranks = new Map<number, Int32Array>();

  constructor(rows: readonly Row[], columns: readonly TableColumn<Row>[], locale: string) {
    this.rows = rows;
    this.columns = columns;
    this.#cells = rows.map((row) => columns.map(({ cell }) => cell(row)));
    this.#texts = this.#cells.map((cells) =>
      cells
        .map(({ text }) => text)
        .join('\n')
        .toLowerCase(),
    );
    this.#collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  }

  cells(index: number): readonly TableCell[] {
    return this.#cells[index] ?? [];
  }

  /** The different texts of a column, in order. */
  valuesOf(key: string): readonly string[] {
    const at = this.#columnOf(key);
    const texts = new Set(this.#cells.map((cells) => cells[at]?.text ?? ''));
    return [...texts].sort(this.#collator.compare);
  }

  query({ search, filter, sort, groupBy }: TableQuery): readonly TableItem[] {
    const found = this.#found(search, filter);
    const sorted = sort === undefined ? found : this.#sorted(found, this.#columnOf(sort.key), sort.isDescending);
    if (groupBy === undefined) return sorted.map((index) => ({ kind: 'row', index }));
    return this.#grouped(sorted, this.#columnOf(groupBy));
  }

  #columnOf(key: string): number {
    return this.columns.findIndex((column) => column.key === key);
  }

  #found(search: string, filter: TableQuery['filter']): readonly number[] {
    const words = search
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const at = filter === undefined ? -1 : this.#columnOf(filter.key);
    return this.#texts.flatMap((text, index) => {
      const isFound = words.every((word) => text.includes(word));
      return isFound && (filter === undefined || this.#cells[index]?.[at]?.text === filter.text) ? [index] : [];
    });
  }

  /** Works out the order of every column, so that the first sort is as fast as the others: for idle moments. */
  prepare(): void {
    for (const at of this.columns.keys()) this.#ranksOf(at);
  }

  /** Stable, so that equal rows keep the order of the API; empty cells come last in both directions. */
  #sorted(found: readonly number[], at: number, isDescending: boolean): readonly number[] {
    const ranks = this.#ranksOf(at);
    const key = (index: number): number => {
      const rank = ranks[index] ?? emptyRank;
      return isDescending && rank !== emptyRank ? -rank : rank;
    };
    return found.toSorted((a, b) => key(a) - key(b));
  }

  /** The place of each row in the order of a column, equal ones the same: comparing texts is slow, and done once. */
  #ranksOf(at: number): Int32Array {
    const known = this.#ranks.get(at);
    if (known !== undefined) return known;
    const keys = this.#cells.map((cells) => cells[at]?.sort);
    const order = keys.map((_, index) => index).sort((a, b) => this.#compare(keys[a], keys[b]));
    const ranks = new Int32Array(order.length);
    let rank = 0;
    for (const [place, index] of order.entries()) {
      const before = order[place - 1];
      if (before !== undefined && this.#compare(keys[before], keys[index]) !== 0) rank = place;
      ranks[index] = kindOf(keys[index]) === 2 ? emptyRank : rank;
    }
    this.#ranks.set(at, ranks);
    return ranks;
  }

  #compare(a: TableCell['sort'], b: TableCell['sort']): number {
    const kinds = kindOf(a) - kindOf(b);
    if (kinds !== 0) return kinds;
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return typeof a === 'string' && typeof b === 'string' ? this.#collator.compare(a, b) : 0;
  }

  #grouped(sorted: readonly number[], at: number): readonly TableItem[] {
    const groups = new Map<string, number[]>();
    for (const index of sorted) {
      const label = this.#cells[index]?.[at]?.text ?? '';
      const group = groups.get(label);
      if (group === undefined) groups.set(label, [index]);
      else group.push(index);
    }
    return [...groups]
      .sort(([a], [b]) => this.#collator.compare(a, b))
      .flatMap(([label, indexes]): TableItem[] => [
        { kind: 'group', label, count: indexes.length },
        ...indexes.map((index): TableItem => ({ kind: 'row', index })),
      ]);
  }
}

const emptyRank = 0x7fffffff;

/** Numbers before texts, empty ones last. */
function kindOf(value: TableCell['sort']): number {
  if (typeof value === 'number') return 0;
  return value === undefined || value === '' ? 2 : 1;
}
