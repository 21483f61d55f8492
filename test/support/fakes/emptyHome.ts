import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run, type Ended } from '../servers/childProcess.ts';
import { filesBelow } from '../security/treeCopy.ts';

/** A user's places that hold nothing yet: home, temporary files and the folder to work in. */
export class EmptyHome {
  readonly #root = mkdtempSync(join(tmpdir(), 'matter-home-'));
  readonly cwd = this.#folder('work');
  readonly #env: Readonly<Record<string, string>>;

  constructor() {
    const [home, temporary] = [this.#folder('home'), this.#folder('temporary')];
    const homes = ['HOME', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME'];
    this.#env = Object.fromEntries([
      ...[...homes, 'XDG_DATA_HOME', 'XDG_STATE_HOME', 'XDG_RUNTIME_DIR'].map((name): [string, string] => [name, home]),
      ...['TMPDIR', 'TEMP', 'TMP'].map((name): [string, string] => [name, temporary]),
    ]);
  }

  /** The command line in these places; `flags` are Node's own. */
  matter(
    args: readonly string[],
    { env = {}, input, flags = [] }: { env?: Readonly<Record<string, string>>; input?: string; flags?: string[] } = {},
  ): Promise<Ended> {
    const surroundings = { cwd: this.cwd, env: { ...this.#env, ...env }, ...(input === undefined ? {} : { input }) };
    return run(process.execPath, [...flags, resolve('dist/matter.js'), ...args], surroundings);
  }

  /** Every file that is there now: its content by its path. */
  files(): ReadonlyMap<string, string> {
    return new Map(filesBelow(this.#root).map((path) => [path, readFileSync(join(this.#root, path), 'latin1')]));
  }

  /** Which file holds which of the values in any form. */
  holding(values: readonly string[], forms: (value: string) => readonly string[]): readonly string[] {
    const wanted = values.flatMap((value) => forms(value).map((form) => [value, form] as const));
    return [...this.files()].flatMap(([path, content]) =>
      wanted.filter(([, form]) => content.includes(form)).map(([value]) => `${path}: ${value}`),
    );
  }

  remove(): void {
    rmSync(this.#root, { recursive: true, force: true });
  }

  #folder(name: string): string {
    const path = join(this.#root, name);
    mkdirSync(path);
    return path;
  }
}
