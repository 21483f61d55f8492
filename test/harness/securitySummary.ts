// What `npm run test:security` has shown, counted from the run itself: it fails where a case is missing.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cases } from '../support/security/cases.ts';
import type { TallyKind } from '../support/security/tally.ts';

interface Note {
  readonly kind: TallyKind;
  readonly name: string;
  readonly count: number;
}

/** Every case by its name, by kind: what is shown is compared with it, so that none falls out unseen. */
const manifestFile = 'test/security/manifest.json';
/** The kinds whose cases are named there; the others are numbers of generated cases. */
const named: readonly TallyKind[] = [
  ...(['URL', 'header', 'template', 'path', 'webview', 'workspace'] as const).map(
    (group) => `hostile:${group}` as const,
  ),
  ...(['redirect', 'sandbox', 'terminal', 'environment', 'SSRF', 'editor'] as const).map(
    (group) => `hostile:${group}` as const,
  ),
  'threat',
  'fault',
  'leak check',
  'window check',
  'supply chain check',
  'trust check',
];
type Manifest = Readonly<Partial<Record<TallyKind, readonly string[]>>>;

const least: Readonly<Partial<Record<TallyKind, number>>> = {
  interleaving: cases(10_000),
  'fuzz:request file': cases(10_000),
  'fuzz:token answer': cases(10_000),
  'fuzz:API description': cases(2000),
  'fuzz:portfolio file': cases(10_000),
  'soak minute': 60,
};

export interface Summary {
  readonly lines: readonly string[];
  /** What was not shown; empty where all was. */
  readonly missing: readonly string[];
}

/** `files`: a note a line, as test/support/tally.ts writes them; a part that did not run has none. */
export function summarise(files: readonly string[]): Summary {
  return new Count(files.filter((file) => existsSync(file)).flatMap(readNotes)).summary();
}

function readNotes(file: string): readonly Note[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Note);
}

class Count {
  readonly #notes: readonly Note[];
  readonly #manifest: Manifest;
  readonly #missing: string[] = [];

  constructor(notes: readonly Note[]) {
    this.#notes = notes;
    this.#manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as Manifest;
  }

  summary(): Summary {
    const lines = [
      ...named.map((kind) => this.#compare(kind)),
      this.#leaks(),
      ...Object.entries(least).map(([kind, count]) => this.#atLeast(kind as TallyKind, count)),
    ];
    return { lines, missing: this.#missing };
  }

  /** A case that ran twice is one case. */
  shown(kind: TallyKind): readonly string[] {
    return [...new Set(this.#of(kind).map(({ name }) => name))].sort();
  }

  #compare(kind: TallyKind): string {
    const [shown, expected] = [this.shown(kind), this.#manifest[kind] ?? []];
    for (const name of expected) if (!shown.includes(name)) this.#missing.push(`${kind}: ${name}`);
    for (const name of shown)
      if (!expected.includes(name))
        this.#missing.push(`${kind}: "${name}" is not in ${manifestFile}. MATTER_UPDATE=1 adds it.`);
    return `${kind}: ${expected.filter((name) => shown.includes(name)).length} of ${expected.length}`;
  }

  #sum(kind: TallyKind): number {
    return this.#of(kind).reduce((sum, { count }) => sum + count, 0);
  }

  #of(kind: TallyKind): readonly Note[] {
    return this.#notes.filter((note) => note.kind === kind);
  }

  #leaks(): string {
    const [hits, planted] = [this.shown('leak hit').length, this.#sum('planted leak caught')];
    const line = `Leaks: ${hits}; planted ones caught: ${planted}`;
    if (hits > 0 || planted === 0) this.#missing.push(line);
    return line;
  }

  #atLeast(kind: TallyKind, count: number): string {
    const shown = this.#sum(kind);
    const line = `${kind}: ${shown.toLocaleString('en')} (at least ${count.toLocaleString('en')})`;
    if (shown < count) this.#missing.push(line);
    return line;
  }
}

/** After a whole run: its cases are those to expect from now on. */
export function updateManifest(files: readonly string[]): void {
  const count = new Count(files.filter((file) => existsSync(file)).flatMap(readNotes));
  const manifest = Object.fromEntries(named.map((kind) => [kind, count.shown(kind)]));
  writeFileSync(manifestFile, `${JSON.stringify(manifest, undefined, 2)}\n`);
}
