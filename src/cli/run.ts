import { randomInt, randomUUID } from 'node:crypto';
import { readdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { AppError } from '../core/appError.ts';
import { createAuthTransport } from '../core/auth/authTransport.ts';
import { matterApiOrigin, parseOrigin } from '../core/auth/origin.ts';
import { TokenClient } from '../core/auth/tokenClient.ts';
import { TokenService } from '../core/auth/tokenService.ts';
import type { Transport } from '../core/http/transport.ts';
import { Redactor } from '../core/http/redactor.ts';
import { runAll, withTags, type Outcome } from '../core/run/runAll.ts';
import { Runner, type RunnerPorts, type Sender } from '../core/run/runner.ts';
import { Secret } from '../core/secret.ts';
import { parseMatter } from '../core/syntax/parse.ts';
import type { MatterTree } from '../core/syntax/tree.ts';
import { createNodeTransport } from '../node/httpTransport.ts';
import { readEnvironments } from '../node/requestEnvironment.ts';
import { createRequestFiles, readDotenv } from '../node/requestFiles.ts';
import type { SandboxServer } from '../node/sandboxServer.ts';
import { systemClock } from '../node/systemClock.ts';
import { readText } from '../node/textFile.ts';
import { exitCodeOf } from './exitCode.ts';
import { parseRunArguments, type RunArguments } from './runArguments.ts';
import { RunPrinter } from './runPrinter.ts';
import type { FileReport } from './runReport.ts';

interface Login {
  readonly origin: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
}

interface Run {
  readonly options: RunArguments;
  readonly sender: Sender;
  readonly printer: RunPrinter;
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
}

/** `matter run FILE…` */
export async function run(args: readonly string[]): Promise<number> {
  const options = parseRunArguments(args);
  const files = (await Promise.all(options.paths.map(matterFiles))).flat();
  const trees = await Promise.all(files.map(async (file) => ({ file, tree: parseMatter(await readText(file)) })));
  const environment = takeCredentials(); // taken out of the environment before anything else runs
  const server = options.sandbox ? await startSandbox() : undefined;
  const transport = createNodeTransport();
  const redactor = new Redactor();
  const printer = new RunPrinter({ ...options, redactor, out: process.stdout });
  const interrupt = new AbortController();
  const onInterrupt = (): void => {
    interrupt.abort();
  };
  process.once('SIGINT', onInterrupt);
  try {
    const sender = createSender(server ?? environment, options, transport, redactor);
    const reports: FileReport[] = [];
    for (const { file, tree } of trees)
      reports.push(await runFile(file, tree, { options, sender, printer, redactor, signal: interrupt.signal }));
    await writeReports(reports, options, redactor);
    printer.summary(reports.flatMap(({ outcomes }) => outcomes));
    return exitCode(reports);
  } finally {
    process.removeListener('SIGINT', onInterrupt);
    transport.dispose();
    await server?.stop();
  }
}

/** The file, or the `.matter` files below the folder in the order of their names. */
async function matterFiles(path: string): Promise<readonly string[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [path];
  } catch (cause) {
    throw new AppError('file', `${path} cannot be read. Check the path.`, { cause });
  }
  const names = await readdir(path, { recursive: true });
  const files = names.filter(
    (name) => name.endsWith('.matter') && !/(?:^|[\\/])(?:node_modules|\.git)[\\/]/.test(name),
  );
  if (files.length === 0) throw new AppError('usage', `${path} holds no .matter file.`);
  return files.sort().map((name) => join(path, name));
}

async function startSandbox(): Promise<SandboxServer> {
  const { startSandboxServer } = await import('../node/sandboxServer.ts');
  return startSandboxServer({ readyAfterMs: 1000 });
}

function takeCredentials(): { readonly clientId: string; readonly clientSecret: Secret } | undefined {
  const { MATTER_CLIENT_ID: clientId, MATTER_CLIENT_SECRET: secret } = process.env;
  delete process.env['MATTER_CLIENT_ID'];
  delete process.env['MATTER_CLIENT_SECRET'];
  return clientId === undefined || secret === undefined || clientId === '' || secret === ''
    ? undefined
    : { clientId, clientSecret: new Secret(secret) };
}

function createSender(
  login: (Omit<Login, 'origin'> & { readonly origin?: string }) | undefined,
  { origin }: RunArguments,
  plainTransport: Transport,
  redactor: Redactor,
): Sender {
  if (login === undefined) return { transport: plainTransport, plainTransport };
  redactor.add(login.clientSecret);
  const credential = {
    id: 'cli',
    label: 'cli',
    origin: login.origin ?? parseOrigin(origin ?? matterApiOrigin),
    clientId: login.clientId,
    clientSecret: login.clientSecret,
    basic: 'raw',
    createdAt: 0,
  } as const;
  const tokens = new TokenService(new TokenClient(plainTransport, systemClock), systemClock, (token) =>
    redactor.add(token),
  );
  return {
    origin: credential.origin,
    transport: createAuthTransport(plainTransport, tokens, credential),
    plainTransport,
  };
}

async function runFile(file: string, tree: MatterTree, run: Run): Promise<FileReport> {
  const { options, printer, signal } = run;
  const { name, tags, parallel, bail } = options;
  const named = tree.requests.filter((request) => name === undefined || request.name === name);
  const wanted = withTags(named, tags);
  if (named.length === 0)
    throw new AppError(
      'usage',
      name === undefined ? `${file} holds no request.` : `${file} holds no request named "${name}".`,
    );
  const runner = new Runner(tree, await createPorts(file, run), undefined, options.given);
  printer.file(file);
  const outcomes = await runAll(runner, wanted, {
    signal,
    parallel,
    bail,
    onProgress: (node, progress) => {
      printer.progress(node, progress);
    },
    onOutcome: (outcome) => {
      printer.outcome(file, tree.text, outcome);
    },
  });
  return { file, text: tree.text, outcomes };
}

async function createPorts(file: string, { sender, options, redactor }: Run): Promise<RunnerPorts> {
  const root = relative(process.cwd(), file).startsWith('..') ? dirname(file) : process.cwd();
  return {
    sender,
    senderOf: () => Promise.resolve(sender), // the command line has one account
    clock: systemClock,
    files: createRequestFiles(root, file),
    environment: await environmentOf(file, root, options.environment, redactor),
    dynamic: {
      newUuid: randomUUID,
      randomInt,
      localOffsetMinutes: (at) => -new Date(at).getTimezoneOffset(),
      dotenv: (name) => readDotenv(file, name),
      processEnv: (name) => (options.allowedEnv.includes(name) ? process.env[name] : undefined),
    },
    ask: ({ name }) =>
      Promise.reject(new AppError('usage', `The request asks for "${name}". Give it with --var ${name}=…`)),
    confirm: (note) =>
      options.yes
        ? Promise.resolve(true)
        : Promise.reject(new AppError('usage', `The request asks before it is sent: "${note}". Confirm with --yes.`)),
  };
}

async function environmentOf(
  file: string,
  root: string,
  name: string | undefined,
  redactor: Redactor,
): Promise<ReadonlyMap<string, unknown>> {
  if (name === undefined) return new Map();
  const { names, valuesOf, secretValues } = await readEnvironments(file, root);
  for (const value of secretValues) redactor.add(new Secret(value));
  const values = valuesOf(name);
  if (values !== undefined) return values;
  const known = names.length === 0 ? 'There is no http-client.env.json.' : `There are: ${names.join(', ')}.`;
  throw new AppError('usage', `There is no environment "${name}" for ${file}. ${known}`);
}

async function writeReports(reports: readonly FileReport[], options: RunArguments, redactor: Redactor): Promise<void> {
  const { jsonFile, junitFile, outputFile } = options;
  if (jsonFile !== undefined || junitFile !== undefined) {
    const { toJsonReport, toJunitReport } = await import('./runReport.ts');
    if (jsonFile !== undefined) await save(jsonFile, toJsonReport(reports, redactor));
    if (junitFile !== undefined) await save(junitFile, toJunitReport(reports, redactor));
  }
  if (outputFile === undefined) return;
  const last = reports.flatMap(({ outcomes }) => outcomes).findLast((outcome) => 'exchange' in outcome);
  if (last !== undefined && 'exchange' in last) await save(outputFile, last.exchange.response.body);
}

async function save(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content);
  } catch (cause) {
    throw new AppError('file', `${path} cannot be written. Check the folder and its permissions.`, { cause });
  }
}

/** The most basic trouble decides: usage and credentials before the network, all of them before a failed request. */
function exitCode(reports: readonly FileReport[]): number {
  const outcomes = reports.flatMap((report) => report.outcomes);
  const codes = outcomes.flatMap((outcome) => (outcome.kind === 'error' ? [exitCodeOf(outcome.error)] : []));
  for (const code of [2, 3, 4]) if (codes.includes(code)) return code;
  return outcomes.some(({ kind }: Outcome) => kind !== 'passed') ? 1 : 0;
}
