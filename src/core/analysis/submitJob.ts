import { AppError } from '../appError.ts';
import type { Clock } from '../clock.ts';
import { headerValue, type HttpRequest, type HttpResponse } from '../http/httpMessage.ts';
import { isNetworkError, isTransient } from '../http/retry.ts';
import { pauseFor, retryAfterMs } from '../http/retryAfter.ts';
import { parseJsonObject } from '../json.ts';
import { shorten } from '../shorten.ts';
import type { Transport } from '../http/transport.ts';
import type { JobApi } from './jobApi.ts';

export interface SubmitPorts {
  readonly transport: Transport;
  readonly api: JobApi;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Half a minute in all. */
const attempts = 5;
const mostRefusals = 200;

/**
 * Creates a job once, whatever happens on the way: where it is not known whether the API has it, the API is asked
 * before the request is sent again. `mayExist`: an earlier attempt may have reached the API.
 */
export async function submitJob(
  externalId: string,
  body: () => Promise<string>,
  mayExist: boolean,
  ports: SubmitPorts,
): Promise<void> {
  const { clock, signal } = ports;
  let isUnsure = mayExist;
  let refusals = 0;
  for (let attempt = 1; attempt <= attempts && refusals <= mostRefusals;) {
    const found = isUnsure ? await exists(externalId, ports) : 'no';
    if (found === 'yes') return;
    const outcome = found === 'no' ? await create(externalId, await body(), isUnsure, ports) : { isUnsure: true };
    if (outcome === 'created') return;
    ({ isUnsure } = outcome);
    // A server that asks for a pause is in good health: that counts for no failure.
    if (outcome.askedMs === undefined) attempt++;
    else refusals++;
    const leastMs = outcome.askedMs === undefined ? 1000 * 2 ** (attempt - 1) : Math.min(1000 * refusals, 10_000);
    if (attempt <= attempts) await clock.sleep(pauseFor(outcome.askedMs, leastMs, clock), signal);
  }
  throw new AppError('unreachable', 'The API did not take the job. Resume it later; it will not be sent twice.');
}

interface NotYet {
  /** The API may have it. */
  readonly isUnsure: boolean;
  /** The pause that a server in good health asks for. */
  readonly askedMs?: number;
}

async function create(
  externalId: string,
  body: string,
  mayExist: boolean,
  { transport, api, clock, signal }: SubmitPorts,
): Promise<'created' | NotYet> {
  const response = await sent(transport, api.create(externalId, body), signal);
  if (response === undefined) return { isUnsure: true };
  const { status } = response;
  if (status === 429) {
    response.body.dispose(); // refused before it acted
    return {
      isUnsure: mayExist,
      askedMs: retryAfterMs(headerValue(response.headers, 'retry-after'), clock.now()) ?? 0,
    };
  }
  if (isTransient(status)) return { isUnsure: true };
  if (status < 300 || (status === 409 && mayExist)) return 'created';
  throw new AppError('invalid-request', await refusal(response));
}

/** What an API may say of a job that it does not have, or of a path. */
const unknownJob: ReadonlySet<number> = new Set([400, 404, 405, 410, 422]);

async function exists(externalId: string, { transport, api, signal }: SubmitPorts): Promise<'yes' | 'no' | 'unknown'> {
  const response = await sent(transport, api.result(externalId), signal);
  if (response === undefined) return 'unknown';
  response.body.dispose();
  if (response.status < 300) return 'yes';
  return unknownJob.has(response.status) ? 'no' : 'unknown';
}

/** Undefined where the network failed. */
async function sent(
  transport: Transport,
  request: HttpRequest,
  signal: AbortSignal,
): Promise<HttpResponse | undefined> {
  try {
    return await transport.send(request, signal);
  } catch (error) {
    if (isNetworkError(error)) return undefined;
    throw error;
  }
}

const shownCharacters = 200;

/** Status and, where it is short and there, the API's own message: its error body is not documented. */
export async function refusal({ status, statusText, body }: HttpResponse): Promise<string> {
  const head = new TextDecoder().decode(await body.head(10_000));
  body.dispose();
  const json = parseJsonObject(head);
  const said = [json?.['message'], json?.['error_description'], json?.['detail'], json?.['error']].find(
    (text) => typeof text === 'string',
  );
  const reason = typeof said === 'string' ? `: ${shorten(said.replaceAll(/\s+/g, ' '), shownCharacters)}` : '';
  return `The API answered ${status}${statusText === '' ? '' : ` ${statusText}`}${reason}`;
}
