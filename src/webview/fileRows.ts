import type { LeftOutReason } from '../core/portfolio/portfolioTypes.ts';
import type { Review, ReviewColumn } from '../core/analysis/review.ts';
import type { ReviewStrings } from '../core/analysis/reviewMessage.ts';
import type { CellMark, ReviewRow, RowMark } from '../core/analysis/reviewSession.ts';
import type { GridCell, GridColumn, GridRow, GridSource } from './gridSource.ts';

/** Rows that are asked for at once. */
const block = 200;
/** Kept for scrolling back; more would only take memory. */
const mostKept = 20_000;

const emptyColumns: readonly ReviewColumn[] = [];

/** The rows of a file, asked for as they are looked at. */
export class FileRows implements GridSource {
  readonly frozenColumns = 1;
  readonly #strings: ReviewStrings;
  readonly #ask: (first: number, end: number) => void;
  readonly #rows = new Map<number, ReviewRow>();
  readonly #asked = new Set<number>();
  #columns = emptyColumns;
  #sheet = '';
  rowCount = 0;

  constructor(strings: ReviewStrings, ask: (first: number, end: number) => void) {
    this.#strings = strings;
    this.#ask = ask;
  }

  /** The file read anew: rows that are known stay until they come again, as their texts are the same. */
  show({ columns, sheet, rowCount }: Review): void {
    this.#columns = columns;
    this.#asked.clear();
    if (sheet !== this.#sheet || rowCount !== this.rowCount) this.#rows.clear();
    this.#sheet = sheet;
    this.rowCount = rowCount;
  }

  put(first: number, rows: readonly ReviewRow[]): void {
    if (this.#rows.size > mostKept) {
      this.#rows.clear();
      this.#asked.clear();
    }
    for (const [at, row] of rows.entries()) this.#rows.set(first + at, row);
  }

  get columns(): readonly GridColumn[] {
    const { row } = this.#strings;
    const width = Math.max(56, String(this.rowCount).length * 9 + 20);
    const number: GridColumn = { key: '#', title: row, isNumber: true, classes: 'place', width, grow: 0 };
    return [number, ...this.#columns.map((column, at) => this.#gridColumn(column, at))];
  }

  readonly idOf = (place: number): number => place;

  readonly row = (place: number): GridRow | undefined => {
    const row = this.#rows.get(place);
    if (row === undefined) return undefined;
    const findings = row.findings ?? [];
    const cells = this.#columns.map((column, at) => this.#cell(column, row.cells[at] ?? '', ofColumn(findings, at)));
    return { id: place, classes: markClass(row.mark), cells: [this.#placeCell(place, row), ...cells] };
  };

  readonly onShow = (first: number, end: number): void => {
    for (let at = Math.floor(first / block); at * block < end; at++) {
      if (this.#asked.has(at)) continue;
      this.#asked.add(at);
      this.#ask(at * block, Math.min(this.rowCount, (at + 1) * block));
    }
  };

  /** What there is to say of a row, for those who do not see its colours. */
  describe(place: number): string {
    const row = this.#rows.get(place);
    const findings = (row?.findings ?? []).map(({ message }) => message);
    const reason = reasonText(row?.mark, this.#strings);
    const notSent =
      reason === undefined ? [] : [this.#strings.isNotSent.replace('{0}', String(place + 1)).replace('{1}', reason)];
    return [...notSent, ...findings].join(' ');
  }

  #gridColumn({ name, letter, role, evidence, isNumber, characters }: ReviewColumn, at: number): GridColumn {
    const detail = role === undefined ? ' ' : this.#strings[role === 'scheme' ? 'schemeColumn' : role];
    const longest = Math.max(characters, name.length * 1.1 + 3, detail.length + 4);
    return {
      key: String(at),
      title: name === '' ? letter : name,
      detail,
      hint: [name, ...evidence].filter((text) => text !== '').join('\n'),
      isNumber,
      classes: role === undefined ? '' : `role ${role}`,
      width: Math.round(Math.min(280, Math.max(72, longest * 7.2 + 20))),
      grow: characters > 20 ? 2 : 1,
      hasMenu: true,
    };
  }

  #cell({ role }: ReviewColumn, text: string, findings: readonly CellMark[]): GridCell {
    const [worst] = findings;
    const roleClass = role === undefined ? '' : `role ${role}`;
    if (worst === undefined) return { text, classes: roleClass, ...(text.length > 20 ? { title: text } : {}) };
    const title = findings.map(({ message }) => message).join('\n');
    return { text, title, classes: `${roleClass} finding ${worst.severity}` };
  }

  #placeCell(place: number, row: ReviewRow): GridCell {
    const [worst] = (row.findings ?? []).filter(({ column }) => column === undefined);
    const title = this.describe(place);
    const classes = worst === undefined ? 'place' : `place finding ${worst.severity}`;
    return { text: String(place + 1), classes, ...(title === '' ? {} : { title }) };
  }
}

function ofColumn(findings: readonly CellMark[], at: number): readonly CellMark[] {
  return findings.filter(({ column }) => column === at);
}

function markClass(mark: RowMark | undefined): string {
  if (mark === undefined) return '';
  if (mark === 'header') return 'header-row';
  return mark === 'outside' ? mark : 'left-out';
}

/** Undefined for rows that are sent, and for those that nobody would take for holdings. */
export function reasonText(mark: RowMark | undefined, strings: ReviewStrings): string | undefined {
  if (mark === undefined || mark === 'header' || mark === 'outside') return undefined;
  const reasons: Readonly<Record<LeftOutReason | 'dropped', string>> = {
    total: strings.reasonTotal,
    cash: strings.reasonCash,
    'no identifier': strings.reasonNoIdentifier,
    'no weight': strings.reasonNoWeight,
    'repeated header': strings.reasonRepeatedHeader,
    text: strings.reasonText,
    hidden: strings.reasonHidden,
    'other table': strings.reasonOtherTable,
    'other part': strings.reasonOtherPart,
    dropped: strings.reasonDropped,
  };
  return reasons[mark];
}
