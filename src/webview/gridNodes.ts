import { button, element } from './dom.ts';
import type { GridCell, GridColumn, GridRow } from './gridSource.ts';

/** By which the grid says where the keyboard is; row -1 is the header. */
export function cellId(row: number, column: number): string {
  return row < 0 ? `head-${column}` : `cell-${row}-${column}`;
}

export interface HeaderActions {
  readonly onClick: () => void;
  readonly onDrag: (down: PointerEvent) => void;
  readonly onFit: () => void;
}

export function headerNode(column: GridColumn, at: number, classes: string, actions: HeaderActions): HTMLElement {
  const { key, title, hint = title, detail, sort, hasMenu = false } = column;
  const mark = sort === 'ascending' ? ' ↑' : sort === 'descending' ? ' ↓' : '';
  const opener = button('', actions.onClick, { tabindex: '-1', title: hint, 'data-key': key });
  opener.append(element('span', { class: 'title' }, title + mark));
  if (detail !== undefined) opener.append(element('span', { class: 'detail' }, detail));
  opener.addEventListener('mousedown', (event) => {
    event.preventDefault(); // the grid keeps the focus
  });
  const resizer = element('div', { class: 'resizer', role: 'presentation' });
  resizer.addEventListener('pointerdown', actions.onDrag);
  resizer.addEventListener('dblclick', actions.onFit);
  const attributes = { role: 'columnheader', id: cellId(-1, at), class: classes, 'aria-colindex': String(at + 1) };
  const node = element('div', attributes, opener, resizer);
  if (sort !== undefined) node.setAttribute('aria-sort', sort);
  if (hasMenu) node.setAttribute('aria-haspopup', 'menu');
  return node;
}

export function cellNode(cell: GridCell | undefined, row: number, at: number, classes: string): HTMLElement {
  const { text = '', title, share } = cell ?? {};
  const attributes = { role: 'gridcell', id: cellId(row, at), class: classes, 'aria-colindex': String(at + 1) };
  const node = element('div', attributes, text);
  if (title !== undefined) node.title = title;
  if (share === undefined) return node;
  node.classList.add('share');
  node.style.setProperty('--share', `${share * 100}%`);
  return node;
}

export function rowNode(row: GridRow | undefined, place: number, cells: () => readonly HTMLElement[]): HTMLElement {
  const attributes = { role: 'row', 'data-place': String(place), 'aria-rowindex': String(place + 2) };
  if (row === undefined) return element('div', { ...attributes, class: 'row coming', 'aria-busy': 'true' });
  const { id, classes = '' } = row;
  if (id !== undefined) return element('div', { ...attributes, class: `row ${classes}`.trim() }, ...cells());
  const heading = cellNode(row.cells[0], place, 0, 'group');
  return element('div', { ...attributes, class: 'row heading' }, heading);
}

/** What a cell would take, without being cut off. */
export function contentWidth(cell: Element): number {
  const measured = document.createRange();
  measured.selectNodeContents(cell);
  return measured.getBoundingClientRect().width;
}

/** Makes `wanted` the children, in this order, and leaves those alone that are there already. */
export function setChildren(parent: HTMLElement, wanted: readonly HTMLElement[]): void {
  const kept = new Set<Element>(wanted);
  for (const child of [...parent.children]) if (!kept.has(child)) child.remove();
  let next = parent.firstElementChild;
  for (const node of wanted) {
    if (node === next) next = next.nextElementSibling;
    else parent.insertBefore(node, next);
  }
}

/** `node` has the pointer until it is let go: what the drag began on may be drawn anew on the way. */
export function followDrag(node: HTMLElement, down: PointerEvent, onMove: (pixels: number) => void): void {
  down.preventDefault();
  node.setPointerCapture(down.pointerId);
  const ended = new AbortController();
  const { signal } = ended;
  node.addEventListener(
    'pointermove',
    ({ clientX }) => {
      onMove(clientX - down.clientX);
    },
    { signal },
  );
  node.addEventListener(
    'lostpointercapture',
    () => {
      ended.abort();
    },
    { signal },
  );
}
