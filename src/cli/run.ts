import { AppError } from '../core/appError.ts';
import { directiveValues } from '../core/directives/readDirectives.ts';
import { secretPromptDirective } from '../core/directives/secretPrompt.ts';
import type { Body } from '../core/http/body.ts';
import { runAll, type Outcome } from '../core/run/runAll.ts';
import { Runner } from '../core/run/runner.ts';
import { Secret } from '../core/secret.ts';
import { isNamed } from '../core/syntax/requestIdentity.ts';
import type { MatterTree } from '../core/syntax/tree.ts';
import { requestInputs } from '../node/inputFiles.ts';
import { withinDescriptors } from '../node/descriptors.ts';
import { saveBody } from '../node/saveBody.ts';
import { connect, consumeSecrets } from './connection.ts';
import { exitCodeOf, networkExitCode } from './exitCode.ts';
import { readInputs } from './readInputs.ts';
import { parseRunArguments } from './runArguments.ts';
import { planRun, type PlannedFile } from './runPlan.ts';
import { createRunPorts, type RunParts } from './runPorts.ts';
import { RunPrinter } from './runPrinter.ts';
import { toRequestReport } from './runReport.ts';
import { RunReports } from './runReports.ts';

interface Run extends RunParts {
  readonly printer: RunPrinter;
  readonly reports: RunReports;
  /** Of the errors that there were. */
  readonly exitCodes: Set<number>;
  /** Of the request that was answered last. */
  lastBody?: Body;
}

/** `matter run FILE…` */
export async function run(args: readonly string[]): Promise<number> {
  const options = parseRunArguments(args);
  const secrets = consumeSecrets(options);
  const inputs = await readInputs(options.paths, requestInputs);
  const files = await planRun(inputs.files, options);
  const reports = new RunReports(files, options);
  await reports.write();
  const connection = await connect(options, secrets);
  const printer = new RunPrinter({ ...options, redactor: connection.redactor, out: process.stdout });
  try {
    return await runFiles(files, { ...connection, options, printer, reports, exitCodes: new Set([inputs.code]) });
  } finally {
    await connection.close();
  }
}

async function runFiles(files: readonly PlannedFile[], run: Run): Promise<number> {
  const { reports, printer, signal } = run;
  try {
    for (const file of files) await runFile(file, run);
  } catch (error) {
    signal.throwIfAborted(); // why it was cancelled
    throw error;
  } finally {
    printer.summary(reports.requests);
    await reports.write();
  }
  await saveOutput(run); // of what was interrupted, too
  signal.throwIfAborted();
  // The most basic trouble decides: usage and credentials before the network, all of them before a failed request.
  const worst = [2, 3, 4].find((code) => run.exitCodes.has(code));
  return worst ?? (reports.requests.every(({ outcome }) => outcome === 'passed') ? 0 : 1);
}

async function runFile({ file, tree, requests }: PlannedFile, run: Run): Promise<void> {
  const { options, printer, signal } = run;
  const { bail, sandbox } = options;
  const runner = new Runner(tree, await createRunPorts(file, run), undefined, options.overrides);
  hideSecretAnswers(tree, run);
  printer.file(file);
  await runAll(runner, requests, {
    signal,
    parallel: withinDescriptors(options.parallel, sandbox),
    bail,
    onProgress: (node, progress) => {
      printer.progress(tree, node, progress);
    },
    onStream: (node, part) => {
      printer.stream(tree, node, part);
    },
    onOutcome: async (outcome) => {
      run.reports.add(file, toRequestReport(outcome, tree));
      await printer.outcome(file, tree, outcome);
      keep(tree, outcome, run);
    },
  });
}

/** What answers a secret prompt is secret, wherever it comes from. */
function hideSecretAnswers(tree: MatterTree, { options, redactor }: Run): void {
  for (const request of tree.requests)
    for (const { value } of directiveValues(tree, request, secretPromptDirective)) {
      const answer = options.overrides.get(value.name);
      if (answer !== undefined) redactor.register(new Secret(answer));
    }
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

async function saveOutput({ options: { outputFile: path }, lastBody }: Run): Promise<void> {
  if (path === undefined || lastBody === undefined) return;
  try {
    await saveBody(lastBody, path, false);
  } catch (cause) {
    throw new AppError('file', `${path} cannot be written. Check the folder and its permissions.`, { cause });
  }
}
