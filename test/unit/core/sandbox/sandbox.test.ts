import assert from 'node:assert/strict';
import type { SandboxResponse } from '../../../../src/core/sandbox/reply.ts';
import { handle, type SandboxOptions } from '../../../../src/core/sandbox/sandbox.ts';
import { createJob } from '../../../../src/core/sandbox/analysisJobs.ts';
import { emptySandbox, type SandboxState } from '../../../../src/core/sandbox/sandboxState.ts';
import { Secret } from '../../../../src/core/secret.ts';

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
const holdings = [
  { id_value: 'US0378331005', weight: 0.123 },
  { id_value: 'LU1503114545', weight: 0.3 },
];
const portfolio = JSON.stringify({ holdings, default_id_scheme: 'ISIN' });
const start = Date.UTC(2023, 6, 10, 9, 24, 10, 413);

/** The sandbox with its state, a clock to set, and a client that keeps its token. */
class Bench {
  now = start;
  token = '';
  readonly #options: SandboxOptions;
  #state = emptySandbox;
  #tokens = 0;

  constructor(options: Partial<SandboxOptions> = {}) {
    this.#options = {
      clientId: 'sbx_id',
      clientSecret: new Secret('sbx_secret_ü:1'),
      readyAfterMs: 3000,
      tokenLifetimeSeconds: 60,
      randomToken: () => `token-${++this.#tokens}`,
      ...options,
    };
  }

  send(method: string, path: string, authorization?: string, body = ''): SandboxResponse {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const step = handle(this.#state, { method, path, headers, body }, this.now, this.#options);
    this.#state = step.state;
    return step.response;
  }

  signIn(user = 'sbx_id', password = 'sbx_secret_ü:1'): SandboxResponse {
    const response = this.send('POST', '/auth/v1/token', basic(user, password));
    if (response.status === 200) this.token = String(json(response)['access_token']);
    return response;
  }

  create(externalId: string, body = portfolio): SandboxResponse {
    return this.send('POST', jobs(externalId), `Bearer ${this.token}`, body);
  }

  result(externalId: string): SandboxResponse {
    return this.send('GET', jobs(externalId), `Bearer ${this.token}`);
  }
}

const jobs = (externalId: string): string =>
  `/partner-api/v1/analysis/jobs?external_id=${encodeURIComponent(externalId)}`;
const json = (response: SandboxResponse): Record<string, unknown> =>
  JSON.parse(response.body) as Record<string, unknown>;

function signedIn(options: Partial<SandboxOptions> = {}): Bench {
  const bench = new Bench(options);
  assert.equal(bench.signIn().status, 200);
  return bench;
}

describe('the sandbox: tokens', () => {
  it('gives a token for its own credential', () => {
    assert.deepEqual(json(new Bench().signIn()), { access_token: 'token-1', expires_in: 60, token_type: 'Bearer' });
  });

  it('leaves the state it was given as it was', () => {
    signedIn().create('A');
    assert.deepEqual([emptySandbox.tokens.size, emptySandbox.jobs.size], [0, 0]);
  });

  const rejected: readonly (readonly [string, string | undefined])[] = [
    ['no credential', undefined],
    ['a wrong secret', basic('sbx_id', 'wrong')],
    ['a wrong id', basic('sbx_other', 'sbx_secret_ü:1')],
    ['a real id', basic('real-client-4711', 'real-secret-4711')],
    ['another scheme', 'Bearer sbx_id'],
    ['what is no Base64', 'Basic *4711*'],
  ];
  for (const [name, authorization] of rejected) {
    it(`answers 401 to ${name}, and repeats nothing of it`, () => {
      const response = new Bench().send('POST', '/auth/v1/token', authorization);
      assert.equal(response.status, 401);
      assert.match(response.headers['WWW-Authenticate'] ?? '', /^Basic/);
      assert.equal(json(response)['error'], 'invalid_client');
      assert.equal(typeof json(response)['error_description'], 'string');
      assert.doesNotMatch(JSON.stringify(response), /4711/);
    });
  }

  it('accepts no id without the prefix sbx_, even if it was started with it', () => {
    assert.equal(new Bench({ clientId: 'real' }).signIn('real').status, 401);
  });

  it('answers 405 with Allow to another method', () => {
    const response = new Bench().send('GET', '/auth/v1/token');
    assert.deepEqual([response.status, response.headers['Allow']], [405, 'POST']);
  });

  it('answers 401 to a missing, an unknown and an expired token', () => {
    const bench = signedIn();
    const valid = `Bearer ${bench.token}`;
    assert.equal(bench.send('GET', jobs('A'), valid).status, 404);
    bench.now += 59_999;
    assert.equal(bench.send('GET', jobs('A'), valid).status, 404);
    bench.now += 1;
    for (const authorization of [undefined, 'Bearer other', valid]) {
      const response = bench.send('GET', jobs('A'), authorization);
      assert.equal(response.status, 401);
      assert.equal(response.headers['WWW-Authenticate'], 'Bearer error="invalid_token"');
    }
  });
});

describe('the sandbox: analysis jobs', () => {
  it('creates a job', () => {
    const response = signedIn().create('EX-123456789');
    assert.equal(response.status, 201);
    assert.deepEqual(json(response), {
      created: '2023-07-10T09:24:10.413000',
      time_stamp: 1688981050,
      external_id: 'EX-123456789',
    });
  });

  it('answers 409 to a used external id, and keeps the first job', () => {
    const bench = signedIn();
    bench.create('A');
    bench.now += 3000;
    assert.equal(bench.create('A').status, 409);
    assert.equal(bench.result('A').status, 200);
  });

  const bad: readonly (readonly [string, string, RegExp])[] = [
    ['no JSON', 'holdings', /^body/],
    ['no object', '[]', /^body/],
    ['no holdings', '{}', /^holdings:/],
    ['empty holdings', '{"holdings":[]}', /^holdings:/],
    ['holdings that are no list', '{"holdings":{}}', /^holdings:/],
    ['a holding that is no object', '{"holdings":[null]}', /^holdings\[0\]/],
    ['an empty id', '{"holdings":[{"id_value":"","weight":1}]}', /^holdings\[0\]\.id_value/],
    [
      'an id that is no text',
      '{"holdings":[{"id_value":"A","weight":1},{"id_value":1,"weight":1}]}',
      /^holdings\[1\]\.id_value/,
    ],
    ['a weight that is no number', '{"holdings":[{"id_value":"A","weight":"1"}]}', /^holdings\[0\]\.weight/],
    ['a weight without end', '{"holdings":[{"id_value":"A","weight":1e999}]}', /^holdings\[0\]\.weight/],
    [
      'a scheme that is no text',
      '{"holdings":[{"id_value":"A","weight":1}],"default_id_scheme":1}',
      /^default_id_scheme/,
    ],
  ];
  for (const [name, body, message] of bad) {
    it(`answers 422 naming the field to ${name}`, () => {
      const response = signedIn().create('A', body);
      assert.equal(response.status, 422);
      assert.match(String(json(response)['message']), message);
    });
  }

  for (const externalId of ['', 'a b', 'a/b', 'ä', 'a\n']) {
    it(`answers 422 to the external id ${JSON.stringify(externalId)}`, () => {
      const response = signedIn().create(externalId);
      assert.equal(response.status, 422);
      assert.match(String(json(response)['message']), /^external_id/);
    });
  }

  it('answers 202 until the result is ready, then 200', () => {
    const bench = signedIn();
    bench.create('A');
    bench.now += 2999;
    assert.equal(bench.result('A').status, 202);
    bench.now += 1;
    const response = bench.result('A');
    assert.equal(response.status, 200);
    assert.equal(bench.result('A').body, response.body);
    const { analysis, ...head } = json(response);
    assert.deepEqual(head, {
      created: '2023-07-10T09:24:10.413000',
      time_stamp: 1688981050,
      external_id: 'A',
      sample_data: true,
      holdings_matched: 2,
    });
    assert.ok(Array.isArray((analysis as Record<string, unknown>)['basic']));
  });

  it('answers 404 to an unknown id, 404 to another path, 405 to another method', () => {
    const bench = signedIn();
    const authorization = `Bearer ${bench.token}`;
    assert.equal(bench.result('A').status, 404);
    for (const path of ['/', '//', '/../../etc/passwd', 'http://evil/', '/partner-api/v1/analysis/jobs/A']) {
      assert.equal(bench.send('GET', path, authorization).status, 404, path);
    }
    const response = bench.send('DELETE', jobs('A'), authorization);
    assert.deepEqual([response.status, response.headers['Allow']], [405, 'GET, POST']);
  });
});

describe('the sandbox: special external ids', () => {
  it('sbx-fail is created, and its result is an error 500', () => {
    const bench = signedIn();
    assert.equal(bench.create('sbx-fail-1').status, 201);
    assert.equal(bench.result('sbx-fail-1').status, 500);
    assert.equal(json(bench.result('sbx-fail-1'))['error'], 'analysis_failed');
  });

  it('sbx-slow takes ten times as long', () => {
    const bench = signedIn();
    bench.create('sbx-slow');
    bench.now += 29_999;
    assert.equal(bench.result('sbx-slow').status, 202);
    bench.now += 1;
    assert.equal(bench.result('sbx-slow').status, 200);
  });

  it('sbx-429 answers 429 twice, then as always', () => {
    const bench = signedIn();
    bench.create('sbx-429');
    const first = bench.result('sbx-429');
    assert.deepEqual([first.status, first.headers['Retry-After']], [429, '1']);
    assert.equal(bench.result('sbx-429').status, 429);
    assert.equal(bench.result('sbx-429').status, 202);
    bench.now += 3000;
    assert.equal(bench.result('sbx-429').status, 200);
  });

  it('sbx-revoke revokes every token once', () => {
    const bench = signedIn();
    const older = bench.token;
    bench.signIn();
    assert.equal(bench.create('sbx-revoke').status, 201);
    assert.equal(bench.result('sbx-revoke').status, 401);
    assert.equal(bench.send('GET', jobs('sbx-revoke'), `Bearer ${older}`).status, 401);
    bench.signIn();
    assert.equal(bench.result('sbx-revoke').status, 202);
    assert.equal(bench.result('sbx-revoke').status, 202);
  });
});

describe('the sandbox: memory', () => {
  it('keeps nothing of the holdings of 400 jobs of 1 MB each', () => {
    const many = JSON.stringify({
      holdings: Array.from({ length: 20_000 }, (_, at) => ({
        id_value: `US${at}`.padEnd(12, '0'),
        weight: 1 / 20_000,
      })),
    });
    let state = createJob(emptySandbox, 'job-0', many, 0).state;
    for (let at = 1; at < 3; at++) ({ state } = createJob(state, `job-${at}`, many, 0));
    assert.ok(JSON.stringify([...state.jobs]).length < 20_000); // 383 MB it was, of 400
  });

  it('forgets the oldest of more than 10,000', () => {
    let state: SandboxState = { ...emptySandbox, jobs: new Map() };
    const job = { createdAt: 0, holdings: 1, analysis: [], asked: 0 };
    state = { ...state, jobs: new Map(Array.from({ length: 10_000 }, (_, at) => [`job-${at}`, job])) };
    for (const id of ['x', 'y']) ({ state } = createJob(state, id, '{"holdings":[{"id_value":"A","weight":1}]}', 0));
    assert.equal(state.jobs.size, 10_000);
    assert.ok(!state.jobs.has('job-0') && state.jobs.has('y'));
  });
});
