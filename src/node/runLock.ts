import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { link, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../core/appError.ts';
import { parseJsonObject } from '../core/json.ts';
import { isAlive } from './processes.ts';

const beatMs = 1000;
/** An owner that gives no sign for this long is gone. */
const silenceMs = 6000;
const attempts = 20;

/** Who holds a lock: enough to know that it is dead, where this process can know that at all. */
interface Owner {
  readonly pid: number;
  /** What process ids count in: computer, boot and namespace. */
  readonly realm: string;
  /** When the process began, in the kernel's ticks; a process id may be used again. */
  readonly startedAt: string;
}

/**
 * One program at a time works in a folder, containers that share it included. A lock is a file with a rising number,
 * made by a link, which only one of many can make; the highest counts. Its owner touches it every second. It is taken
 * over where the owner is known to be dead, or gave no sign while it was watched: no clock is compared, so none can be
 * wrong. An owner that slept meanwhile learns it from `refuseIfLost`, before it sends anything.
 */
export class RunLock {
  readonly #path: string;
  readonly #number: number;
  /** What our file says, and no other one. */
  readonly #text: string;
  readonly #timer: NodeJS.Timeout;
  #beats = 0;

  private constructor(path: string, number: number, text: string) {
    this.#path = path;
    this.#number = number;
    this.#text = text;
    this.#timer = setInterval(() => void this.#beat(), beatMs).unref();
  }

  /** `path`: of the lock files, without their numbers. Rejects with 'usage' where another program works there. */
  static async acquire(path: string): Promise<RunLock> {
    await makeFolder(dirname(path));
    const text = JSON.stringify({ ...ownerOf(process.pid), token: randomUUID() });
    for (let attempt = 0; attempt < attempts; attempt++) {
      const last = await lastNumber(path);
      if (last > 0 && (await isOwned(`${path}.${last}`))) throw inUse(path);
      if (await create(path, last + 1, text)) {
        await removeBefore(path, last + 1);
        return new RunLock(path, last + 1, text);
      }
    }
    throw inUse(path);
  }

  /** Rejects with 'usage' where another program has taken over, as while this one slept. */
  async refuseIfLost(): Promise<void> {
    const isLast = (await lastNumber(this.#path)) === this.#number;
    // Where somebody removed our file, another one may have its number.
    if (isLast && (await textAt(`${this.#path}.${this.#number}`)) === this.#text) return;
    throw new AppError(
      'usage',
      `Another "matter analyse" has taken over in ${dirname(this.#path)}, as this one gave no sign. Nothing more is sent from here.`,
    );
  }

  async release(): Promise<void> {
    clearInterval(this.#timer);
    const file = `${this.#path}.${this.#number}`;
    if ((await textAt(file)) === this.#text) await rm(file, { force: true });
  }

  /** A count in place of a time: whoever watches looks for a change. */
  async #beat(): Promise<void> {
    this.#beats++;
    await utimes(`${this.#path}.${this.#number}`, this.#beats, this.#beats).catch(() => undefined);
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw new AppError('file', `${folder} is no folder that can be written. Choose another one.`, { cause });
  }
}

function inUse(path: string): AppError {
  return new AppError(
    'usage',
    `Another "matter analyse" works in ${dirname(path)}. Wait for it, or choose another folder.`,
  );
}

async function numbersOf(path: string): Promise<readonly number[]> {
  const prefix = `${basename(path)}.`;
  const names = await readdir(dirname(path));
  return names
    .filter((name) => name.startsWith(prefix) && /^\d{1,9}$/.test(name.slice(prefix.length)))
    .map((name) => Number(name.slice(prefix.length)));
}

async function lastNumber(path: string): Promise<number> {
  return Math.max(0, ...(await numbersOf(path)));
}

async function removeBefore(path: string, number: number): Promise<void> {
  for (const old of await numbersOf(path)) if (old < number) await rm(`${path}.${old}`, { force: true });
}

/** False where somebody else made it first. Linked, so that it is never there half written. */
async function create(path: string, number: number, text: string): Promise<boolean> {
  const draft = join(dirname(path), `${basename(path)}.draft-${randomUUID()}`);
  try {
    await writeFile(draft, text, { mode: 0o600 });
    await link(draft, `${path}.${number}`);
    return true;
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return false;
    throw new AppError('file', `${path} cannot be written. Check the folder and its permissions.`, { cause });
  } finally {
    await rm(draft, { force: true });
  }
}

/** Watches as long as it takes to know. */
async function isOwned(file: string): Promise<boolean> {
  const owner = parseJsonObject(await textAt(file)) as Partial<Owner> | undefined;
  const own = ownerOf(process.pid);
  const isHere = owner?.realm === own.realm && typeof owner.pid === 'number';
  if (isHere && (!isAlive(owner.pid) || startOf(owner.pid) !== owner.startedAt)) return false;
  const before = await beatOf(file);
  for (let waitedMs = 0; waitedMs < silenceMs; waitedMs += beatMs / 2) {
    await delay(beatMs / 2);
    const now = await beatOf(file);
    if (now === undefined) return false; // released
    if (now !== before) return true;
  }
  return false;
}

function textAt(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

async function beatOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).mtimeMs;
  } catch {
    return undefined;
  }
}

function ownerOf(pid: number): Owner {
  return { pid, realm: realm(), startedAt: startOf(pid) };
}

/** Elsewhere than on Linux a process id is of the computer as a whole. */
function realm(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return `${process.platform} ${hostname()}`;
  }
}

/** Field 22 of proc(5) stat; the name of the process, which may hold anything, ends with the last parenthesis. */
function startOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
