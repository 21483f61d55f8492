import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Secret } from '../../src/core/secret.ts';
import { startSandboxServer, type SandboxServer } from '../../src/node/sandboxServer.ts';
import { hostile, threat } from '../support/security/threats.ts';

// T16 to T18: what web pages, and others, may try with the sandbox's port. Bytes on a socket, because no library sends
// these requests. Each has the right credentials, so that only the trick can be the reason why it is refused.

/** What the server answers to these lines; they end with the headers. */
async function raw(port: string | number, lines: readonly string[], body = ''): Promise<string> {
  const socket = connect(Number(port), '127.0.0.1');
  socket.setTimeout(60_000, () => socket.destroy(new Error('no answer')));
  socket.write(`${lines.join('\r\n')}\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  let text = '';
  for await (const chunk of socket) text += String(chunk);
  return text;
}

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);
const basicOf = (id: string, secret: string): string => `Authorization: Basic ${btoa(`${id}:${secret}`)}`;
const holdings = '{"holdings":[{"id_value":"A","weight":1}]}';
const jobs = '/partner-api/v1/analysis/jobs?external_id=';
const tokenPath = '/auth/v1/token';

class Sandbox {
  readonly #server: SandboxServer;
  readonly port: string;
  #token = '';

  private constructor(server: SandboxServer) {
    this.#server = server;
    this.port = new URL(server.origin).port;
  }

  static async start(): Promise<Sandbox> {
    const sandbox = new Sandbox(await startSandboxServer({ readyAfterMs: 0 }));
    const answer = await sandbox.send(tokenPath, 'POST', [`Host: 127.0.0.1:${sandbox.port}`, sandbox.basic]);
    sandbox.#token = /"access_token":"([^"]+)"/.exec(answer)?.[1] ?? '';
    return sandbox;
  }

  get basic(): string {
    return basicOf(this.#server.clientId, this.#server.clientSecret.reveal());
  }

  get bearer(): string {
    return `Authorization: Bearer ${this.#token}`;
  }

  send(target: string, method: string, headers: readonly string[], version = '1.1', body = ''): Promise<string> {
    return raw(this.port, [`${method} ${target} HTTP/${version}`, ...headers], body);
  }

  /** A token, a new job, a result: with the headers and the target as given. Answers with what the server said. */
  async tryAll({ headers, target = (path) => path, version }: Trick): Promise<readonly string[]> {
    const all: string[] = [];
    for (const [method, path, login, body] of [
      ['POST', tokenPath, this.basic, ''],
      ['POST', `${jobs}new`, this.bearer, holdings],
      ['GET', `${jobs}known`, this.bearer, ''],
    ] as const)
      all.push(await this.send(target(path), method, [...headers, login], version, body));
    return all;
  }

  /** Refused in every way, with nothing done and nothing told. */
  async refuses(...tricks: readonly Trick[]): Promise<void> {
    for (const trick of tricks)
      for (const answer of await this.tryAll(trick)) {
        assert.ok([400, 401, 403].includes(statusOf(answer)), `${JSON.stringify(trick)}: ${answer}`);
        this.tellsNothing(answer);
      }
    const host = [`Host: localhost:${this.port}`, this.bearer];
    assert.equal(statusOf(await this.send(`${jobs}new`, 'GET', host)), 404, 'a job was made');
  }

  tellsNothing(answer: string): void {
    assert.doesNotMatch(answer, /access-control-|access_token|sample_data|root:/i);
    for (const login of [this.basic, this.bearer]) assert.ok(!answer.includes(login.replace(/.* /, '')), answer);
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}

interface Trick {
  readonly headers: readonly string[];
  readonly target?: (path: string) => string;
  readonly version?: string;
}

let sandbox: Sandbox;
const own = (): string => `Host: 127.0.0.1:${sandbox.port}`;
const hosts = (...names: readonly string[]): readonly Trick[] => names.map((name) => ({ headers: [`Host: ${name}`] }));
const origins = (...values: readonly string[]): readonly Trick[] =>
  values.map((value) => ({ headers: [own(), `Origin: ${value}`] }));

function withSandbox(): void {
  before(async () => {
    sandbox = await Sandbox.start();
    assert.equal(statusOf(await sandbox.send(`${jobs}known`, 'POST', [own(), sandbox.bearer], '1.1', holdings)), 201);
  });
  after(() => sandbox.stop());
}

threat('T16', 'DNS rebinding and CSRF on the sandbox', () => {
  withSandbox();

  it('answers the right requests, under each of its names', async () => {
    for (const [at, host] of ['127.0.0.1', 'localhost', 'LOCALHOST'].entries()) {
      const target = (path: string): string => path.replace(/new$/, `right-${at}`);
      const answers = await sandbox.tryAll({ headers: [`Host: ${host}:${sandbox.port}`], target });
      assert.deepEqual(answers.map(statusOf), [200, 201, 200]);
      assert.match(answers.join(''), /access_token[^]*sample_data/);
      assert.doesNotMatch(answers.join(''), /access-control-/i); // no page may read it
    }
  });

  hostile('hostile:sandbox', 'the name of another computer (DNS rebinding)', () =>
    sandbox.refuses(
      ...hosts('evil.example', `evil.example:${sandbox.port}`, `127.0.0.1.evil.example:${sandbox.port}`),
      { headers: ['Host: evil.example', own().replace('Host', 'X-Forwarded-Host')] },
    ),
  );
  hostile('hostile:sandbox', 'names that look like its own', () => {
    const { port } = sandbox;
    const names = [
      '0.0.0.0',
      '[::1]',
      '[::ffff:127.0.0.1]',
      '127.1',
      '2130706433',
      '0x7f.0.0.1',
      '0177.0.0.1',
      '127.0.0.2',
    ];
    const tricks = ['localhost.', '127.0.0.1.', 'user@127.0.0.1', 'localhost:80@localhost', 'evil.example#@localhost'];
    return sandbox.refuses(...hosts(...[...names, ...tricks].map((name) => `${name}:${port}`)));
  });
  hostile('hostile:sandbox', 'another port, or none', () => {
    const { port } = sandbox;
    const ends = ['', ':', ':80', `:${port}0`, `:0${port}`, `: ${port}`, `:${port}:80`, `:${port}, evil.example`];
    return sandbox.refuses(...hosts(...ends.flatMap((end) => [`127.0.0.1${end}`, `localhost${end}`])));
  });
  hostile('hostile:sandbox', 'two Hosts', () =>
    sandbox.refuses(
      { headers: [own(), 'Host: evil.example'] },
      { headers: ['Host: evil.example', own()] },
      { headers: [own(), own()] },
    ),
  );
  hostile('hostile:sandbox', 'a whole URL as the target', () => {
    const at = (start: string): Trick => ({ headers: [own()], target: (path) => `${start}${path}` });
    return sandbox.refuses(at('http://evil.example'), at(`http://localhost:${sandbox.port}`), at('http:'));
  });
  hostile('hostile:sandbox', 'no Host', () =>
    sandbox.refuses(
      { headers: [], version: '1.0' },
      { headers: [] },
      { headers: ['Host:'] },
      { headers: ['Host:'], version: '1.0' },
    ),
  );
  hostile('hostile:sandbox', 'the Origin of a page elsewhere', () =>
    sandbox.refuses(...origins('https://evil.example', 'http://evil.example:80', 'vscode-webview://a', 'file://')),
  );
  hostile('hostile:sandbox', 'the Origin null, none, its own', () =>
    sandbox.refuses(...origins('null', '', `http://127.0.0.1:${sandbox.port}`, `http://localhost:${sandbox.port}`)),
  );
  hostile('hostile:sandbox', 'a preflight', async () => {
    const asked = ['Access-Control-Request-Method: POST', 'Access-Control-Request-Headers: authorization'];
    const network = 'Access-Control-Request-Private-Network: true';
    for (const origin of ['https://evil.example', 'null', `http://127.0.0.1:${sandbox.port}`])
      for (const path of [tokenPath, `${jobs}known`, '/', '*']) {
        const answer = await sandbox.send(path, 'OPTIONS', [own(), `Origin: ${origin}`, ...asked, network]);
        assert.equal(statusOf(answer), 403, answer);
        sandbox.tellsNothing(answer);
      }
  });
  // A page's request for an image or a script has no Origin, and no Authorization of the page's choice.
  hostile('hostile:sandbox', 'a page that asks as for an image', async () => {
    await sandbox.refuses({ headers: [own(), 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors'] });
    await sandbox.refuses(
      { headers: [own(), 'Sec-Fetch-Site: same-site'] },
      { headers: [own(), 'Sec-Fetch-Site: none'] },
    );
    // An old browser without these headers: nothing can be read or done without a token.
    for (const path of ['/', tokenPath, jobs, `${jobs}known`, `${tokenPath}?client_id=x`, '/favicon.ico'])
      for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']) {
        const answer = await sandbox.send(path, method, [own()]);
        assert.ok([401, 405].includes(statusOf(answer)), answer);
        sandbox.tellsNothing(answer);
      }
  });
});

threat('T17', 'Files through the sandbox', () => {
  withSandbox();

  /** With a token, so that it is not only the token that is missing. */
  async function serveNoFile(...targets: readonly string[]): Promise<void> {
    for (const target of targets)
      for (const headers of [[own()], [own(), sandbox.bearer]]) {
        const answer = await sandbox.send(target, 'GET', headers);
        assert.ok([400, 401, 403, 404].includes(statusOf(answer)), `${target}: ${answer}`);
        sandbox.tellsNothing(answer);
      }
  }

  hostile('hostile:sandbox', 'a path that leads up', () =>
    serveNoFile(
      '/../../../../etc/passwd',
      '/etc/passwd',
      '//etc/passwd',
      `${tokenPath}/../../../../../etc/passwd`,
      '/.',
    ),
  );
  hostile('hostile:sandbox', 'an encoded path', () =>
    serveNoFile(
      '/%2e%2e/%2e%2e/etc/passwd',
      '/..%2f..%2fetc%2fpasswd',
      '/..%252f..%252fetc/passwd',
      '/..\\..\\etc\\passwd',
      '/%00',
    ),
  );
  hostile('hostile:sandbox', 'the URL of a file', () =>
    serveNoFile('file:///etc/passwd', '/file:///etc/passwd', 'http://127.0.0.1/etc/passwd', `/?url=file:///etc/passwd`),
  );
});

threat('T18', 'Real credentials at the sandbox', () => {
  withSandbox();
  const realId = 'real-id-4711';
  const realSecret = 'real-secret-4711';
  const hides = (answer: string): void => {
    for (const value of [realId, realSecret, '4711', btoa(`${realId}:${realSecret}`)])
      assert.ok(!answer.includes(value), answer);
  };

  hostile('hostile:sandbox', 'a real client id', async () => {
    const body = `client_id=${realId}&client_secret=${realSecret}`;
    for (const login of [
      basicOf(realId, realSecret),
      `Authorization: Bearer ${realSecret}`,
      `X-Api-Key: ${realSecret}`,
    ]) {
      const answer = await sandbox.send(`${tokenPath}?client_id=${realId}`, 'POST', [own(), login], '1.1', body);
      assert.equal(statusOf(answer), 401);
      hides(answer);
    }
  });
  hostile('hostile:sandbox', 'a sandbox that was given real credentials', async () => {
    for (const [clientId, expected] of [
      ['sbx_4712', 200], // the prefix is the reason
      [realId, 401],
      ['SBX_4711', 401],
      ['x-sbx_4711', 401],
    ] as const) {
      const server = await startSandboxServer({ credential: { clientId, clientSecret: new Secret(realSecret) } });
      try {
        const { host, port } = new URL(server.origin);
        const lines = [`POST ${tokenPath} HTTP/1.1`, `Host: ${host}`, basicOf(clientId, realSecret)];
        const answer = await raw(port, lines);
        assert.equal(statusOf(answer), expected, clientId);
        hides(answer);
      } finally {
        await server.stop();
      }
    }
  });
  hostile('hostile:sandbox', 'a real id and token at `matter sandbox`: nothing of them is printed', async () => {
    const child = spawn(process.execPath, ['dist/matter.js', 'sandbox']);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += String(chunk)));
    while (!output.includes('Ctrl-C')) await once(child.stdout, 'data');
    const port = /127\.0\.0\.1:(\d+)/.exec(output)?.[1] ?? '';
    for (const [method, path, login] of [
      ['POST', tokenPath, basicOf(realId, realSecret)],
      ['POST', `${jobs}${realId}`, `Authorization: Bearer ${realSecret}`],
    ] as const) {
      const answer = await raw(port, [`${method} ${path} HTTP/1.1`, `Host: 127.0.0.1:${port}`, login]);
      assert.equal(statusOf(answer), 401);
      hides(answer);
    }
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'close'), [0, null]);
    assert.match(output, /MATTER_CLIENT_ID=sbx_/); // what is printed was read
    hides(output);
  });
});
