/** A cell as it is drawn. Texts come from files and servers: they are set as text, never as HTML. */
export interface GridCell {
  readonly text: string;
  /** On hover. */
  readonly title?: string;
  /** Of the style sheet. */
  readonly classes?: string;
  /** From 0 to 1: drawn as a bar. */
  readonly share?: number;
}

export interface GridRow {
  /** What a selection holds on to, whatever the order; none of a heading. */
  readonly id: number | undefined;
  readonly classes?: string;
  /** One for each column; a heading has one for all of them. */
  readonly cells: readonly GridCell[];
}

export interface GridColumn {
  readonly key: string;
  readonly title: string;
  /** On hover; else the title. */
  readonly hint?: string;
  /** A second line below the title. */
  readonly detail?: string;
  readonly isNumber: boolean;
  readonly classes?: string;
  /** In pixels, to begin with. */
  readonly width: number;
  /** Its part of the room that is left; 0 keeps the width. */
  readonly grow: number;
  readonly sort?: 'ascending' | 'descending' | 'none';
  /** A click on its header opens a menu. */
  readonly hasMenu?: boolean;
}

/** What a grid shows. Rows may come later: the grid asks again when it is told to `refresh`. */
export interface GridSource {
  readonly columns: readonly GridColumn[];
  /** The first of them stay where they are when the rest scrolls. */
  readonly frozenColumns: number;
  readonly rowCount: number;
  /** Undefined while it is on its way. */
  readonly row: (place: number) => GridRow | undefined;
  /** Of the row there, loaded or not; undefined of a heading. */
  readonly idOf: (place: number) => number | undefined;
  /** The rows that are drawn, half-open: what lies there is wanted now. */
  readonly onShow?: (first: number, end: number) => void;
}
