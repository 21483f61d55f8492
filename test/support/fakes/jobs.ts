import type { AnalysisJob } from '../../../src/core/analysis/analysisJob.ts';
import { createJobApi } from '../../../src/core/analysis/jobApi.ts';
import { JobQueue } from '../../../src/core/analysis/jobQueue.ts';
import { jobPollDefaults, type JobPorts } from '../../../src/core/analysis/jobPorts.ts';
import type { HttpRequest, HttpResponse } from '../../../src/core/http/httpMessage.ts';
import { Redactor } from '../../../src/core/http/redactor.ts';
import { handle } from '../../../src/core/sandbox/sandbox.ts';
import { emptySandbox, type SandboxState } from '../../../src/core/sandbox/sandboxState.ts';
import { Secret } from '../../../src/core/secret.ts';
import { shippedApi } from './api.ts';
import { ManualClock } from './manualClock.ts';
import { testResponse } from './response.ts';

export const token = 'sbx_token_jobs';
export const testOrigin = 'https://api.example.com';

export function testJob(name: string, more: Partial<AnalysisJob> = {}): AnalysisJob {
  return {
    version: 1,
    id: `id-${name}`,
    externalId: name,
    name,
    accountId: 'a',
    accountLabel: 'Test',
    origin: testOrigin,
    source: `${name}.csv`,
    state: 'queued',
    createdAt: 0,
    attempts: 0,
    ...more,
  };
}

/** A queue before the sandbox's own logic, in the time of a manual clock. */
export class JobHarness {
  readonly clock = new ManualClock();
  readonly requests: HttpRequest[] = [];
  /** What was saved, in order: `name state`. */
  readonly saved: string[] = [];
  readonly results = new Map<string, string>();
  state: SandboxState = { ...emptySandbox, tokens: new Map([[token, Number.MAX_SAFE_INTEGER]]) };
  readyAfterMs = 3000;
  /** Instead of the sandbox's answer; undefined lets it answer. */
  intercept: (request: HttpRequest) => HttpResponse | Promise<HttpResponse> | undefined = () => undefined;

  get posts(): readonly string[] {
    return this.requests.filter(({ method }) => method === 'POST').map(({ url }) => url.search);
  }

  async create(own: Partial<JobPorts> = {}): Promise<JobQueue> {
    const api = await shippedApi();
    const redactor = new Redactor();
    redactor.register(new Secret(token));
    const body = JSON.stringify({ holdings: [{ id_value: 'US0378331005', weight: 1 }], default_id_scheme: 'ISIN' });
    return new JobQueue({
      clock: this.clock,
      redactor,
      store: {
        save: (job) => {
          this.saved.push(`${job.name} ${job.state}`);
          return Promise.resolve();
        },
        saveResult: ({ name }, text) => {
          this.results.set(name, text);
          return Promise.resolve({ holdingsMatched: '1', metrics: 12 });
        },
      },
      transportOf: () => Promise.resolve({ send: (request) => this.#send(request) }),
      apiOf: ({ origin }) => Promise.resolve(createJobApi(api, origin)),
      bodyOf: () => Promise.resolve({ body, holdings: 1 }),
      claim: () => Promise.resolve({ dispose: () => undefined }),
      concurrency: 4,
      poll: () => jobPollDefaults,
      ...own,
    });
  }

  /** What the sandbox answers to a request. */
  answer({ method, url, body }: HttpRequest): HttpResponse {
    const request = {
      method,
      path: url.pathname + url.search,
      headers: { authorization: `Bearer ${token}` },
      body: typeof body === 'string' ? body : '',
    };
    const { state, response } = handle(this.state, request, this.clock.now(), {
      clientId: 'sbx_id',
      clientSecret: new Secret('sbx_secret_jobs'),
      readyAfterMs: this.readyAfterMs,
      tokenLifetimeSeconds: 3600,
      randomToken: () => token,
    });
    this.state = state;
    return testResponse(response.status, response.body, Object.entries(response.headers));
  }

  async #send(request: HttpRequest): Promise<HttpResponse> {
    this.requests.push(request);
    return (await this.intercept(request)) ?? this.answer(request);
  }
}
