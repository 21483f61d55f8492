import { TableModel, type TableColumn } from '../core/analysis/tableModel.ts';
import type { ViewStrings } from '../core/analysis/viewMessage.ts';
import { checkbox, element, fill } from './dom.ts';
import { Grid } from './grid.ts';
import { TableSource } from './tableSource.ts';

export interface MetricsViewOptions<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly TableColumn<Row>[];
  /** The column that the drop-down filters by, and what it says for all. */
  readonly filterBy: string;
  readonly allLabel: string;
  readonly groupBy: string;
  readonly hidden: readonly string[];
  readonly strings: ViewStrings;
  readonly locale: string;
  readonly details: (row: Row) => Node;
}

/** Search, filter, groups and columns above a grid, the fields of the chosen row beside it. */
export class MetricsView<Row> {
  readonly toolbar: HTMLElement;
  readonly node: HTMLElement;
  readonly #options: MetricsViewOptions<Row>;
  readonly #model: TableModel<Row>;
  readonly #source: TableSource<Row>;
  readonly #grid: Grid;
  readonly #count = element('span', { class: 'count', role: 'status' });
  readonly #empty: HTMLElement;
  readonly #hidden: Set<string>;
  #search = '';
  #filter: string | undefined;
  #isGrouped = false;

  constructor(options: MetricsViewOptions<Row>) {
    this.#options = options;
    const { rows, columns, locale, strings, label } = options;
    this.#model = new TableModel(rows, columns, locale);
    this.#hidden = new Set(options.hidden);
    this.#empty = element('p', { class: 'empty' }, strings.nothingFound);
    // Hidden until a row is chosen: the table has the room until then.
    const details = element('aside', { class: 'details', 'aria-label': strings.details, tabindex: '0', hidden: '' });
    const onActivate = (place: number): void => {
      const id = this.#source.idOf(place);
      const row = id === undefined ? undefined : rows[id];
      details.hidden = row === undefined;
      details.replaceChildren(...(row === undefined ? [] : [options.details(row)]));
    };
    const onHeader = (column: number): void => {
      this.#source.sortBy(column);
      this.#grid.show(this.#source);
      this.#grid.scrollTo(0);
    };
    details.addEventListener('keydown', ({ key }) => {
      if (key !== 'Escape') return;
      details.hidden = true;
      this.#grid.node.focus();
    });
    this.#source = new TableSource(this.#model, this.#hidden);
    this.#grid = new Grid({ label, onActivate, onHeader });
    this.toolbar = element(
      'div',
      { class: 'tools' },
      this.#searchBox(),
      this.#filterBox(),
      this.#groupBox(),
      this.#columnsBox(),
      this.#count,
    );
    this.node = element('div', { class: 'metrics' }, this.#grid.node, this.#empty, details);
    this.#update();
    requestIdleCallback(() => {
      this.#model.prepare();
    });
  }

  copied(): string | undefined {
    return this.#source.copied(this.#grid.selected());
  }

  #update(): void {
    const { filterBy, groupBy, rows, strings, locale } = this.#options;
    this.#source.query({
      search: this.#search,
      ...(this.#filter === undefined ? {} : { filter: { key: filterBy, text: this.#filter } }),
      ...(this.#isGrouped ? { groupBy } : {}),
    });
    this.#grid.show(this.#source);
    const count = this.#source.found;
    const number = (value: number): string => value.toLocaleString(locale);
    this.#count.textContent = fill(strings.shown, number(count), number(rows.length));
    this.#empty.hidden = count > 0;
    this.#grid.node.hidden = count === 0;
  }

  #searchBox(): HTMLElement {
    const { strings } = this.#options;
    const input = element('input', { type: 'search', placeholder: strings.search, 'aria-label': strings.search });
    input.addEventListener('input', () => {
      this.#search = input.value;
      this.#update();
    });
    return input;
  }

  #filterBox(): HTMLElement {
    const { filterBy, allLabel, strings } = this.#options;
    const title = this.#options.columns.find(({ key }) => key === filterBy)?.title ?? '';
    const options = this.#model
      .valuesOf(filterBy)
      .map((value) => element('option', { value: `=${value}` }, value === '' ? strings.noType : value));
    const select = element('select', { 'aria-label': title }, element('option', { value: '' }, allLabel), ...options);
    select.addEventListener('change', () => {
      this.#filter = select.value === '' ? undefined : select.value.slice(1);
      this.#update();
    });
    return select;
  }

  #groupBox(): HTMLElement {
    return checkbox(this.#options.strings.groupByType, false, (isChecked) => {
      this.#isGrouped = isChecked;
      this.#update();
    });
  }

  #columnsBox(): HTMLElement {
    const { columns, strings } = this.#options;
    const boxes = columns.slice(1).map(({ key, title }) =>
      checkbox(title, !this.#hidden.has(key), (isChecked) => {
        if (isChecked) this.#hidden.delete(key);
        else this.#hidden.add(key);
        this.#source.hide(this.#hidden);
        this.#grid.show(this.#source);
      }),
    );
    const box = element(
      'details',
      { class: 'menu' },
      element('summary', {}, strings.columns),
      element('div', { class: 'choices' }, ...boxes),
    );
    box.addEventListener('keydown', ({ key }) => {
      if (key === 'Escape') box.open = false;
    });
    return box;
  }
}
