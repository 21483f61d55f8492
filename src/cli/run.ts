import { AppError } from '../core/appError.ts';
import type { Body } from '../core/http/body.ts';
import { runAll, withTags, type Outcome } from '../core/run/runAll.ts';
import { Runner } from '../core/run/runner.ts';
import type { RequestNode } from '../core/syntax/nodes.ts';
import { parseMatter } from '../core/syntax/parse.ts';
import { findByKey, isNamed } from '../core/syntax/requestIdentity.ts';
import type { MatterTree } from '../core/syntax/tree.ts';
import { atomicWrite } from '../node/atomicWrite.ts';
import { matterFiles } from '../node/matterFiles.ts';
import { saveBody } from '../node/saveBody.ts';
import { readText } from '../node/textFile.ts';
import { connect, consumeSecrets } from './connection.ts';
import { cancelledExitCode, exitCodeOf, networkExitCode } from './exitCode.ts';
import { parseRunArguments, type RunArguments } from './runArguments.ts';
import { createRunPorts, type RunParts } from './runPorts.ts';
import { RunPrinter } from './runPrinter.ts';
import { toJsonReport, toJunitReport, toRequestReport, type FileReport, type RequestReport } from './runReport.ts';

interface Run extends RunParts {
  readonly printer: RunPrinter;
  /** Of the errors that there were. */
  readonly exitCodes: Set<number>;
  /** Of the request that was answered last. */
  lastBody?: Body;
}

/** `matter run FILE…` */
export async function run(args: readonly string[]): Promise<number> {
  const options = parseRunArguments(args);
  const secrets = consumeSecrets(options);
  const files = (await Promise.all(options.paths.map(matterFiles))).flat();
  const trees = await Promise.all(files.map(async (file) => ({ file, tree: parseMatter(await readText(file)) })));
  const connection = await connect(options, secrets);
  const printer = new RunPrinter({ ...options, redactor: connection.redactor, out: process.stdout });
  try {
    const code = await runFiles(trees, { ...connection, options, printer, exitCodes: new Set() });
    return connection.signal.aborted ? cancelledExitCode : code;
  } finally {
    await connection.close();
  }
}

async function runFiles(
  trees: readonly { readonly file: string; readonly tree: MatterTree }[],
  run: Run,
): Promise<number> {
  const reports: FileReport[] = [];
  for (const { file, tree } of trees) reports.push({ file, requests: await runFile(file, tree, run) });
  await writeReports(reports, run);
  const all = reports.flatMap(({ requests }) => requests);
  run.printer.summary(all);
  // The most basic trouble decides: usage and credentials before the network, all of them before a failed request.
  const worst = [2, 3, 4].find((code) => run.exitCodes.has(code));
  return worst ?? (all.some(({ outcome }) => outcome !== 'passed') ? 1 : 0);
}

async function runFile(file: string, tree: MatterTree, run: Run): Promise<readonly RequestReport[]> {
  const { options, printer, signal } = run;
  const { parallel, bail } = options;
  const runner = new Runner(tree, await createRunPorts(file, run), undefined, options.overrides);
  printer.file(file);
  const requests: RequestReport[] = [];
  await runAll(runner, wantedRequests(file, tree, options), {
    signal,
    parallel,
    bail,
    onProgress: (node, progress) => {
      printer.progress(tree, node, progress);
    },
    onStream: (node, part) => {
      printer.stream(tree, node, part);
    },
    onOutcome: async (outcome) => {
      await printer.outcome(file, tree, outcome);
      requests.push(toRequestReport(outcome, tree));
      keep(tree, outcome, run);
    },
  });
  return requests.sort((a, b) => a.line - b.line);
}

function wantedRequests(file: string, tree: MatterTree, { name, tags }: RunArguments): readonly RequestNode[] {
  const named = name === undefined ? tree.requests : [findByKey(tree, name)].filter((one) => one !== undefined);
  if (named.length > 0) return withTags(tree, named, tags);
  const what = name === undefined ? 'no request' : `no request named "${name}"`;
  throw new AppError('usage', `${file} holds ${what}.`);
}

/** Of all responses the last one's body only; those of named requests stay with the runner. */
function keep(tree: MatterTree, outcome: Outcome, run: Run): void {
  if ('error' in outcome) {
    if (outcome.kind === 'error') run.exitCodes.add(exitCodeOf(outcome.error));
    return;
  }
  const { request, exchange } = outcome;
  if (exchange.response.truncated) run.exitCodes.add(networkExitCode);
  run.lastBody = exchange.response.body;
  if (run.options.outputFile === undefined && !isNamed(tree, request)) exchange.response.body.dispose();
}

async function writeReports(reports: readonly FileReport[], { options, redactor, lastBody }: Run): Promise<void> {
  const { jsonFile, junitFile, outputFile } = options;
  if (jsonFile !== undefined) await atomicWrite(jsonFile, toJsonReport(reports, redactor));
  if (junitFile !== undefined) await atomicWrite(junitFile, toJunitReport(reports, redactor));
  if (outputFile !== undefined && lastBody !== undefined) await saveOutput(lastBody, outputFile);
}

async function saveOutput(body: Body, path: string): Promise<void> {
  try {
    await saveBody(body, path, false);
  } catch (cause) {
    throw new AppError('file', `${path} cannot be written. Check the folder and its permissions.`, { cause });
  }
}
