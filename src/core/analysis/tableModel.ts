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

  /** Stable, so that equal rows keep the order of the API. */
  #sorted(found: readonly number[], at: number, isDescending: boolean): readonly number[] {
    const keys = this.#cells.map((cells) => cells[at]?.sort);
    return found.toSorted((a, b) => this.#compare(keys[a], keys[b], isDescending ? -1 : 1));
  }

  #compare(a: TableCell['sort'], b: TableCell['sort'], direction: 1 | -1): number {
    const ranks = rank(a) - rank(b);
    if (ranks !== 0) return ranks; // in both directions
    if (typeof a === 'number' && typeof b === 'number') return direction * (a - b);
    return typeof a === 'string' && typeof b === 'string' ? direction * this.#collator.compare(a, b) : 0;
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

function rank(value: TableCell['sort']): number {
  if (typeof value === 'number') return 0;
  return value === undefined || value === '' ? 2 : 1;
}
