// `npm run test:security`: every test of test/security, those that need a real VS Code and a browser too, and what they
// have shown, counted. With names of parts: only those, and nothing is counted; `--summary` counts what was run before.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkSink, consoleMark, type Canaries } from '../support/security/leakMatrix.ts';
import { summarise, updateManifest } from './securitySummary.ts';

const tallies = resolve('out/tally');
const parts: Readonly<Record<string, readonly string[]>> = {
  unit: [
    'node_modules/mocha/bin/mocha.js',
    ...['--no-config', '--require', 'out/support/generators/deterministic.js', '--timeout', '1800000'],
    ...['--reporter', 'dot', '--forbid-only', '--forbid-pending'],
    'out/security/**/*.test.js',
  ],
  trusted: ['out/harness/integration.js', 'out/integration/trusted/index.cjs'],
  restricted: ['out/harness/integration.js', 'out/integration/restricted/index.cjs', '--restricted'],
  workbench: ['out/harness/securityWalk.js'],
};

/** Two sinks of the leak matrix that the extension host cannot see, as the suite with the canaries has left them. */
function checkTraces(tallyFile: string): boolean {
  const [canaryFile, consoleFile, mementoFile] = ['canaries.json', 'console.txt', 'memento.json'].map(
    (ending) => `${tallyFile}.${ending}`,
  ) as [string, string, string];
  if (!existsSync(canaryFile)) return true;
  process.env['MATTER_TALLY'] = tallyFile;
  const canaries = JSON.parse(readFileSync(canaryFile, 'utf8')) as Canaries;
  // The line that the suite itself has written: a console that holds others only was not watched.
  return [
    checkTrace('console', consoleFile, new RegExp(consoleMark), canaries),
    checkTrace('memento', mementoFile, /matter-vscode\.matter-vscode","\{/, canaries),
  ].every(Boolean);
}

/** Says what is wrong with one, and lets the next be checked too. */
function checkTrace(sink: string, file: string, proof: RegExp, canaries: Canaries): boolean {
  try {
    checkSink(sink, readFileSync(file, 'utf8'), proof, canaries);
    return true;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return false;
  }
}

/** Each part keeps its notes in a folder of its own, so that parts can run at the same time. */
function runPart(name: string): boolean {
  const dir = join(tallies, name);
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const tallyFile = join(dir, 'tally.jsonl');
  writeFileSync(tallyFile, '');
  const env = { ...process.env, MATTER_TALLY: tallyFile };
  const { status } = spawnSync(process.execPath, parts[name] ?? [], { stdio: 'inherit', env });
  return checkTraces(tallyFile) && status === 0;
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => name !== '--summary' && !Object.hasOwn(parts, name));
if (unknown.length > 0) throw new Error(`No part of the security tests: ${unknown.join(', ')}`);
const chosen = Object.keys(parts).filter((name) => wanted.length === 0 || wanted.includes(name));
const problems = chosen.filter((name) => !runPart(name)).map((name) => `Tests failed: ${name}`);
if (wanted.length === 0 || wanted.includes('--summary')) {
  const files = Object.keys(parts).map((name) => join(tallies, name, 'tally.jsonl'));
  if (process.env['MATTER_UPDATE'] === '1') updateManifest(files);
  const { lines, missing } = summarise(files);
  console.log(lines.join('\n'));
  problems.push(...missing.map((line) => `Missing: ${line}`));
}
if (problems.length > 0) {
  console.error(['', ...problems].join('\n'));
  process.exitCode = 1;
}
