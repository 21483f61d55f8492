import type { TableCell, TableColumn, TableItem, TableModel, TableQuery } from '../core/analysis/tableModel.ts';
import { button, element } from './dom.ts';

const rowHeight = 24;
/** Rows above and below of what is seen, so that scrolling shows no gaps. */
const spare = 10;

export interface GridOptions<Row> {
  readonly label: string;
  readonly onActivate: (row: Row | undefined) => void;
}

/**
 * A table of any length: only the rows that are seen exist (WAI-ARIA grid pattern with aria-rowcount). Arrows, Home, End
 * and the page keys move; Shift extends, Space toggles, Ctrl+A selects all, and copying takes the selected rows.
 */
export class Grid<Row> {
  readonly node: HTMLElement;
  readonly #model: TableModel<Row>;
  readonly #options: GridOptions<Row>;
  readonly #header = element('div', { role: 'row', class: 'row header', 'aria-rowindex': '1' });
  readonly #body = element('div', { role: 'rowgroup', class: 'body' });
  #hidden: ReadonlySet<string>;
  #query: Omit<TableQuery, 'sort'> = { search: '' };
  #sort: TableQuery['sort'];
  #items: readonly TableItem[] = [];
  #selected = new Set<number>();
  /** Places in the items: where the keyboard is, and where a selection with Shift began. */
  #active = -1;
  #anchor = -1;
  readonly #drawn = new Map<number, HTMLElement>();

  constructor(model: TableModel<Row>, options: GridOptions<Row>, hidden: ReadonlySet<string>) {
    this.#model = model;
    this.#options = options;
    this.#hidden = hidden;
    this.node = element(
      'div',
      { role: 'grid', class: 'grid', tabindex: '0', 'aria-label': options.label, 'aria-multiselectable': 'true' },
      element('div', { role: 'rowgroup', class: 'head' }, this.#header),
      this.#body,
    );
    this.node.addEventListener('scroll', () => {
      this.#draw();
    });
    this.node.addEventListener('keydown', (event) => {
      this.#onKey(event);
    });
    this.#body.addEventListener('mousedown', (event) => {
      this.#onClick(event);
    });
    new ResizeObserver(() => {
      this.#draw();
    }).observe(this.node);
    this.#drawHeader();
  }

  /** How many rows there are; the order stays. */
  show(query: Omit<TableQuery, 'sort'>): number {
    this.#query = query;
    this.#items = this.#model.query(this.#sort === undefined ? query : { ...query, sort: this.#sort });
    this.#active = Math.min(this.#active, this.#items.length - 1);
    this.#anchor = this.#active;
    this.node.setAttribute('aria-rowcount', String(this.#items.length + 1));
    this.#body.style.height = `${this.#items.length * rowHeight}px`;
    this.#drawHeader();
    this.#redraw();
    return this.#items.filter(({ kind }) => kind === 'row').length;
  }

  hide(keys: ReadonlySet<string>): void {
    this.#hidden = keys;
    this.#drawHeader();
    this.#redraw();
  }

  /** The selected rows, else the one where the keyboard is, as a table with tabs; undefined where there is none. */
  copied(): string | undefined {
    const chosen = this.#items.flatMap((item, place) =>
      item.kind === 'row' && (this.#selected.size === 0 ? place === this.#active : this.#selected.has(item.index))
        ? [item.index]
        : [],
    );
    if (chosen.length === 0) return undefined;
    const clean = (text: string): string => text.replaceAll(/[\t\r\n]+/g, ' ');
    const titles = this.#columns().map(({ column }) => clean(column.title));
    const rows = chosen.map((index) => this.#columns().map(({ at }) => clean(this.#model.cells(index)[at]?.raw ?? '')));
    return [titles, ...rows].map((cells) => cells.join('\t')).join('\n');
  }

  #columns(): readonly { readonly column: TableColumn<Row>; readonly at: number }[] {
    return this.#model.columns
      .map((column, at) => ({ column, at }))
      .filter(({ column }) => !this.#hidden.has(column.key));
  }

  #drawHeader(): void {
    const sort = this.#sort;
    const columns = this.#columns();
    const focused = document.activeElement?.getAttribute('data-key');
    this.node.setAttribute('aria-colcount', String(columns.length));
    const widths = columns.map(({ column }) => ({ least: leastWidth(column), share: column.key === 'name' ? 3 : 1 }));
    this.node.style.setProperty(
      '--columns',
      widths.map(({ least, share }) => `minmax(${least}px, ${share}fr)`).join(' '),
    );
    this.node.style.setProperty('--least', `${widths.reduce((sum, { least }) => sum + least, 0)}px`);
    this.#header.replaceChildren(
      ...columns.map(({ column: { key, title, isNumber } }) => {
        const isSorted = sort?.key === key;
        const direction = isSorted ? (sort.isDescending ? 'descending' : 'ascending') : 'none';
        const mark = isSorted ? (sort.isDescending ? ' ↓' : ' ↑') : '';
        const sorter = button(
          title + mark,
          () => {
            this.#sortBy(key);
          },
          { 'data-key': key, title },
        );
        return element(
          'div',
          { role: 'columnheader', class: isNumber ? 'number' : '', 'aria-sort': direction },
          sorter,
        );
      }),
    );
    if (focused !== null && focused !== undefined)
      this.#header.querySelector<HTMLElement>(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  }

  /** Numbers begin with the largest; a second time turns it round, a third takes it back. */
  #sortBy(key: string): void {
    const isLargestFirst = this.#model.columns.find((column) => column.key === key)?.isNumber === true;
    if (this.#sort?.key !== key) this.#sort = { key, isDescending: isLargestFirst };
    else if (this.#sort.isDescending === isLargestFirst) this.#sort = { key, isDescending: !isLargestFirst };
    else this.#sort = undefined;
    this.node.scrollTop = 0;
    this.show(this.#query);
  }

  #redraw(): void {
    for (const row of this.#drawn.values()) row.remove();
    this.#drawn.clear();
    this.#draw();
  }

  #draw(): void {
    const top = this.node.scrollTop;
    const first = Math.max(0, Math.floor(top / rowHeight) - spare);
    const last = Math.min(this.#items.length, Math.ceil((top + this.node.clientHeight) / rowHeight) + spare);
    for (const [place, row] of this.#drawn) {
      if (place >= first && place < last) continue;
      row.remove();
      this.#drawn.delete(place);
    }
    for (let place = first; place < last; place++) {
      const item = this.#items[place];
      if (item === undefined || this.#drawn.has(place)) continue;
      const row = this.#row(item, place);
      this.#drawn.set(place, row);
      this.#body.append(row);
    }
    this.#mark();
  }

  #row(item: TableItem, place: number): HTMLElement {
    const attributes = {
      role: 'row',
      id: `row-${place}`,
      'data-place': String(place),
      'aria-rowindex': String(place + 2),
    };
    const isGroup = item.kind === 'group';
    const cells = isGroup
      ? [
          element(
            'div',
            { role: 'gridcell', class: 'group' },
            `${item.label === '' ? '–' : item.label} (${item.count})`,
          ),
        ]
      : this.#columns().map(({ column, at }) => cellNode(this.#model.cells(item.index)[at], column.isNumber));
    const row = element('div', { ...attributes, class: isGroup ? 'row heading' : 'row' }, ...cells);
    row.style.top = `${place * rowHeight}px`;
    return row;
  }

  /** Which rows are selected, and where the keyboard is. */
  #mark(): void {
    for (const [place, row] of this.#drawn) {
      const item = this.#items[place];
      row.classList.toggle('active', place === this.#active);
      if (item?.kind === 'row') row.setAttribute('aria-selected', String(this.#selected.has(item.index)));
    }
    if (this.#drawn.has(this.#active)) this.node.setAttribute('aria-activedescendant', `row-${this.#active}`);
    else this.node.removeAttribute('aria-activedescendant');
  }

  #onKey(event: KeyboardEvent): void {
    if (event.target !== this.node) return; // a button of the header
    const page = Math.max(1, Math.floor(this.node.clientHeight / rowHeight) - 2);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: this.#active + 1,
      ArrowUp: this.#active - 1,
      PageDown: this.#active + page,
      PageUp: this.#active - page,
      Home: 0,
      End: this.#items.length - 1,
    };
    const target = moves[event.key];
    if (target !== undefined) this.#moveTo(target, event.shiftKey);
    else if (event.key === ' ') this.#toggle(this.#active);
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) this.#select(0, this.#items.length - 1);
    else return;
    event.preventDefault();
  }

  #onClick(event: MouseEvent): void {
    const row = event.target instanceof Element ? event.target.closest('[data-place]') : null;
    const place = Number(row?.getAttribute('data-place') ?? -1);
    if (place < 0) return;
    if (event.ctrlKey || event.metaKey) {
      this.#active = place;
      this.#toggle(place);
    } else this.#moveTo(place, event.shiftKey);
  }

  #moveTo(place: number, extends_: boolean): void {
    this.#active = Math.max(0, Math.min(place, this.#items.length - 1));
    if (extends_) this.#select(this.#anchor < 0 ? this.#active : this.#anchor, this.#active);
    else {
      this.#anchor = this.#active;
      this.#select(this.#active, this.#active);
    }
    const top = this.#active * rowHeight;
    const height = this.node.clientHeight - rowHeight; // the header covers a row
    if (top < this.node.scrollTop) this.node.scrollTop = top;
    else if (top + rowHeight > this.node.scrollTop + height) this.node.scrollTop = top + rowHeight - height;
    this.#draw();
    const item = this.#items[this.#active];
    this.#options.onActivate(item?.kind === 'row' ? this.#model.rows[item.index] : undefined);
  }

  #select(from: number, to: number): void {
    const [first, last] = from < to ? [from, to] : [to, from];
    this.#selected = new Set(
      this.#items.slice(first, last + 1).flatMap((item) => (item.kind === 'row' ? [item.index] : [])),
    );
    this.#mark();
  }

  #toggle(place: number): void {
    const item = this.#items[place];
    if (item?.kind !== 'row') return;
    if (!this.#selected.delete(item.index)) this.#selected.add(item.index);
    this.#anchor = place;
    this.#mark();
  }
}

function cellNode(cell: TableCell | undefined, isNumber: boolean): HTMLElement {
  const { text = '', raw = '', share } = cell ?? {};
  const node = element('div', { role: 'gridcell', class: isNumber ? 'number' : '', title: raw }, text);
  if (share !== undefined) {
    node.classList.add('share');
    node.style.setProperty('--share', `${share * 100}%`);
  }
  return node;
}

/** Below which the grid scrolls sideways. */
function leastWidth<Row>({ key, isNumber }: TableColumn<Row>): number {
  if (key === 'name') return 240;
  return isNumber ? 96 : 84;
}
