// `npm run test:security`: every test of test/security, those that need a real VS Code and a browser too, and what they
// have shown, counted. With the name of a part: only that one, and what it has shown.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { checkSink, consoleMark, type Canaries } from '../support/security/leakMatrix.ts';
import { summarise } from './securitySummary.ts';

const tallyFile = resolve('out/security-tally.jsonl');
const parts: Readonly<Record<string, readonly string[]>> = {
  unit: [
    'node_modules/mocha/bin/mocha.js',
    ...['--no-config', '--timeout', '300000', '--reporter', 'dot', '--forbid-only', '--forbid-pending'],
    'out/security/**/*.test.js',
  ],
  trusted: ['out/harness/integration.js', 'out/integration/trusted/index.cjs'],
  restricted: ['out/harness/integration.js', 'out/integration/restricted/index.cjs', '--restricted'],
  workbench: ['out/harness/securityWalk.js'],
};

const traces = ['.canaries.json', '.console.txt', '.memento.json'].map((ending) => tallyFile + ending);

/** Two sinks of the leak matrix that the extension host cannot see, as the suite with the canaries has left them. */
function checkTraces(): boolean {
  if (!existsSync(`${tallyFile}.canaries.json`)) return true;
  process.env['MATTER_TALLY'] = tallyFile;
  const canaries = JSON.parse(readFileSync(`${tallyFile}.canaries.json`, 'utf8')) as Canaries;
  // The line that the suite itself has written: a console that holds others only was not watched.
  const isClean = [
    checkTrace('console', '.console.txt', new RegExp(consoleMark), canaries),
    checkTrace('memento', '.memento.json', /matter-vscode\.matter-vscode","\{/, canaries),
  ].every(Boolean);
  for (const file of traces) rmSync(file, { force: true }); // The next part is another suite.
  return isClean;
}

/** Says what is wrong with one, and lets the next be checked too. */
function checkTrace(sink: string, ending: string, proof: RegExp, canaries: Canaries): boolean {
  try {
    checkSink(sink, readFileSync(tallyFile + ending, 'utf8'), proof, canaries);
    return true;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return false;
  }
}

const [only] = process.argv.slice(2);
const chosen = Object.keys(parts).filter((name) => only === undefined || name === only);
mkdirSync('out', { recursive: true });
for (const file of [tallyFile, ...traces]) rmSync(file, { force: true });
const failed = chosen.filter((name) => {
  const env = { ...process.env, MATTER_TALLY: tallyFile };
  const { status } = spawnSync(process.execPath, parts[name] ?? [], { stdio: 'inherit', env });
  const isClean = checkTraces();
  return status !== 0 || !isClean;
});
const { lines, missing } = summarise(tallyFile);
console.log(lines.join('\n'));
if (only !== undefined && failed.length === 0) console.log(`(only the part ${only})`);
else if (failed.length + missing.length > 0) {
  console.error(
    ['', ...failed.map((name) => `Tests failed: ${name}`), ...missing.map((line) => `Missing: ${line}`)].join('\n'),
  );
  process.exitCode = 1;
}
