// What `npm run test:security` has shown, counted from the run itself: it fails where a case is missing.
import { existsSync, readFileSync } from 'node:fs';
import { cases } from '../support/security/cases.ts';
import type { TallyKind } from '../support/security/tally.ts';

interface Note {
  readonly kind: TallyKind;
  readonly name: string;
  readonly count: number;
}

const hostile = {
  URL: 24,
  header: 16,
  template: 28,
  path: 24,
  webview: 24,
  workspace: 10,
  redirect: 10,
  sandbox: 16,
  terminal: 16,
  environment: 8,
  SSRF: 8,
} as const;
const threats = Array.from({ length: 34 }, (_, at) => `T${String(at + 1).padStart(2, '0')}`);
const least: Readonly<Partial<Record<TallyKind, number>>> = {
  interleaving: cases(10_000),
  'window check': 1,
  'fuzz:request file': cases(10_000),
  'fuzz:token answer': cases(10_000),
  'fuzz:API description': cases(2000),
  'fuzz:portfolio file': cases(10_000),
  'soak minute': 60,
  'supply chain check': 1,
  'trust check': 1,
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
  readonly #missing: string[] = [];

  constructor(notes: readonly Note[]) {
    this.#notes = notes;
  }

  summary(): Summary {
    const lines = [
      ...this.#hostile(),
      this.#threats(),
      this.#line('Faults', this.#cases('fault'), 134, 'as specified'),
      this.#leaks(),
      ...Object.entries(least).map(([kind, count]) => this.#atLeast(kind as TallyKind, count)),
    ];
    return { lines, missing: this.#missing };
  }

  /** Different names: a case that ran twice counts once. */
  #cases(kind: TallyKind): number {
    return new Set(this.#of(kind).map(({ name }) => name)).size;
  }

  #sum(kind: TallyKind): number {
    return this.#of(kind).reduce((sum, { count }) => sum + count, 0);
  }

  #of(kind: TallyKind): readonly Note[] {
    return this.#notes.filter((note) => note.kind === kind);
  }

  #line(what: string, shown: number, expected: number, how: string): string {
    const line = `${what}: ${shown} of ${expected} ${how}`;
    if (shown !== expected) this.#missing.push(line);
    return line;
  }

  #hostile(): readonly string[] {
    const groups = Object.entries(hostile).map(
      ([group, expected]) => [group, this.#cases(`hostile:${group}` as TallyKind), expected] as const,
    );
    for (const [group, shown, expected] of groups)
      if (shown !== expected) this.#line(group, shown, expected, 'blocked');
    const total = groups.reduce((sum, [, shown]) => sum + shown, 0);
    const detail = groups.map(([group, shown]) => `${shown} ${group}`).join(', ');
    return [this.#line('Hostile inputs', total, 184, 'blocked'), `  ${detail}`];
  }

  #threats(): string {
    const shown = new Set(this.#of('threat').map(({ name }) => name));
    const without = threats.filter((id) => !shown.has(id));
    const note = without.length === 0 ? '' : ` (without: ${without.join(', ')})`;
    return this.#line('Threats', threats.length - without.length, threats.length, `with a test of their name${note}`);
  }

  #leaks(): string {
    const [checks, hits, planted] = [
      this.#cases('leak check'),
      this.#cases('leak hit'),
      this.#sum('planted leak caught'),
    ];
    const line = `Leak matrix: ${checks}, ${hits} hits; planted leaks caught: ${planted}`;
    if (checks !== 576 || hits > 0 || planted === 0) this.#missing.push(line);
    return line;
  }

  #atLeast(kind: TallyKind, count: number): string {
    const shown = this.#sum(kind);
    const line = `${kind}: ${shown.toLocaleString('en')} (at least ${count.toLocaleString('en')})`;
    if (shown < count) this.#missing.push(line);
    return line;
  }
}
