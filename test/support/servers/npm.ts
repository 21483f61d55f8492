import { run, type Ended, type Surroundings } from './childProcess.ts';

/** Runs npm: the one that runs the tests, where one does. */
export function npm(args: readonly string[], surroundings: Surroundings): Promise<Ended> {
  const own = process.env['npm_execpath'];
  return own === undefined ? run('npm', args, surroundings) : run(process.execPath, [own, ...args], surroundings);
}
