import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Exchange } from '../../../../src/core/run/exchange.ts';
import { runAll, type Outcome } from '../../../../src/core/run/runAll.ts';
import { Runner, RunMemory, type RunnerPorts } from '../../../../src/core/run/runner.ts';
import { parseMatter } from '../../../../src/core/syntax/parse.ts';
import { createNodeTransport } from '../../../../src/node/httpTransport.ts';
import { createRequestFiles, readDotenv } from '../../../../src/node/requestFiles.ts';
import { startEcho, type Echo } from '../../../support/echoServer.ts';
import { ManualClock } from '../../../support/manualClock.ts';
import { runnerPorts } from '../../../support/runnerPorts.ts';

describe('a run against a real server', () => {
  const transport = createNodeTransport();
  const dir = mkdtempSync(join(tmpdir(), 'matter-run-'));
  const file = join(dir, 'requests', 'a.matter');
  const [seen, seenElsewhere]: [string[], string[]] = [[], []];
  let server: Server;
  let elsewhere: Server;
  let origin = '';
  let other = '';

  before(async () => {
    mkdirSync(join(dir, 'requests', '.git'), { recursive: true });
    writeFileSync(join(dir, 'requests', 'body.txt'), 'x{{v}}');
    writeFileSync(join(dir, 'requests', 'bytes.bin'), Uint8Array.of(0, 255, 13, 10));
    writeFileSync(join(dir, 'requests', '.env'), 'KEY=from dotenv\n');
    writeFileSync(join(dir, 'requests', '.git', 'config'), 'x');
    writeFileSync(join(dir, 'outside.txt'), 'outside');
    symlinkSync(join(dir, 'outside.txt'), join(dir, 'requests', 'link.txt'));
    [server, elsewhere] = [await startEcho(seen), await startEcho(seenElsewhere)];
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    other = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  });

  after(() => {
    transport.dispose();
    server.close();
    elsewhere.close();
    rmSync(dir, { recursive: true });
  });

  function createRunner(text: string, own: Partial<RunnerPorts> = {}, given: Readonly<Record<string, unknown>> = {}) {
    const tree = parseMatter(text);
    const clock = new ManualClock(1_700_000_000_000);
    const sender = { origin, transport, plainTransport: transport };
    const files = createRequestFiles(join(dir, 'requests'), file);
    const memory = new RunMemory();
    const runner = new Runner(
      tree,
      runnerPorts(sender, clock, { files, ...own }),
      memory,
      new Map(Object.entries(given)),
    );
    const send = (name: string): Promise<Exchange> => runner.run(tree.requests.find((one) => one.name === name)!);
    return { tree, runner, send, memory, clock };
  }

  async function echoOf(text: string, own: Partial<RunnerPorts> = {}, given: Readonly<Record<string, unknown>> = {}) {
    const { response } = await createRunner(`### a\n${text}`, own, given).send('a');
    return JSON.parse(await response.body.text()) as Echo;
  }

  describe('values', () => {
    const environment = new Map<string, unknown>([
      ['v', 'environment'],
      ['zero', 0],
      ['no', false],
      ['empty', ''],
      ['nil', null],
    ]);

    it('of --var and prompts win over the file, the file over the environment', async () => {
      assert.equal((await echoOf('@v = file\nGET /{{v}}', { environment }, { v: 'given' })).path, '/given');
      assert.equal((await echoOf('@v = file\nGET /{{v}}', { environment })).path, '/file');
      assert.equal((await echoOf('GET /{{v}}', { environment })).path, '/environment');
      const ask = (): Promise<string> => Promise.resolve('answer');
      assert.equal((await echoOf('@v = file\n# @prompt v\nGET /{{v}}', { ask })).path, '/answer');
    });

    it('keep their types', async () => {
      assert.equal((await echoOf('GET /{{zero}}/{{no}}/{{empty}}/{{nil}}', { environment })).path, '/0/false//null');
    });

    it('are captured for later requests, before those of the file', async () => {
      const { send, memory } = createRunner(
        '@v = file\n### a\n# @capture v = body.$.method\n# @capture n = status\nPUT /\n### b\nGET /{{v}}/{{n}}',
      );
      await send('a');
      assert.deepEqual(
        [...memory.captured],
        [
          ['v', 'PUT'],
          ['n', 200],
        ],
      );
      assert.equal(Buffer.from((await send('b')).request.url.pathname).toString(), '/PUT/200');
    });

    it('are made at send', async () => {
      const dynamic = {
        newUuid: () => 'u',
        randomInt: (from: number) => from,
        localOffsetMinutes: () => 120,
        dotenv: (name: string) => readDotenv(file, name),
        processEnv: (name: string) => (name === 'ALLOWED' ? 'yes' : undefined),
      };
      const made: readonly (readonly [string, string])[] = [
        ['$uuid', 'u'],
        ['$guid', 'u'],
        ['$timestamp', '1700000000'],
        ['$timestamp -1 h', '1699996400'],
        ['$isoTimestamp', '2023-11-14T22:13:20.000Z'],
        ['$datetime iso8601 1 d', '2023-11-15T22:13:20.000Z'],
        ['$datetime rfc1123', 'Tue, 14 Nov 2023 22:13:20 GMT'],
        ['$datetime "YYYY-MM-DD [at] HH:mm:ss.SSS Z"', '2023-11-14 at 22:13:20.000 +00:00'],
        ['$localDatetime iso8601', '2023-11-15T00:13:20.000+02:00'],
        ['$localDatetime rfc1123', 'Wed, 15 Nov 2023 00:13:20 +0200'],
        ['$randomInt 3 9', '3'],
        ['$dotenv KEY', 'from dotenv'],
        ['$processEnv ALLOWED', 'yes'],
      ];
      for (const [expression, value] of made)
        assert.equal((await echoOf(`POST /\n\n{{${expression}}}`, { dynamic })).body, value, expression);
      for (const expression of ['$dotenv NONE', '$processEnv HOME', '$randomInt 3 3'])
        await assert.rejects(echoOf(`POST /\n\n{{${expression}}}`, { dynamic }), { code: 'unresolved' });
    });
  });

  describe('bodies', () => {
    it('come from files, with values where asked for, byte by byte', async () => {
      assert.equal((await echoOf('POST /\n\n< ./body.txt')).body, 'x{{v}}');
      assert.equal((await echoOf('@v = 1\nPOST /\n\n<@ body.txt')).body, 'x1');
      const { body, headers } = await echoOf('POST /\n\n< bytes.bin');
      assert.deepEqual([...Buffer.from(body, 'latin1')], [0, 255, 13, 10]);
      assert.equal(headers['content-length'], '4');
    });

    it('of several parts have CRLF and the bytes of their files', async () => {
      const text =
        'POST /\nContent-Type: multipart/form-data; boundary=b\n\n--b\nContent-Disposition: form-data; name="f"\n\n< bytes.bin\n--b--';
      const { body } = await echoOf(text);
      assert.equal(body, '--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n\0\xff\r\n\r\n--b--\r\n');
    });

    it('of forms are one line', async () => {
      const text = 'POST /\nContent-Type: application/x-www-form-urlencoded\n\na=1\n  &b=2';
      assert.equal((await echoOf(text)).body, 'a=1&b=2');
    });

    for (const path of [
      '../outside.txt',
      'link.txt',
      '/etc/passwd',
      'none.txt',
      '.',
      '.env',
      '.git/config',
      'C:/x',
      '..\\outside.txt',
      'a\0b',
    ])
      it(`do not come from ${JSON.stringify(path)}`, async () => {
        const count = seen.length;
        await assert.rejects(echoOf(`POST /\n\n< ${path}`), {
          code: 'file',
          message: /^\d+:\d+: The file .* Nothing was sent\.$/,
        });
        assert.equal(seen.length, count);
      });

    it('of responses are saved, never over another file unless asked to', async () => {
      const save = async (line: string): Promise<string> =>
        (await createRunner(`### a\nGET /\n\n${line}`).send('a')).savedTo ?? '';
      assert.match(await save('>> out.json'), /out\.json$/);
      assert.match(await save('>> out.json'), /out-1\.json$/);
      assert.match(await save('>>! out.json'), /out\.json$/);
      assert.match(readFileSync(join(dir, 'requests', 'out-1.json'), 'utf8'), /"method":"GET"/);
      await assert.rejects(save('>> ../out.json'), { code: 'file' });
    });
  });

  describe('redirects', () => {
    it('are followed; a POST becomes a GET, 307 keeps it', async () => {
      assert.deepEqual(['POST', 'GET'], ['POST', (await echoOf('POST /redirect/302?to=/b\n\nx')).method]);
      const kept = await echoOf('POST /redirect/307?to=/b\n\nx');
      assert.deepEqual([kept.method, kept.body, kept.path], ['POST', 'x', '/b']);
    });

    it('to another origin take harmless headers only, and no body', async () => {
      const { headers } = await echoOf(
        `GET /redirect/302?to=${other}/b\nAccept: text/x\nX-Key: sbx_key\nAuthorization: Bearer sbx_token`,
      );
      assert.deepEqual(
        [headers['accept'], headers['x-key'], headers['authorization']],
        ['text/x', undefined, undefined],
      );
      const count = seenElsewhere.length;
      const { response } = await createRunner(`### a\nPOST /redirect/307?to=${other}/b\n\nx`).send('a');
      assert.deepEqual([response.status, seenElsewhere.length], [307, count]);
    });

    it('end after 5, at another protocol, and with @no-redirect', async () => {
      const loop = await createRunner('### a\nGET /redirect/302?to=/redirect/302').send('a');
      assert.equal(loop.response.status, 302);
      for (const to of ['file:///etc/passwd', 'ftp://h/', '', 'http://u:p@h/'])
        assert.equal(
          (await createRunner(`### a\nGET /redirect/302?to=${encodeURIComponent(to)}`).send('a')).response.status,
          302,
        );
      const kept = await createRunner('### a\n# @no-redirect\nGET /redirect/302?to=/b').send('a');
      assert.deepEqual([kept.response.status, kept.redirects], [302, []]);
      assert.deepEqual((await createRunner('### a\nGET /redirect/301?to=/b').send('a')).redirects, [`${origin}/b`]);
    });
  });

  it('@retry sends again after a network error, where that is safe', async () => {
    const count = (): number => seen.filter((line) => line.endsWith('/drop')).length;
    const before = count();
    const { send, clock } = createRunner('### a\n# @retry count=2\nGET /drop\n### b\n# @retry count=2\nPOST /drop');
    const start = clock.now();
    await assert.rejects(send('a'));
    assert.deepEqual([count() - before, clock.now() - start], [3, 3000]);
    await assert.rejects(send('b'));
    assert.equal(count() - before, 4);
  });

  it('@note asks, @account chooses, @no-auth attaches nothing', async () => {
    const plain = { send: () => Promise.reject(new Error('plain')) };
    const count = seen.length;
    await assert.rejects(echoOf('# @note sure?\nGET /', { confirm: () => Promise.resolve(false) }), {
      code: 'cancelled',
    });
    assert.equal(seen.length, count);
    const senderOf = () => Promise.resolve({ origin: other, transport, plainTransport: transport });
    await echoOf('# @account Other\nGET /by-account', { senderOf });
    assert.equal(seenElsewhere.at(-1), 'GET /by-account');
    const sender = { origin, transport, plainTransport: plain };
    await assert.rejects(echoOf('# @no-auth\nGET /', { sender }), /plain/);
  });

  it('@poll ends at its condition', async () => {
    let asked = 0;
    const polled = {
      send: () =>
        transport.send({ method: 'GET', url: new URL(`${origin}/status/${++asked < 3 ? 200 : 201}`), headers: [] }),
    };
    const sender = { origin, transport: polled, plainTransport: polled };
    const { send } = createRunner('### a\n# @poll every=1s until=status == 201\nGET /', { sender });
    assert.deepEqual([(await send('a')).response.status, asked], [201, 3]);
  });

  it('runs all: each once, dependencies first, dependents of failures skipped, in parallel', async () => {
    const text =
      '### a\n# @name a\nGET /status/500\n### b\n# @depends a\nGET /b\n### c\nGET /c?{{d.response.status}}\n### d\n# @name d\nGET /d\n### e\nGET /{{none}}';
    for (const parallel of [1, 4]) {
      seen.length = 0;
      const { tree, runner } = createRunner(text);
      const outcomes: Outcome[] = [];
      await runAll(runner, tree.requests, {
        parallel,
        bail: false,
        onOutcome: (outcome) => void outcomes.push(outcome),
      });
      const kinds: Readonly<Record<string, string>> = Object.fromEntries(
        outcomes.map(({ request, kind }) => [request.name ?? '', kind] as const),
      );
      assert.deepEqual(kinds, { a: 'failed', b: 'skipped', c: 'passed', d: 'passed', e: 'error' });
      assert.deepEqual(seen.toSorted(), ['GET /c?200', 'GET /d', 'GET /status/500']);
    }
  });
});
