import { randomUUID } from 'node:crypto';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { newExternalId, type AnalysisJob } from '../core/analysis/analysisJob.ts';
import { createJobApi } from '../core/analysis/jobApi.ts';
import { JobQueue } from '../core/analysis/jobQueue.ts';
import { jobPollDefaults } from '../core/analysis/jobPorts.ts';
import { AppError } from '../core/appError.ts';
import { Journal } from '../node/journal.ts';
import { withinDescriptors } from '../node/descriptors.ts';
import { writeResult } from '../node/resultFiles.ts';
import { systemClock } from '../node/systemClock.ts';
import { parseAnalyseArguments, type AnalyseArguments } from './analyseArguments.ts';
import { AnalysePrinter } from './analysePrinter.ts';
import { AnalysisBodies } from './analysisBodies.ts';
import { showPortfolios } from './check.ts';
import { connect, consumeSecrets, type Connection } from './connection.ts';
import { exitCodeOfError } from './exitCode.ts';
import { findPortfolios } from './portfolioFiles.ts';
import { readApi } from './readApi.ts';
import { redactor } from './redaction.ts';

/** `matter analyse FILE…`: 0 where every portfolio has its result, 1 where one failed. */
export async function analyse(args: readonly string[]): Promise<number> {
  const options = parseAnalyseArguments(args);
  const secrets = consumeSecrets(options.connection);
  const out = resolve(options.folder);
  const inputs = await findPortfolios(options.paths, options.quiet);
  const paths = inputs.files.map((path) => resolve(path)).filter((path) => isOutside(path, out));
  if (paths.length === 0)
    throw new AppError('usage', `There is no portfolio outside of ${options.folder}, the results.`);
  if (options.externalId !== undefined && paths.length !== 1)
    throw new AppError('usage', '--external-id goes with one portfolio only: it is unique for each job.');
  if (options.isDryRun) return showPortfolios(paths, { mapping: options.mapping, choices: options.repairs }, 'json');
  const journal = await Journal.open(join(out, '.matter-journal.jsonl'), options.resumes);
  const { jobs } = journal;
  const printer = new AnalysePrinter({ ...options, redactor });
  const read = { mapping: options.mapping, choices: options.repairs };
  const bodies = new AnalysisBodies(read, (file, report) => {
    printer.read(file, report);
  });
  try {
    const connection = await connect(options.connection, secrets);
    try {
      refuseOtherOrigin(jobs, connection, options.folder);
      const more = await newJobs(paths, jobs, options, connection, bodies);
      const code = await work([...jobs, ...more], { journal, options, connection, bodies, printer });
      return Math.max(inputs.code, code);
    } finally {
      await connection.close();
    }
  } finally {
    bodies.dispose();
    await journal.close();
  }
}

/** Results of an earlier run are no portfolios. */
function isOutside(path: string, out: string): boolean {
  const below = relative(out, path);
  return isAbsolute(below) || below.split(sep)[0] === '..';
}

/** One for each portfolio that the journal does not know, under names that no two share. */
async function newJobs(
  paths: readonly string[],
  known: readonly AnalysisJob[],
  { externalId, mapping }: AnalyseArguments,
  { client: { origin } }: Connection,
  bodies: AnalysisBodies,
): Promise<readonly AnalysisJob[]> {
  if (origin === undefined)
    throw new AppError('not-signed-in', 'Set MATTER_CLIENT_ID and MATTER_CLIENT_SECRET, or use --sandbox.');
  const sources = new Set(known.map(({ source }) => source));
  const names = new Set(['summary', ...known.map(({ name }) => name.toLowerCase())]); // summary.csv is ours
  const splits = mapping.splitBy === undefined ? {} : { splitBy: mapping.splitBy };
  const jobs: AnalysisJob[] = [];
  for (const source of paths.filter((path) => !sources.has(path))) {
    const name = basename(source).replace(/\.[^.]+$/, '');
    const parts = await bodies.partsOf(source);
    if (externalId !== undefined && parts !== undefined && parts.length > 1)
      throw new AppError('usage', '--external-id goes with one portfolio only: it is unique for each job.');
    const base = { source, origin, externalId };
    if (parts === undefined) jobs.push(newJob(unique(name, names), base));
    else
      for (const part of parts)
        jobs.push({ ...newJob(unique(`${name}-${fileName(part)}`, names), base), mapping: { ...splits, part } });
  }
  return jobs;
}

function newJob(
  name: string,
  { source, origin, externalId }: { source: string; origin: string; externalId: string | undefined },
): AnalysisJob {
  const id = randomUUID();
  const createdAt = systemClock.now();
  return {
    version: 1,
    id,
    externalId: externalId ?? newExternalId(name, createdAt, id),
    name,
    accountId: 'cli',
    accountLabel: 'cli',
    origin,
    source,
    state: 'queued',
    createdAt,
    attempts: 0,
  };
}

/** A value of a cell as a part of a file's name. */
function fileName(text: string): string {
  return (
    text
      .replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')
      .replaceAll(/^[-.]+|[-.]+$/g, '')
      .slice(0, 60) || 'part'
  );
}

function unique(name: string, names: Set<string>): string {
  let free = name;
  for (let count = 2; names.has(free.toLowerCase()); count++) free = `${name}-${count}`;
  names.add(free.toLowerCase());
  return free;
}

interface Work {
  readonly journal: Journal;
  readonly options: AnalyseArguments;
  readonly connection: Connection;
  readonly bodies: AnalysisBodies;
  readonly printer: AnalysePrinter;
}

async function work(jobs: readonly AnalysisJob[], context: Work): Promise<number> {
  const { journal, options, connection, bodies, printer } = context;
  const { client, signal } = connection;
  const api = await readApi(options.apiFile);
  const { folder, formats } = options;
  const queue = new JobQueue({
    clock: systemClock,
    redactor,
    store: {
      save: (job) => journal.save(job),
      saveResult: ({ name }, text) => writeResult(folder, name, text, formats),
    },
    transportOf: () => Promise.resolve(client.transport),
    apiOf: ({ origin }) => Promise.resolve(createJobApi(api, origin)),
    bodyOf: (job) => bodies.bodyOf(job, signal),
    claim: () => Promise.resolve({ dispose: () => undefined }), // the journal is locked as a whole
    concurrency: withinDescriptors(options.concurrency, options.connection.sandbox),
    poll: () => ({ ...jobPollDefaults, timeoutMs: options.waitMs }),
  });
  printer.total = jobs.length;
  const subscription = queue.onDidChange((job) => {
    printer.changed(job);
  });
  signal.addEventListener('abort', () => {
    queue.dispose();
  });
  await journal.begin(jobs);
  queue.put(jobs);
  for (const { id, state } of jobs) if (isUnfinished(state)) await queue.resume(id);
  await queue.whenIdle();
  subscription.dispose();
  await printer.summary(queue.jobs, (id) => bodies.reportOf(id));
  signal.throwIfAborted();
  return exitCodeOfJobs(queue.jobs);
}

/** Credentials and the network are said to scripts; any other failure is one of its analysis. */
function exitCodeOfJobs(jobs: readonly AnalysisJob[]): number {
  if (jobs.every(({ state }) => state === 'ready')) return 0;
  const codes = jobs.flatMap(({ state, errorCode }) =>
    state === 'failed' && errorCode !== undefined ? [exitCodeOfError(errorCode)] : [],
  );
  return [3, 4].find((code) => codes.includes(code)) ?? 1;
}

/** Rejects where the jobs of an earlier run belong to another API: there they would wait for nothing. */
function refuseOtherOrigin(jobs: readonly AnalysisJob[], { client: { origin } }: Connection, folder: string): void {
  const other = jobs.find((job) => job.state !== 'ready' && job.origin !== origin);
  if (other !== undefined)
    throw new AppError(
      'usage',
      `The run in ${folder} is for ${other.origin}. Use --origin ${other.origin}, or another folder.`,
    );
}

function isUnfinished(state: AnalysisJob['state']): boolean {
  return state === 'failed' || state === 'timed-out' || state === 'stopped';
}
