import { randomUUID } from 'node:crypto';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { newExternalId, type AnalysisJob } from '../core/analysis/analysisJob.ts';
import { createJobApi } from '../core/analysis/jobApi.ts';
import { jobPollDefaults, JobQueue } from '../core/analysis/jobQueue.ts';
import { toHoldingsBody } from '../core/portfolio/portfolioFile.ts';
import { AppError } from '../core/appError.ts';
import { Journal } from '../node/journal.ts';
import { withinDescriptors } from '../node/descriptors.ts';
import { portfolioInputs } from '../node/inputFiles.ts';
import { readRegularFile } from '../node/regularFile.ts';
import { writeResult } from '../node/resultFiles.ts';
import { systemClock } from '../node/systemClock.ts';
import { parseAnalyseArguments, type AnalyseArguments } from './analyseArguments.ts';
import { AnalysePrinter } from './analysePrinter.ts';
import { connect, consumeSecrets, type Connection } from './connection.ts';
import { readApi } from './readApi.ts';
import { readInputs } from './readInputs.ts';

/** `matter analyse FILE…`: 0 where every portfolio has its result, 1 where one failed. */
export async function analyse(args: readonly string[]): Promise<number> {
  const options = parseAnalyseArguments(args);
  const secrets = consumeSecrets(options.connection);
  const out = resolve(options.folder);
  const inputs = await readInputs(options.paths, portfolioInputs);
  const paths = inputs.files.map((path) => resolve(path)).filter((path) => isOutside(path, out));
  if (paths.length === 0)
    throw new AppError('usage', `There is no portfolio outside of ${options.folder}, the results.`);
  if (options.externalId !== undefined && paths.length !== 1)
    throw new AppError('usage', '--external-id goes with one portfolio only: it is unique for each job.');
  const journal = await Journal.open(join(out, '.matter-journal.jsonl'), options.resumes);
  const { jobs } = journal;
  try {
    const connection = await connect(options.connection, secrets);
    try {
      refuseOtherOrigin(jobs, connection, options.folder);
      const all = [...jobs, ...newJobs(paths, jobs, options, connection)];
      return Math.max(inputs.code, await work(all, { journal, options, connection }));
    } finally {
      await connection.close();
    }
  } finally {
    await journal.close();
  }
}

/** Results of an earlier run are no portfolios. */
function isOutside(path: string, out: string): boolean {
  const below = relative(out, path);
  return isAbsolute(below) || below.split(sep)[0] === '..';
}

/** One for each portfolio that the journal does not know, under names that no two share. */
function newJobs(
  paths: readonly string[],
  known: readonly AnalysisJob[],
  { externalId }: AnalyseArguments,
  { client: { origin } }: Connection,
): readonly AnalysisJob[] {
  if (origin === undefined)
    throw new AppError('not-signed-in', 'Set MATTER_CLIENT_ID and MATTER_CLIENT_SECRET, or use --sandbox.');
  const sources = new Set(known.map(({ source }) => source));
  const names = new Set(['summary', ...known.map(({ name }) => name.toLowerCase())]); // summary.csv is ours
  return paths
    .filter((path) => !sources.has(path))
    .map((source) => {
      const id = randomUUID();
      const name = unique(basename(source).replace(/\.[^.]+$/, ''), names);
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
    });
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
}

async function work(jobs: readonly AnalysisJob[], { journal, options, connection }: Work): Promise<number> {
  const { client, signal, redactor } = connection;
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
    bodyOf: async ({ source = '' }) =>
      toHoldingsBody(await readRegularFile(source), shownPath(source), options.mapping, options.repairs),
    claim: () => Promise.resolve({ dispose: () => undefined }), // the journal is locked as a whole
    concurrency: withinDescriptors(options.concurrency, options.connection.sandbox),
    poll: () => ({ ...jobPollDefaults, timeoutMs: options.waitMs }),
  });
  const printer = new AnalysePrinter({ ...options, redactor, total: jobs.length });
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
  await printer.summary(queue.jobs);
  signal.throwIfAborted();
  return queue.jobs.every(({ state }) => state === 'ready') ? 0 : 1;
}

/** As the user would write it. */
function shownPath(path: string): string {
  const below = relative(process.cwd(), path);
  return below.startsWith('..') ? path : below;
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
