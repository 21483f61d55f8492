import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { AppError } from '../../src/core/appError.ts';
import type { HttpRequest, HttpResponse } from '../../src/core/http/httpMessage.ts';
import { Secret } from '../../src/core/secret.ts';
import { createTestWindow } from '../support/fakes/auth.ts';
import { fuzzSeed } from '../support/generators/generateSeed.ts';
import { ManualClock } from '../support/fakes/manualClock.ts';
import { MemorySecrets } from '../support/fakes/memorySecrets.ts';
import { testResponse } from '../support/fakes/response.ts';
import { tally } from '../support/security/tally.ts';

const lifetimeSeconds = 60;
/** A token is replaced when a third of its life is left. */
const usedSeconds = 40;
/** Between two questions to an endpoint that is down (tokenService.ts). */
const longestWaitSeconds = 60;
const origin = 'https://api.example.com';

/** An API whose tokens live for a minute, behind a network that comes and goes; time is the clock's. */
class SimulatedApi {
  readonly clock = new ManualClock();
  readonly #live = new Map<string, number>();
  hasNetwork = true;
  isBusy = false;
  issued = 0;
  refusals = 0;

  readonly transport = { send: (request: HttpRequest): Promise<HttpResponse> => this.#answer(request) };

  revokeAll(): void {
    this.#live.clear();
  }

  #answer({ url, headers }: HttpRequest): Promise<HttpResponse> {
    if (!this.hasNetwork) return Promise.reject(new AppError('unreachable', 'Connection: no network.'));
    if (url.pathname === '/auth/v1/token') return Promise.resolve(this.#token());
    const token = headers.find(([name]) => name === 'Authorization')?.[1].replace('Bearer ', '') ?? '';
    if ((this.#live.get(token) ?? 0) > this.clock.now()) return Promise.resolve(testResponse(200, '{}'));
    this.refusals++;
    return Promise.resolve(testResponse(401, '{}'));
  }

  #token(): HttpResponse {
    if (this.isBusy) return testResponse(503, '', [['Retry-After', '1']]);
    const token = `sbx_token_${++this.issued}`;
    this.#live.clear();
    this.#live.set(token, this.clock.now() + lifetimeSeconds * 1000);
    const body = { access_token: token, token_type: 'Bearer', expires_in: lifetimeSeconds };
    return testResponse(200, JSON.stringify(body), [['Content-Type', 'application/json']]);
  }
}

type Disturbance = 'sleep' | 'clock back' | 'network' | 'locked' | 'revoked' | 'busy' | 'burst';

async function createDay() {
  const api = new SimulatedApi();
  const secrets = new MemorySecrets();
  const { accounts } = createTestWindow(secrets, api.transport, api.clock);
  await accounts.signIn({ label: 'Test', origin, clientId: 'sbx_id', clientSecret: new Secret('sbx_secret_soak') });
  let isLocked = false;
  /** As the extension sends: the account from the store each time. */
  const send = async (): Promise<number> => {
    if (isLocked) throw new AppError('store-unavailable', 'The secret store does not answer.');
    const { origin: account, transport } = await accounts.client();
    assert.equal(account, origin);
    return (await transport.send({ method: 'GET', url: new URL('/x', origin), headers: [] })).status;
  };
  const start: Readonly<Record<Disturbance, () => void>> = {
    sleep: () => {
      api.clock.advance(20 * 60_000);
    },
    'clock back': () => {
      api.clock.advance(-10 * 60_000);
    },
    network: () => (api.hasNetwork = false),
    locked: () => (isLocked = true),
    revoked: () => {
      api.revokeAll();
    },
    busy: () => (api.isBusy = true),
    burst: () => undefined,
  };
  const end = (): void => {
    api.hasNetwork = true;
    api.isBusy = isLocked = false;
  };
  const isDisturbed = (): boolean => isLocked || api.isBusy || !api.hasNetwork;
  return { api, send, start, end, isDisturbed };
}

/** An endpoint that failed is left alone for as long as is said at first, and no longer. */
class Outage {
  #until: number | undefined;

  excuses(error: unknown, second: number, isDisturbed: boolean): boolean {
    if (!(error instanceof AppError)) return false;
    const [, seconds] = /asked again in (\d+) s/.exec(error.message) ?? [];
    if (isDisturbed) this.#until = undefined;
    else if (seconds === undefined) return false;
    else this.#until ??= second + Math.min(Number(seconds), longestWaitSeconds);
    return this.#until === undefined || second < this.#until;
  }

  end(): void {
    this.#until = undefined;
  }
}

/** `at`: what happens in which second of the hour; each trouble lasts 15 seconds. */
async function runHour(
  day: Awaited<ReturnType<typeof createDay>>,
  at: ReadonlyMap<number, Disturbance>,
): Promise<void> {
  let endsAt = -1;
  const outage = new Outage();
  for (let second = 0; second < 3600; second++) {
    const disturbance = at.get(second);
    if (disturbance !== undefined) {
      day.start[disturbance]();
      endsAt = second + 15;
    }
    if (second === endsAt) day.end();
    const wanted = disturbance === 'burst' ? 20 : 1;
    const results = await Promise.allSettled(Array.from({ length: wanted }, () => day.send()));
    for (const result of results) {
      if (result.status === 'fulfilled') assert.equal(result.value, 200, `second ${second}`);
      else
        assert.ok(
          outage.excuses(result.reason, second, day.isDisturbed()),
          `second ${second}: ${String(result.reason)}`,
        );
    }
    if (results.every(({ status }) => status === 'fulfilled')) outage.end();
    day.api.clock.advance(1000);
  }
  day.end();
}

const schedule = fc
  .array(
    fc.tuple(
      fc.integer({ min: 60, max: 3500 }),
      fc.constantFrom<Disturbance>('sleep', 'clock back', 'network', 'locked', 'revoked', 'busy', 'burst'),
    ),
    { minLength: 20, maxLength: 40 },
  )
  .map((events) => new Map(events));

function heapAfterCollection(): number {
  setFlagsFromString('--expose_gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

describe('soak', () => {
  const seed = fuzzSeed();

  it('an hour of tokens that live a minute: nothing is wrongly refused, no token is asked for beyond the rule', async () => {
    const property = fc.asyncProperty(schedule, async (at) => {
      const day = await createDay();
      await runHour(day, at);
      const { issued, refusals } = day.api;
      // One a share of life, one after each event, and the first.
      const most = Math.ceil(3600 / usedSeconds) + at.size * 2 + 2;
      assert.ok(issued <= most, `${issued} tokens, ${most} at most`);
      assert.ok(issued >= 3600 / lifetimeSeconds - 20, 'the tokens did expire');
      assert.ok(refusals <= at.size * 21, `${refusals} refusals`);
    });
    await fc.assert(property, { numRuns: 10, seed });
    tally('soak minute', 'an hour', 60);
  });

  it('ten hours leave no memory behind', async () => {
    const day = await createDay();
    await runHour(
      day,
      new Map([
        [100, 'network'],
        [900, 'sleep'],
        [2000, 'locked'],
      ]),
    );
    const before = heapAfterCollection();
    for (let hour = 0; hour < 10; hour++)
      await runHour(
        day,
        new Map([
          [500, 'revoked'],
          [1500, 'burst'],
          [2500, 'busy'],
        ]),
      );
    const grownMb = (heapAfterCollection() - before) / 1_000_000;
    assert.ok(grownMb < 2, `${grownMb.toFixed(2)} MB`);
  });
});
