import { parseJsonObject } from '../json.ts';
import { failure, reply, type Step } from './reply.ts';
import { sampleAnalysis } from './sampleMetrics.ts';
import type { Holding, Job, SandboxState } from './sandboxState.ts';

const slowFactor = 10;
/** Older ones are forgotten. */
const mostJobs = 10_000;

/** POST: 201, 409 on a used external id, 422 naming the field. */
export function createJob(state: SandboxState, externalId: string, body: string, now: number): Step {
  if (!/^[\w-]+$/.test(externalId)) {
    return failure(state, 422, 'invalid', 'external_id: letters, digits, dashes and underscores, and not empty.');
  }
  if (state.jobs.has(externalId)) return failure(state, 409, 'conflict', `external_id: ${externalId} was used before.`);
  const read = readHoldings(body);
  if (typeof read === 'string') return failure(state, 422, 'invalid', read);
  const job = { createdAt: now, holdings: read.length, analysis: sampleAnalysis(read), asked: 0 };
  const jobs = new Map([...state.jobs].slice(1 - mostJobs)).set(externalId, job);
  // Every token dies with this job, so that the next call meets a 401.
  const tokens = externalId.startsWith('sbx-revoke') ? new Map<string, number>() : state.tokens;
  return reply({ tokens, jobs }, 201, headOf(externalId, now));
}

/** GET: 202 until the result is there, then 200; 404 for an unknown id. */
export function readResult(state: SandboxState, externalId: string, now: number, readyAfterMs: number): Step {
  const job = state.jobs.get(externalId);
  if (job === undefined) return failure(state, 404, 'not_found', 'external_id: there is no such job.');
  const jobs = new Map(state.jobs).set(externalId, { ...job, asked: job.asked + 1 });
  const next = { ...state, jobs };
  if (externalId.startsWith('sbx-fail'))
    return failure(next, 500, 'analysis_failed', 'This job fails because its id starts with sbx-fail.');
  if (externalId.startsWith('sbx-429') && job.asked < 2) {
    return reply(next, 429, { error: 'too_many_requests', message: 'Ask again later.' }, { 'Retry-After': '1' });
  }
  const waitMs = readyAfterMs * (externalId.startsWith('sbx-slow') ? slowFactor : 1);
  if (now < job.createdAt + waitMs) return reply(next, 202, headOf(externalId, job.createdAt));
  return reply(next, 200, resultOf(externalId, job));
}

function resultOf(externalId: string, job: Job): object {
  return {
    ...headOf(externalId, job.createdAt),
    sample_data: true,
    holdings_matched: job.holdings,
    analysis: { basic: job.analysis },
  };
}

/** `created` has microseconds and no time zone, `time_stamp` is in Unix seconds. */
function headOf(externalId: string, createdAt: number): object {
  const created = `${new Date(createdAt).toISOString().slice(0, -1)}000`;
  return { created, time_stamp: Math.floor(createdAt / 1000), external_id: externalId };
}

/** The holdings, or what is wrong with the body, by field. */
function readHoldings(text: string): readonly Holding[] | string {
  const body = parseJsonObject(text);
  if (body === undefined) return 'body: must be a JSON object.';
  const { holdings, default_id_scheme: scheme } = body;
  if (!Array.isArray(holdings) || holdings.length === 0) return 'holdings: must be a list with at least one holding.';
  if (scheme !== undefined && (typeof scheme !== 'string' || scheme === ''))
    return 'default_id_scheme: must be a text.';
  const read: Holding[] = [];
  for (const [index, item] of (holdings as unknown[]).entries()) {
    const holding = readHolding(item, `holdings[${index}]`);
    if (typeof holding === 'string') return holding;
    read.push(holding);
  }
  return read;
}

function readHolding(item: unknown, place: string): Holding | string {
  if (typeof item !== 'object' || item === null) return `${place}: must be an object.`;
  const { id_value: idValue, weight } = item as Record<string, unknown>;
  if (typeof idValue !== 'string' || idValue === '') return `${place}.id_value: must be a text that is not empty.`;
  if (typeof weight !== 'number' || !Number.isFinite(weight)) return `${place}.weight: must be a number.`;
  return { id_value: idValue, weight };
}
