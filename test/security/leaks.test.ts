import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packExtension } from '../harness/pack.ts';
import { checkPlantedLeaks, checkSink, clientId, newCanaries } from '../support/security/leakMatrix.ts';
import { startLeakingServer } from '../support/servers/leakServer.ts';
import { Journal } from '../../src/node/journal.ts';
import { testJob } from '../support/fakes/jobs.ts';
import { portfolioCsv } from '../support/generators/portfolios.ts';
import { runMatter } from '../support/servers/runMatter.ts';
import { threat } from '../support/security/threats.ts';
import { readZip } from '../support/generators/zip.ts';

const canaries = newCanaries();
const requests = `### plain
GET /plain

### json
# @assert body.$.text contains nothing
# @assert header x-echo == nothing
GET /json
X-Key: {{%key}}

### refused
GET /401

### broken
POST /500

{{key}}

### large
GET /large

### unreachable
GET http://127.0.0.1:1/{{%key}}

### not sent
GET /{{json.response.body.$.text}}
`;

function textBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .map(
      (entry) => `${entry.name}\n${entry.isFile() ? readFileSync(join(entry.parentPath, entry.name), 'latin1') : ''}`,
    )
    .join('\n');
}

/** One that an earlier run left behind, before its message was redacted. */
async function leaveRun(results: string, source: string, origin: string): Promise<void> {
  const journal = await Journal.open(join(results, '.matter-journal.jsonl'), false);
  const message = `${canaries.secret} ${canaries.basic}`;
  await journal.begin([testJob('left', { origin, source, state: 'ready', message })]);
  await journal.close();
}

/** Portfolios that the API refuses with all that it knows: what goes to standard error, and into the summary. */
async function analyse(dir: string, env: Readonly<Record<string, string>>): Promise<string> {
  // No environment is read here: what it marks is unknown.
  const server = await startLeakingServer({ ...canaries, marked: canaries.secret }, 422);
  try {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const portfolios = ['refused.csv', 'left.csv'].map((name) => join(dir, name));
    for (const path of portfolios) writeFileSync(path, portfolioCsv(2));
    const results = join(dir, 'results');
    await leaveRun(results, portfolios[1] ?? '', origin);
    const args = ['analyse', '--origin', origin, '--resume', '--out', results, ...portfolios];
    const { err } = await runMatter(args, env);
    assert.match(err, /left: ready: \S/);
    assert.match(err, /refused: failed: The API answered 422/);
    return `${err}\n${readFileSync(join(results, 'summary.csv'), 'utf8')}`;
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

threat('T19', 'Log leak', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-leaks-'));
  const temporary = join(dir, 'tmp');
  let server: Server;
  let out = '';
  let err = '';
  let sawTemporaryFile = false;

  before(async () => {
    mkdirSync(temporary);
    server = await startLeakingServer(canaries);
    writeFileSync(join(dir, 'a.matter'), requests);
    writeFileSync(join(dir, 'http-client.private.env.json'), JSON.stringify({ leak: { key: canaries.marked } }));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const watch = setInterval(() => {
      sawTemporaryFile ||= readdirSync(temporary, { recursive: true }).length > 1;
    }, 20);
    const options = ['--show-body', '--json', join(dir, 'report.json'), '--junit', join(dir, 'report.xml')];
    const env = { MATTER_CLIENT_ID: clientId, MATTER_CLIENT_SECRET: canaries.secret, TMPDIR: temporary };
    const args = ['run', '--origin', origin, '--env', 'leak', ...options, join(dir, 'a.matter')];
    ({ out, err } = await runMatter(args, { ...env, GITHUB_ACTIONS: 'true' }));
    err += (await runMatter(['run', '--origin', origin, '--env', canaries.marked, join(dir, 'a.matter')], env)).err;
    err += (await runMatter(['run', '--origin', `${origin}/${canaries.token}`, join(dir, 'a.matter')], env)).err;
    clearInterval(watch);
    err += await analyse(dir, env);
  });
  after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(dir, { recursive: true });
  });

  it('would be seen in each form', () => {
    checkPlantedLeaks(canaries);
  });
  it('does not happen on standard output', () => {
    checkSink('stdout', out, /^::error file=[^]*requests sent, \d failed/m, canaries);
  });
  it('does not happen on standard error', () => {
    checkSink('stderr', err, /matter: [^]*left: ready[^]*portfolio,state[^]*left,ready/, canaries);
  });
  it('does not happen in reports', () => {
    const reports = ['report.json', 'report.xml'].map((name) => readFileSync(join(dir, name), 'utf8'));
    checkSink('reports', reports.join('\n'), /unreachable[^]*<testsuite/, canaries);
  });
  it('does not happen in temporary files: none is left', () => {
    assert.ok(sawTemporaryFile);
    assert.deepEqual(readdirSync(temporary), []);
    checkSink('temp files', `the folder: ${textBelow(temporary)}`, /the folder/, canaries);
  });
  it('does not happen in the package', () => {
    const entries = readZip(readFileSync(packExtension()));
    checkSink(
      'vsix',
      [...entries].map(([name, bytes]) => `${name}\n${bytes.toString('latin1')}`).join('\n'),
      /extension\.js/,
      canaries,
    );
  });
});
