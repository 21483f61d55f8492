/** What this project relies on in a package-lock.json of version 3. */
export interface Lockfile {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const sha512 = /^sha512-[A-Za-z0-9+/]{86}==$/;
/** A range of versions of a package of the registry: no address, no folder, no repository, no other name. */
const range = /^[\^~]?\d+(\.\d+){0,2}$/;

/** What is wrong with a lockfile, a line each; empty where it pins every package by the hash of its content. */
export function lockfileProblems(lock: Lockfile, manifest: Manifest): readonly string[] {
  const { '': root, ...packages } = lock.packages;
  return [
    ...(lock.lockfileVersion === 3 ? [] : [`version ${lock.lockfileVersion} instead of 3`]),
    ...(sameEntries(root?.devDependencies, manifest.devDependencies) ? [] : ['not made from package.json']),
    ...(manifest.dependencies === undefined && root?.dependencies === undefined ? [] : ['has runtime dependencies']),
    ...Object.entries(manifest.devDependencies)
      .filter(([, version]) => !range.test(version))
      .map(([name, version]) => `${name}: ${version} is no range of versions`),
    ...Object.entries(packages).flatMap(([path, locked]) => packageProblems(path, locked)),
  ];
}

function packageProblems(path: string, locked: LockedPackage): readonly string[] {
  const problems = [
    [!path.startsWith('node_modules/'), 'is outside of node_modules'],
    [!sha512.test(locked.integrity ?? ''), 'has no sha512'],
    [locked.resolved !== undefined, 'names where it comes from'],
    [locked.link === true, 'is a link to a folder'],
    [!/^\d+\.\d+\.\d+/.test(locked.version ?? ''), 'has no version'],
  ] as const;
  return problems.filter(([isThere]) => isThere).map(([, what]) => `${path} ${what}`);
}

function sameEntries(one: Readonly<Record<string, string>> = {}, other: Readonly<Record<string, string>>): boolean {
  const text = (entries: object) => JSON.stringify(Object.entries(entries).sort());
  return text(one) === text(other);
}

/** The packages that would run a program of their own when they are installed without --ignore-scripts. */
export function withInstallScript(lock: Lockfile): readonly string[] {
  const entries = Object.entries(lock.packages).filter(([, { hasInstallScript }]) => hasInstallScript === true);
  return entries.map(([path]) => path.replace(/^.*node_modules\//, ''));
}
