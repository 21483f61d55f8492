import type { Problem, Reference, Region, RegionKind, RegionReader } from './nodes.ts';
import { readOutline, type Outline } from './outline.ts';
import { findReferencesIn } from './references.ts';
import { kindNumber, type RegionTable } from './regionTable.ts';

/**
 * The text from one separator to the next, with its regions, references and problems. All offsets are relative to the
 * block: an edit elsewhere in the file leaves it as it is.
 */
export class Block implements RegionReader {
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly #table: RegionTable;
  readonly #from: number;
  readonly #to: number;
  #references: readonly Reference[] | undefined;
  #outline: Outline | undefined;

  /** `from`, `to`: its rows of the table. */
  constructor(text: string, problems: readonly Problem[], table: RegionTable, from: number, to: number) {
    this.text = text;
    this.problems = problems;
    this.#table = table;
    this.#from = from;
    this.#to = to;
  }

  /** In order and without gaps: every character is in exactly one. */
  get regions(): readonly Region[] {
    const regions: Region[] = [];
    for (let index = this.#from; index < this.#to; index++) regions.push(this.#region(index));
    return regions;
  }

  get references(): readonly Reference[] {
    return (this.#references ??= findReferencesIn(this.text, this.#table, this.#from));
  }

  get outline(): Outline {
    return (this.#outline ??= readOutline(this));
  }

  /** The first region of a kind, without looking at the others. */
  first(kind: RegionKind): Region | undefined {
    const number = kindNumber[kind];
    for (let index = this.#from; index < this.#to; index++) {
      if (this.#table.isKind(index, number)) return this.#region(index);
    }
    return undefined;
  }

  /** The regions of some kinds, without looking at the others. */
  all(...kinds: readonly RegionKind[]): readonly Region[] {
    const regions: Region[] = [];
    for (let index = this.#from; index < this.#to; index++) {
      if (kinds.includes(this.#table.kindAt(index))) regions.push(this.#region(index));
    }
    return regions;
  }

  regionAt(offset: number): Region | undefined {
    for (let index = this.#from; index < this.#to; index++) {
      if (offset < this.#table.endAt(index) || index === this.#to - 1) return this.#region(index);
    }
    return undefined;
  }

  #region(index: number): Region {
    return this.#table.regionOf(index, this.#from);
  }
}
