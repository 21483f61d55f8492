import { element } from './dom.ts';
import { movedBy, type GridPlace } from './gridKeys.ts';
import { ColumnLayout, RowLayout } from './gridLayout.ts';
import { cellId, cellNode, contentWidth, followDrag, headerNode, rowNode, setChildren } from './gridNodes.ts';
import { GridSelection } from './gridSelection.ts';
import type { GridSource } from './gridSource.ts';

/** Rows above and below of what is seen, so that scrolling shows no gaps. */
const spare = 8;
const rowHeight = 24;
const widthStep = 16;
const widest = 600;

export interface GridOptions {
  readonly label: string;
  /** The row where the keyboard or the mouse is now. */
  readonly onActivate?: (place: number) => void;
  /** A header was clicked, or entered by keyboard; `anchor` is its element, for a menu. */
  readonly onHeader: (column: number, anchor: HTMLElement) => void;
}

/**
 * A table of any length and width: only the cells that are seen exist (WAI-ARIA grid pattern, one tab stop). Arrows,
 * Home, End and the page keys move, the header among the rows; Shift extends, Space toggles, Ctrl+A selects all rows.
 * On a header Enter does what a click does, and Shift with an arrow changes its width.
 */
export class Grid {
  readonly node: HTMLElement;
  readonly #options: GridOptions;
  readonly #header = element('div', { role: 'row', class: 'row header', 'aria-rowindex': '1' });
  readonly #head = element('div', { role: 'rowgroup', class: 'head' }, this.#header);
  readonly #rows = element('div', { class: 'rows', role: 'presentation' });
  readonly #body = element('div', { role: 'rowgroup', class: 'body' }, this.#rows);
  /** Places of columns as rules: a style sheet made by script is no inline style. */
  readonly #sheet = new CSSStyleSheet();
  readonly #layout = new ColumnLayout();
  readonly #selection = new GridSelection();
  #source: GridSource = { columns: [], frozenColumns: 0, rowCount: 0, row: nothing, idOf: nothing };
  #drawn = new Map<number, HTMLElement>();
  /** Those that scroll and are seen, half-open. */
  #columnsSeen: readonly [first: number, end: number] = [0, 0];
  #active: GridPlace = { row: 0, column: 0 };
  /** Whether anything was chosen yet. */
  #isActive = false;

  constructor(options: GridOptions) {
    this.#options = options;
    const attributes = { role: 'grid', class: 'grid', tabindex: '0', 'aria-multiselectable': 'true' };
    this.node = element('div', { ...attributes, 'aria-label': options.label }, this.#head, this.#body);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, this.#sheet];
    this.node.addEventListener('scroll', () => {
      this.#draw();
    });
    this.node.addEventListener('keydown', (event) => {
      if (event.target === this.node && this.#onKey(event)) event.preventDefault();
    });
    this.#body.addEventListener('mousedown', (event) => {
      this.#onMouse(event);
    });
    new ResizeObserver(() => {
      this.#lay();
    }).observe(this.node);
  }

  /** The row in the middle of what is seen: to come back to. */
  get middleRow(): number {
    const [first, end] = this.#rowLayout().range(this.node.scrollTop, 0);
    return Math.floor((first + end) / 2);
  }

  /** Shows other rows or columns; the place stays where it can. */
  show(source: GridSource): void {
    this.#source = source;
    const { columns, rowCount } = source;
    const [row, column] = [Math.min(this.#active.row, rowCount - 1), Math.min(this.#active.column, columns.length - 1)];
    this.#active = { row, column: Math.max(0, column) };
    this.node.setAttribute('aria-rowcount', String(rowCount + 1));
    this.node.setAttribute('aria-colcount', String(columns.length));
    this.#lay();
  }

  /** Draws anew what is seen: rows have come, or look otherwise. */
  refresh(): void {
    this.#drawn = new Map();
    this.#draw();
  }

  /** Brings a cell into the middle, and the keyboard to it. */
  goTo(row: number, column: number): void {
    this.scrollTo(row);
    this.#moveTo({ row, column }, false);
  }

  /** Brings a row into the middle. */
  scrollTo(row: number): void {
    this.node.scrollTop = this.#rowLayout().centre(row);
    this.#draw();
  }

  /** Ids of the selected rows, else of the one where the keyboard is. */
  selected(): ReadonlySet<number> {
    if (this.#selection.ids.size > 0) return this.#selection.ids;
    const id = this.#isActive ? this.#source.idOf(this.#active.row) : undefined;
    return new Set(id === undefined ? [] : [id]);
  }

  get #room(): number {
    return this.node.clientHeight - this.#head.offsetHeight;
  }

  #rowLayout(): RowLayout {
    return new RowLayout(this.#source.rowCount, rowHeight, this.#room);
  }

  /** Widths, heights and the header; then the rows. */
  #lay(): void {
    const { columns, frozenColumns } = this.#source;
    this.#layout.fit(columns, this.node.clientWidth);
    const rules = columns.map((_, at) => {
      const place = at < frozenColumns ? '' : `left: ${this.#layout.start(at)}px; `;
      return `.column-${at} { ${place}width: ${this.#layout.width(at)}px; }`;
    });
    this.#sheet.replaceSync(`.grid .row { width: ${this.#layout.total}px; }\n${rules.join('\n')}`);
    this.#columnsSeen = [-1, -1];
    this.#drawColumns(); // what is left below the header is the rows' room
    this.#body.style.height = `${this.#rowLayout().height}px`;
    this.#draw();
  }

  #draw(): void {
    this.#drawColumns();
    const { scrollTop } = this.node;
    const layout = this.#rowLayout();
    const [first, end] = layout.range(scrollTop, spare);
    const rows = new Map<number, HTMLElement>();
    for (let place = first; place < end; place++) rows.set(place, this.#drawn.get(place) ?? this.#rowNode(place));
    setChildren(this.#rows, [...rows.values()]);
    this.#drawn = rows;
    this.#rows.style.top = `${layout.top(first, scrollTop)}px`;
    this.#mark();
    this.#source.onShow?.(first, end);
  }

  /** The header, where other columns are seen than before; all rows are drawn anew then. */
  #drawColumns(): void {
    const { scrollLeft, clientWidth } = this.node;
    const { columns, frozenColumns } = this.#source;
    const frozen = this.#layout.start(frozenColumns);
    const [left, right] = this.#layout.between(scrollLeft + frozen, scrollLeft + clientWidth);
    const seen = [Math.max(left, frozenColumns), Math.max(right, frozenColumns)] as const;
    if (seen[0] === this.#columnsSeen[0] && seen[1] === this.#columnsSeen[1]) return;
    this.#columnsSeen = seen;
    this.#drawn = new Map();
    const nodes = this.#columnsDrawn().flatMap((at) => {
      const column = columns[at];
      if (column === undefined) return [];
      return headerNode(column, at, this.#classesOf(at, column.classes ?? ''), {
        onClick: () => {
          this.node.focus({ preventScroll: true });
          this.#moveTo({ row: -1, column: at }, false);
          this.#enterHeader(at);
        },
        onDrag: (down) => {
          const width = this.#layout.width(at);
          followDrag(this.node, down, (moved) => {
            this.#resize(column.key, width + moved);
          });
        },
        onFit: () => {
          const cells = [...this.node.querySelectorAll(`.column-${at}`)];
          this.#resize(column.key, Math.min(widest, Math.max(...cells.map(contentWidth)) + 20));
        },
      });
    });
    this.#header.replaceChildren(...nodes);
  }

  /** The frozen ones, then those that are seen. */
  #columnsDrawn(): readonly number[] {
    const [left, right] = this.#columnsSeen;
    return [...range(0, this.#source.frozenColumns), ...range(left, right)];
  }

  #rowNode(place: number): HTMLElement {
    const row = this.#source.row(place);
    return rowNode(row, place, () =>
      this.#columnsDrawn().map((at) => {
        const cell = row?.cells[at];
        return cellNode(cell, place, at, this.#classesOf(at, cell?.classes ?? ''));
      }),
    );
  }

  #classesOf(at: number, classes: string): string {
    const frozen = at < this.#source.frozenColumns ? ' frozen' : '';
    const number = this.#source.columns[at]?.isNumber === true ? ' number' : '';
    return `cell column-${at}${frozen}${number} ${classes}`.trim();
  }

  #resize(key: string, width: number): void {
    this.#layout.resize(key, width);
    this.#lay();
  }

  #enterHeader(column: number): void {
    const node = document.getElementById(cellId(-1, column));
    if (node !== null) this.#options.onHeader(column, node);
  }

  /** Which rows are selected, and where the keyboard is. */
  #mark(): void {
    for (const node of this.node.querySelectorAll('.active')) node.classList.remove('active');
    for (const [place, node] of this.#drawn) {
      const id = this.#source.idOf(place);
      if (id !== undefined) node.setAttribute('aria-selected', String(this.#selection.ids.has(id)));
    }
    const active = this.#isActive ? document.getElementById(cellId(this.#active.row, this.#active.column)) : null;
    active?.classList.add('active');
    if (active === null) this.node.removeAttribute('aria-activedescendant');
    else this.node.setAttribute('aria-activedescendant', active.id);
  }

  /** False for a key that is not the grid's. */
  #onKey(event: KeyboardEvent): boolean {
    if (this.#onHeaderKey(event) || this.#onSelectionKey(event)) return true;
    const { rowCount: rows, columns } = this.#source;
    const page = Math.max(1, Math.floor(this.#room / rowHeight) - 1);
    const from = this.#isActive ? this.#active : { row: event.key === 'ArrowDown' ? -1 : 0, column: 0 };
    const target = movedBy(event, from, { rows, columns: columns.length, page });
    if (target !== undefined) this.#moveTo(target, event.shiftKey);
    return target !== undefined;
  }

  #onHeaderKey({ key, shiftKey }: KeyboardEvent): boolean {
    const { row, column } = this.#active;
    const about = this.#source.columns[column];
    if (!this.#isActive || row !== -1 || about === undefined) return false;
    const step = key === 'ArrowRight' ? widthStep : key === 'ArrowLeft' ? -widthStep : 0;
    if (shiftKey && step !== 0) this.#resize(about.key, this.#layout.width(column) + step);
    else if (key === 'Enter' || key === ' ') this.#enterHeader(column);
    else return false;
    return true;
  }

  #onSelectionKey({ key, ctrlKey, metaKey }: KeyboardEvent): boolean {
    if (key === ' ') this.#selection.toggle(this.#active.row, this.#source.idOf);
    else if (key === 'a' && (ctrlKey || metaKey))
      this.#selection.select(0, this.#source.rowCount - 1, this.#source.idOf);
    else return false;
    this.#mark();
    return true;
  }

  #onMouse({ target, ctrlKey, metaKey, shiftKey }: MouseEvent): void {
    if (!(target instanceof Element)) return;
    const row = Number(target.closest('[data-place]')?.getAttribute('data-place') ?? -1);
    if (row < 0) return;
    const column = Number(target.closest('[aria-colindex]')?.getAttribute('aria-colindex') ?? 1) - 1;
    if (!ctrlKey && !metaKey) {
      this.#moveTo({ row, column }, shiftKey);
      return;
    }
    this.#isActive = true;
    this.#active = { row, column };
    this.#selection.toggle(row, this.#source.idOf);
    this.#mark();
  }

  #moveTo(place: GridPlace, extends_: boolean): void {
    this.#isActive = true;
    this.#active = place;
    if (place.row >= 0) this.#selection.moveTo(place.row, extends_, this.#source.idOf);
    this.#reveal(place);
    this.#draw();
    if (place.row >= 0) this.#options.onActivate?.(place.row);
  }

  #reveal({ row, column }: GridPlace): void {
    if (row >= 0) this.node.scrollTop = this.#rowLayout().reveal(row, this.node.scrollTop);
    const { frozenColumns } = this.#source;
    if (column < frozenColumns) return;
    const start = this.#layout.start(column) - this.#layout.start(frozenColumns);
    const end = this.#layout.start(column + 1) - this.node.clientWidth;
    if (start < this.node.scrollLeft) this.node.scrollLeft = start;
    else if (end > this.node.scrollLeft) this.node.scrollLeft = Math.min(start, end);
  }
}

function range(first: number, end: number): readonly number[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, at) => first + at);
}

function nothing(): undefined {
  return undefined;
}
