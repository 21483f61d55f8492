// `npm test`: every part, in two lanes, since a walk through a workbench waits more than it computes. Each part says when
// it begins; what it has printed comes as a whole when it ends.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

interface Part {
  readonly name: string;
  /** For Node. */
  readonly args: readonly string[];
  /** It drives the VS Code that npm carries, whose server does not run on Windows. */
  readonly needsServer?: boolean;
}

const tsc = 'node_modules/typescript/bin/tsc';
const lanes: readonly (readonly Part[])[] = [
  [
    { name: 'types', args: [tsc, '--noEmit'] },
    { name: 'types of the webview', args: [tsc, '--noEmit', '-p', 'src/webview'] },
    { name: 'lint', args: ['node_modules/eslint/bin/eslint.js', '.'] },
    { name: 'format', args: ['node_modules/prettier/bin/prettier.cjs', '--check', '.'] },
    { name: 'unit', args: ['node_modules/mocha/bin/mocha.js'] },
    { name: 'security, unit', args: ['out/harness/security.js', 'unit'] },
  ],
  [
    { name: 'integration', args: ['out/harness/integration.js'] },
    { name: 'security, VS Code', args: ['out/harness/security.js', 'trusted', 'restricted'], needsServer: true },
    { name: 'security, workbench', args: ['out/harness/security.js', 'workbench'], needsServer: true },
    { name: 'ui', args: ['out/harness/ui.js'], needsServer: true },
  ],
];
const summary: Part = { name: 'security, counted', args: ['out/harness/security.js', '--summary'], needsServer: true };

/** A part leads a group, which can be ended as a whole. */
const hasGroups = process.platform !== 'win32';
const failed: string[] = [];
const running = new Set<ChildProcess>();
let isInterrupted = false;
const startedAt = performance.now();
const secondsSince = (start: number): string => `${((performance.now() - start) / 1000).toFixed(0)} s`;

async function runPart({ name, args, needsServer = false }: Part): Promise<void> {
  if (needsServer && process.platform === 'win32') {
    console.log(`- ${name}: not on Windows, where VS Code's server from npm does not run`);
    return;
  }
  console.log(`▶ ${name} …`);
  const partStartedAt = performance.now();
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: hasGroups });
  running.add(child);
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  running.delete(child);
  if (code !== 0) failed.push(name);
  const outcome = code === 0 ? '✔' : '✘';
  console.log(`${outcome} ${name} (${secondsSince(partStartedAt)})\n${Buffer.concat(output).toString().trim()}\n`);
}

async function runLane(parts: readonly Part[]): Promise<void> {
  for (const part of parts) if (!isInterrupted) await runPart(part);
}

function endPart(child: ChildProcess): void {
  if (hasGroups && child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  else child.kill();
}

/** Each part ends what it has started. */
async function interrupt(): Promise<void> {
  isInterrupted = true;
  const children = [...running];
  const ended = children.map((child) => once(child, 'close'));
  children.forEach(endPart);
  await Promise.all(ended);
  process.exit(130);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void interrupt());
await Promise.all(lanes.map(runLane));
await runPart(summary);
const total = `in ${secondsSince(startedAt)}`;
if (failed.length === 0) console.log(`All parts passed, ${total}.`);
else {
  console.error(`Failed: ${failed.join('; ')}, ${total}.`);
  process.exitCode = 1;
}
