import { AppError, isCancelled } from '../appError.ts';
import { Emitter } from '../event.ts';
import { pollUntilReady, type PollProgress } from '../http/poll.ts';
import type { Transport } from '../http/transport.ts';
import { isOpen, type AnalysisJob } from './analysisJob.ts';
import type { JobApi } from './jobApi.ts';
import type { JobPorts } from './jobPorts.ts';
import { readResultText, refuseTruncated } from './resultText.ts';
import { submitJob } from './submitJob.ts';

interface Flight {
  readonly controller: AbortController;
  readonly ended: Promise<void>;
}

/** Works through jobs, oldest first, and tells of each step. What is open when it is disposed goes on later. */
export class JobQueue {
  readonly #ports: JobPorts;
  readonly #jobs = new Map<string, AnalysisJob>();
  readonly #flights = new Map<string, Flight>();
  /** Of other programs, as far as we know. */
  readonly #elsewhere = new Set<string>();
  readonly #writes = new Map<string, Promise<void>>();
  readonly #changed = new Emitter<AnalysisJob>();
  #isDisposed = false;

  readonly onDidChange = this.#changed.event;

  constructor(ports: JobPorts) {
    this.#ports = ports;
  }

  get jobs(): readonly AnalysisJob[] {
    return [...this.#jobs.values()];
  }

  get(id: string): AnalysisJob | undefined {
    return this.#jobs.get(id);
  }

  /** What is stored, or another program has changed; an open one is taken up. */
  put(jobs: readonly AnalysisJob[]): void {
    for (const job of jobs) {
      const flight = this.#flights.get(job.id);
      const own = this.#jobs.get(job.id);
      const isOurs = flight !== undefined && own !== undefined && job.state !== 'stopped';
      if (!isOurs) flight?.controller.abort('stopped');
      const known = isOurs ? { ...own, name: job.name } : job; // ours is newer, but for the name
      this.#jobs.set(job.id, known);
      this.#changed.fire(known);
    }
    this.#pump();
  }

  async add(jobs: readonly AnalysisJob[]): Promise<void> {
    const paths = jobs.every(({ id }) => this.#jobs.has(id)) ? undefined : await this.#ports.newPaths?.();
    const whole = paths === undefined ? jobs : jobs.map((job) => ({ paths, ...job }));
    for (const job of whole) await this.#save(job);
    this.put(whole);
  }

  /** Asks again whether other programs still work on their jobs. */
  takeOver(): void {
    this.#elsewhere.clear();
    this.#pump();
  }

  async stop(id: string): Promise<void> {
    const flight = this.#flights.get(id);
    flight?.controller.abort('stopped');
    await flight?.ended;
    const job = this.#jobs.get(id);
    if (job !== undefined && isOpen(job)) await this.#update(job, { state: 'stopped' });
  }

  /** Goes on where it was: what the API has is not sent again. */
  async resume(id: string): Promise<void> {
    const job = this.#jobs.get(id);
    if (job === undefined || isOpen(job)) return;
    const { message, finishedAt, ...kept } = job;
    const resumed: AnalysisJob = { ...kept, state: job.submittedAt === undefined ? 'queued' : 'waiting' };
    await this.add([resumed]);
  }

  async rename(id: string, name: string): Promise<void> {
    const job = this.#jobs.get(id);
    if (job === undefined) return;
    const { rename, save } = this.#ports.store;
    await this.#set({ ...job, name }, rename ?? save);
  }

  /** Forgets it and writes nothing more of it; the caller removes what is stored. */
  async forget(id: string): Promise<void> {
    const job = this.#jobs.get(id);
    if (job === undefined) return;
    this.#jobs.delete(id); // before the flight ends, which would write of it
    const flight = this.#flights.get(id);
    flight?.controller.abort('forgotten');
    await flight?.ended;
    await this.#writes.get(id)?.catch(() => undefined);
    this.#writes.delete(id);
    this.#changed.fire(job);
  }

  /** Resolves when no job is open. */
  async whenIdle(): Promise<void> {
    while (this.#flights.size > 0) await Promise.race([...this.#flights.values()].map(({ ended }) => ended));
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const { controller } of this.#flights.values()) controller.abort('disposed');
    this.#changed.dispose();
  }

  #pump(): void {
    for (const job of this.#jobs.values()) {
      if (this.#isDisposed || this.#flights.size >= this.#ports.concurrency) return;
      if (!isOpen(job) || this.#flights.has(job.id) || this.#elsewhere.has(job.id)) continue;
      const controller = new AbortController();
      const ended = this.#take(job.id, controller.signal).finally(() => {
        this.#flights.delete(job.id);
        this.#pump();
      });
      this.#flights.set(job.id, { controller, ended });
    }
  }

  async #take(id: string, signal: AbortSignal): Promise<void> {
    const job = this.#jobs.get(id);
    if (job === undefined) return;
    const claim = await this.#ports.claim(job).catch(() => undefined);
    if (claim === undefined) {
      this.#elsewhere.add(id);
      return;
    }
    const latest = claim.stored ?? job;
    this.#jobs.set(id, latest);
    try {
      if (isOpen(latest)) await this.#run(latest, signal);
      else this.#changed.fire(latest);
    } catch (error) {
      await this.#end(id, error, signal);
    } finally {
      claim.dispose();
    }
  }

  async #run(job: AnalysisJob, signal: AbortSignal): Promise<void> {
    const { clock, poll, store } = this.#ports;
    const transport = await this.#ports.transportOf(job);
    const api = await this.#ports.apiOf(job);
    const waiting = await this.#submitted(job, transport, api, signal);
    const ask = async (limit: AbortSignal): ReturnType<Transport['send']> =>
      refuseTruncated(await transport.send(api.result(waiting.externalId), limit));
    const response = await pollUntilReady(
      ask,
      { ...poll(), keepsTrying: true },
      clock,
      (progress) => {
        // Its progress need not be written down: a job that cannot be saved goes on.
        this.#update(waiting.id, withProgress(progress, clock.now())).catch(() => undefined);
      },
      signal,
    );
    const result = await store.saveResult(waiting, await readResultText(response, api));
    await this.#update(waiting.id, {
      state: 'ready',
      result,
      finishedAt: clock.now(),
      attempts: this.#attempts(waiting.id) + 1,
    });
  }

  /** An API that drips its answer ends as one that never has a result. */
  async #submitted(job: AnalysisJob, transport: Transport, api: JobApi, signal: AbortSignal): Promise<AnalysisJob> {
    const { clock, poll } = this.#ports;
    const deadline = clock.deadline(poll().timeoutMs);
    try {
      return await this.#submit(job, transport, api, AbortSignal.any([signal, deadline]));
    } catch (error) {
      if (!deadline.aborted || signal.aborted) throw error;
      throw new AppError('timeout', 'The API did not take the job in time.', { cause: error });
    }
  }

  async #submit(job: AnalysisJob, transport: Transport, api: JobApi, signal: AbortSignal): Promise<AnalysisJob> {
    if (job.submittedAt !== undefined) return job;
    const { clock, poll } = this.#ports;
    const mayExist = job.mayExist === true || job.state === 'submitting';
    // What the API has needs no portfolio, which may be gone by now.
    let read = mayExist ? undefined : await this.#ports.bodyOf(job);
    await this.#update(job.id, { state: 'submitting', mayExist: true });
    const body = async (): Promise<string> => (read ??= await this.#ports.bodyOf(job)).body;
    await submitJob(job.externalId, body, mayExist, { transport, api, clock, signal });
    const holdings = read?.holdings ?? job.holdings;
    const reading = read?.reading ?? job.reading;
    const sent = { ...(holdings === undefined ? {} : { holdings }), ...(reading === undefined ? {} : { reading }) };
    const waiting = await this.#update(job.id, { state: 'waiting', submittedAt: clock.now(), ...sent });
    await clock.sleep(poll().everyMs, signal); // no result is there at once
    return waiting;
  }

  #isSubmitted(id: string): boolean {
    return this.#jobs.get(id)?.submittedAt !== undefined;
  }

  #attempts(id: string): number {
    return this.#jobs.get(id)?.attempts ?? 0;
  }

  async #end(id: string, error: unknown, signal: AbortSignal): Promise<void> {
    if (signal.reason === 'stopped') {
      await this.#update(id, { state: 'stopped' }).catch(() => undefined);
      return;
    }
    if (isCancelled(error) || signal.aborted) return; // it goes on later
    const { state, message } = endOf(error);
    const errorCode = error instanceof AppError ? error.code : undefined;
    const { clock, redactor } = this.#ports;
    // Refused outright: whoever has this external id, it is not this job.
    const isRefused = error instanceof AppError && error.code === 'invalid-request' && !this.#isSubmitted(id);
    const change = {
      state,
      message: redactor.redact(message),
      ...(errorCode === undefined ? {} : { errorCode }),
      finishedAt: clock.now(),
      ...(isRefused ? { mayExist: false } : {}),
    };
    await this.#update(id, change as Partial<AnalysisJob>).catch(() => undefined);
  }

  async #update(of: string | AnalysisJob, change: Partial<AnalysisJob>): Promise<AnalysisJob> {
    const job = typeof of === 'string' ? this.#jobs.get(of) : of;
    if (job === undefined) throw new AppError('cancelled', 'The analysis was removed.');
    const { nextTryAt, message, errorCode, ...kept } = job;
    const next: AnalysisJob = { ...kept, ...change };
    await this.#set(next);
    return next;
  }

  async #set(job: AnalysisJob, save = this.#ports.store.save): Promise<void> {
    this.#jobs.set(job.id, job);
    this.#changed.fire(job);
    await this.#save(job, save);
  }

  /** One write of a job after the other, so that an older one never comes last. */
  async #save(job: AnalysisJob, save = this.#ports.store.save): Promise<void> {
    const earlier = this.#writes.get(job.id) ?? Promise.resolve();
    const write = earlier.catch(() => undefined).then(() => save(job));
    this.#writes.set(job.id, write);
    await write;
  }
}

function withProgress({ attempt, status, nextInMs }: PollProgress, now: number): Partial<AnalysisJob> {
  const trouble = status === 0 ? 'The API cannot be reached.' : `The API answered ${status}.`;
  return { attempts: attempt, nextTryAt: now + nextInMs, ...(status === 202 ? {} : { message: trouble }) };
}

function endOf(error: unknown): { readonly state: AnalysisJob['state']; readonly message: string } {
  if (!(error instanceof AppError)) return { state: 'failed', message: `This is a bug: ${String(error)}` };
  return error.code === 'timeout'
    ? { state: 'timed-out', message: 'The result was not ready in time. Resume to wait on.' }
    : { state: 'failed', message: error.message };
}
