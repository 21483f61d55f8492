import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { AppError } from '../core/appError.ts';
import { portfolioExtensions } from '../core/portfolio/portfolioExtensions.ts';
import { isIgnored } from './ignoredFolders.ts';
import { leadsOut } from './project.ts';

/** What a command reads: of a folder, the files with such a name. */
export interface InputKind {
  readonly matches: (name: string) => boolean;
  readonly what: string;
}

export const requestInputs: InputKind = { matches: (name) => name.endsWith('.matter'), what: '.matter file' };
export const portfolioInputs: InputKind = {
  matches: (name) => portfolioExtensions.includes(extname(name).slice(1).toLowerCase()),
  what: 'CSV or Excel file',
};

export interface Inputs {
  /** In the order of their names; each real file once, whatever links lead to it. */
  readonly files: readonly string[];
  /** Why others of a folder are left out, in whole sentences. */
  readonly problems: readonly string[];
  /** Regular files of the folders that are not wanted. */
  readonly others: readonly string[];
}

/** Files that are hidden, and what Excel keeps beside an open one. */
const hidden = /^(?:\.|~\$)/;

const mostEntries = 200_000;

/**
 * The files, and those below the folders: regular files that no link brings from elsewhere. Rejects with 'file' or 'usage'
 * where one that was named cannot be used.
 */
export async function inputFiles(paths: readonly string[], kind: InputKind): Promise<Inputs> {
  const walk = new Walk(kind);
  for (const path of paths) await walk.add(path);
  return walk;
}

class Walk implements Inputs {
  readonly files: string[] = [];
  readonly problems: string[] = [];
  readonly others: string[] = [];
  readonly #kind: InputKind;
  /** Files and folders by their real paths: links may form circles. */
  readonly #seen = new Set<string>();
  #entries = 0;

  constructor(kind: InputKind) {
    this.#kind = kind;
  }

  async add(path: string): Promise<void> {
    const found = await stat(path).catch((cause: unknown) => {
      throw new AppError('file', `${path} cannot be read. Check the path.`, { cause });
    });
    if (!found.isDirectory()) {
      const problem = await this.#addFile(path);
      if (problem !== undefined) throw new AppError('file', problem);
      return;
    }
    await this.#addFolder(path, await realpath(path));
    // What gives nothing new may have been there before.
    if (this.files.length + this.problems.length === 0)
      throw new AppError('usage', `${path} holds no ${this.#kind.what}.`);
  }

  /** `root`: the real folder that was named. */
  async #addFolder(folder: string, root: string): Promise<void> {
    const real = await realpath(folder);
    if (this.#seen.has(real)) return;
    this.#seen.add(real);
    for (const name of (await readdir(folder)).sort()) {
      if (++this.#entries > mostEntries)
        throw new AppError('usage', `There are more than ${mostEntries} files below ${folder}. Name a smaller folder.`);
      if (!isIgnored(`${name}/`)) await this.#addEntry(join(folder, name), name, root);
    }
  }

  async #addEntry(path: string, name: string, root: string): Promise<void> {
    const isHidden = hidden.test(name);
    const isWanted = !isHidden && this.#kind.matches(name);
    try {
      const found = await stat(path);
      if (found.isDirectory()) await this.#addFolderBelow(path, root);
      else if (isWanted) this.#tell(await this.#addFile(path, root));
      else if (!isHidden) this.others.push(path);
    } catch (error) {
      if (error instanceof AppError) throw error;
      // A name that is no UTF-8 is read as another one, which is not there.
      if (isWanted) this.problems.push(`${path} is left out: it cannot be read. Check its name, and where it leads.`);
    }
  }

  async #addFolderBelow(path: string, root: string): Promise<void> {
    if (await leadsOut(path, root)) this.#tell(`${path} is left out: it is a link to a folder elsewhere.`);
    else await this.#addFolder(path, root);
  }

  #tell(problem: string | undefined): void {
    if (problem !== undefined) this.problems.push(problem);
  }

  /** Why it cannot be used, if it cannot. */
  async #addFile(path: string, root?: string): Promise<string | undefined> {
    if (!(await stat(path)).isFile()) return `${path} is no regular file. Name a file or a folder.`;
    const real = await realpath(path);
    if (this.#seen.has(real)) return undefined;
    if (await leadsOut(path, root)) return `${path} is a link to a file elsewhere. Name that file, or put it there.`;
    this.#seen.add(real);
    this.files.push(path);
    return undefined;
  }
}
