import type { TableCell, TableColumn, TableItem, TableModel, TableQuery } from '../core/analysis/tableModel.ts';
import type { GridCell, GridColumn, GridRow, GridSource } from './gridSource.ts';

/** A table of values as a grid shows it: filtered, grouped, sorted by its headers, without the hidden columns. */
export class TableSource<Row> implements GridSource {
  readonly frozenColumns = 1;
  readonly #model: TableModel<Row>;
  #hidden: ReadonlySet<string>;
  #query: Omit<TableQuery, 'sort'> = { search: '' };
  #sort: TableQuery['sort'];
  #items: readonly TableItem[] = [];

  constructor(model: TableModel<Row>, hidden: ReadonlySet<string>) {
    this.#model = model;
    this.#hidden = hidden;
  }

  get columns(): readonly GridColumn[] {
    return this.#shown().map(({ column: { key, title, isNumber } }) => {
      const isName = key === 'name';
      const width = isName ? 240 : isNumber ? 96 : 84;
      return { key, title, isNumber, width, grow: isName ? 3 : 1, sort: this.#directionOf(key) };
    });
  }

  #directionOf(key: string): NonNullable<GridColumn['sort']> {
    if (this.#sort?.key !== key) return 'none';
    return this.#sort.isDescending ? 'descending' : 'ascending';
  }

  get rowCount(): number {
    return this.#items.length;
  }

  /** Without headings. */
  get found(): number {
    return this.#items.filter(({ kind }) => kind === 'row').length;
  }

  readonly idOf = (place: number): number | undefined => {
    const item = this.#items[place];
    return item?.kind === 'row' ? item.index : undefined;
  };

  readonly row = (place: number): GridRow | undefined => {
    const item = this.#items[place];
    if (item === undefined) return undefined;
    if (item.kind === 'group')
      return { id: undefined, cells: [{ text: `${item.label === '' ? '–' : item.label} (${item.count})` }] };
    const cells = this.#model.cells(item.index);
    return { id: item.index, cells: this.#shown().map(({ at }) => toGridCell(cells[at])) };
  };

  query(query: Omit<TableQuery, 'sort'>): void {
    this.#query = query;
    this.#items = this.#model.query(this.#sort === undefined ? query : { ...query, sort: this.#sort });
  }

  hide(keys: ReadonlySet<string>): void {
    this.#hidden = keys;
  }

  /** Numbers begin with the largest; a second time turns it round, a third takes it back. */
  sortBy(shownColumn: number): void {
    const column = this.#shown()[shownColumn]?.column;
    if (column === undefined) return;
    const { key, isNumber: isLargestFirst } = column;
    if (this.#sort?.key !== key) this.#sort = { key, isDescending: isLargestFirst };
    else if (this.#sort.isDescending === isLargestFirst) this.#sort = { key, isDescending: !isLargestFirst };
    else this.#sort = undefined;
    this.query(this.#query);
  }

  /** These rows, in the order shown, with tabs between the cells; undefined where there are none. */
  copied(ids: ReadonlySet<number>): string | undefined {
    const chosen = this.#items.flatMap((item) => (item.kind === 'row' && ids.has(item.index) ? [item.index] : []));
    if (chosen.length === 0) return undefined;
    const clean = (text: string): string => text.replaceAll(/[\t\r\n]+/g, ' ');
    const titles = this.#shown().map(({ column }) => clean(column.title));
    const rows = chosen.map((index) => this.#shown().map(({ at }) => clean(this.#model.cells(index)[at]?.raw ?? '')));
    return [titles, ...rows].map((cells) => cells.join('\t')).join('\n');
  }

  #shown(): readonly { readonly column: TableColumn<Row>; readonly at: number }[] {
    return this.#model.columns
      .map((column, at) => ({ column, at }))
      .filter(({ column }) => !this.#hidden.has(column.key));
  }
}

function toGridCell(cell: TableCell | undefined): GridCell {
  const { text = '', raw = '', share } = cell ?? {};
  return { text, title: raw, ...(share === undefined ? {} : { share }) };
}
