import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startCountingSandbox } from '../support/servers/countingSandbox.ts';
import { EmptyHome } from '../support/fakes/emptyHome.ts';
import { reachedFrom, revealsSecret, writersIn } from '../support/security/fileWriters.ts';
import { below, textOf } from '../support/security/ownFiles.ts';
import { startRecordingServer } from '../support/servers/recordingServer.ts';
import { formsOf } from '../support/security/secretForms.ts';
import { check } from '../support/security/supplyCheck.ts';
import { threat } from '../support/security/threats.ts';
import { nodesOf, ts } from '../support/security/typescript.ts';

const sources = below('src', '.ts');

/** Which of our files can write to a disk, and by what. A new one is a decision. */
const writers: Readonly<Record<string, readonly string[]>> = {
  // Reports, results, request files that are laid out, the history: each whole or not at all.
  'src/node/atomicWrite.ts': ['mkdir', 'open', 'rename', 'rm', 'writeFile'],
  // Bodies too large for memory: in a temporary folder, for the owner only, until the end.
  'src/node/bodyCollector.ts': ['createWriteStream', 'rmSync'],
  'src/node/fileBody.ts': ['chmod', 'copyFile', 'open', 'rename', 'rmSync'],
  'src/node/temporaryFolder.ts': ['mkdtempSync', 'rmSync'],
  // API descriptions that were read.
  'src/node/descriptionCache.ts': ['rm'],
  // What was sent, without credentials.
  'src/node/historyFolder.ts': ['mkdir', 'rm'],
  // Analyses under way, without their credentials.
  'src/node/jobFolder.ts': ['mkdir', 'rm', 'utimes', 'utimesSync', 'writeFile'],
  'src/node/journal.ts': ['appendFile', 'open'],
  // Reads only.
  'src/node/regularFile.ts': ['constants', 'open'],
  'src/node/runLock.ts': ['link', 'mkdir', 'rm', 'utimes', 'writeFile'],
  // Results and bodies, where the user wants them.
  'src/node/requestFiles.ts': ['mkdir'],
  'src/node/saveBody.ts': ['writeFile'],
  'src/vscode/analysis/resultPanels.ts': ['writeFile'],
  'src/vscode/runner/responseDocuments.ts': ['writeFile'],
};

threat('T28', 'Plaintext fallback', () => {
  check('the listed files write to the disk and no others', () => {
    const found = sources.map((path) => [path, writersIn(path)] as const).filter(([, names]) => names.length > 0);
    assert.deepEqual(Object.fromEntries(found), writers);
  });

  check('no file that writes reads a secret out', () => {
    const revealing = sources.filter(revealsSecret);
    assert.ok(revealing.includes('src/core/auth/tokenRequest.ts'));
    assert.deepEqual(
      revealing.filter((path) => path in writers),
      [],
    );
  });

  check('nothing that signing in reaches writes to the disk', () => {
    const auth = sources.filter((path) => /^src\/(core|vscode)\/auth\/|^src\/cli\/login\.ts$/.test(path));
    const reached = reachedFrom(auth);
    assert.ok(auth.length > 10 && reached.includes('src/core/secret.ts') && reached.length > auth.length);
    const writing = (paths: readonly string[]) => paths.filter((path) => writersIn(path).length > 0);
    assert.deepEqual(writing(reached), []);
    assert.ok(writing(reachedFrom(['src/cli/main.ts'])).includes('src/node/journal.ts'), 'writers are reached');
  });

  check('what writes to the disk is found where it is planted', () => {
    const planted = [
      "import { writeFile } from 'node:fs/promises';",
      "import { appendFileSync as a } from 'fs';",
      "import * as fs from 'node:fs';",
      "const { writeFileSync } = await import('node:fs');",
      "const fs = require('fs');",
      'await vscode.workspace.fs.writeFile(uri, bytes);',
    ];
    assert.deepEqual(
      planted.filter((text) => writersIn('planted.ts', text).length === 0),
      [],
    );
    assert.deepEqual(writersIn('innocent.ts', "import { readFile, stat } from 'node:fs/promises';"), []);
  });

  check('credentials go to SecretStorage and to nothing else of VS Code', () => {
    const members = (path: string) =>
      [...nodesOf(path, textOf(path))]
        .filter((node) => ts.isPropertyAccessExpression(node))
        .map((node) => node.name.text);
    const auth = readdirSync('src/vscode/auth').map((name) => `src/vscode/auth/${name}`);
    const using = (name: string) => auth.filter((path) => members(path).includes(name));
    assert.deepEqual(using('secrets'), ['src/vscode/auth/createAccounts.ts']);
    assert.deepEqual(using('workspaceState'), []);
    // Only which account is active.
    const updates = auth.flatMap((path) => textOf(path).match(/globalState\.update\([^)]*\)/g) ?? []);
    assert.deepEqual(updates, ["globalState.update('account', account)"]);
  });

  describe('the command line', () => {
    let home = new EmptyHome();
    beforeEach(() => {
      home.remove();
      home = new EmptyHome();
      copyFileSync('media/sample/analysis.matter', join(home.cwd, 'sample.matter'));
    });
    after(() => {
      home.remove();
    });
    const jobs = '/partner-api/v1/analysis/jobs';

    check('a run with the sandbox leaves no credential in any file', async () => {
      const { code, err } = await home.matter([
        'run',
        '--sandbox',
        '--json',
        'r.json',
        '--junit',
        'r.xml',
        'sample.matter',
      ]);
      assert.equal(code, 0, err);
      assert.ok(home.files().has('work/r.json') && home.files().has('work/r.xml'));
      assert.deepEqual(home.holding(['sbx_secret_', 'sbx_token_'], formsOf), []);
    });

    check('a run with credentials of the environment leaves none, though the API sends them back', async () => {
      const values = ['sbx_secret_at_rest_0', 'sbx_token_at_rest_1'];
      const api = await startRecordingServer(({ path, authorization }) =>
        path === '/auth/v1/token'
          ? { status: 200, body: JSON.stringify({ access_token: values[1], token_type: 'Bearer', expires_in: 3600 }) }
          : { status: 200, body: JSON.stringify({ authorization, values }), headers: { 'X-Echo': values.join() } },
      );
      writeFileSync(join(home.cwd, 'echo.matter'), `GET ${jobs}\n?? status == 404\n?? body contains ${values[1]!}\n`);
      const env = { MATTER_CLIENT_ID: 'sbx_at_rest', MATTER_CLIENT_SECRET: values[0]! };
      const reports = ['--show-body', '--json', 'r.json', '--junit', 'r.xml'];
      const { out } = await home.matter(['run', '--origin', api.origin, ...reports, 'echo.matter'], { env });
      await api.stop();
      assert.equal(api.seen.at(-1)?.authorization, `Bearer ${values[1]!}`, out);
      rewriteWithout(join(home.cwd, 'echo.matter'), values);
      assert.ok(home.files().get('work/r.json')?.includes(jobs));
      assert.deepEqual(home.holding(values, formsOf), []);
    });

    check('an analysis with credentials of standard input leaves none', async () => {
      const api = await startCountingSandbox(0);
      writeFileSync(join(home.cwd, 'fund.csv'), 'isin,weight\nUS0378331005,0.5\nUS5949181045,0.5\n');
      const input = JSON.stringify({ client_id: 'sbx_counting', client_secret: api.env['MATTER_CLIENT_SECRET'] });
      const { code, err } = await home.matter(['analyse', 'fund.csv', '--origin', api.origin, '--credentials-stdin'], {
        input,
      });
      await api.stop();
      assert.equal(code, 0, err);
      assert.ok(home.files().size > 3, 'results and a journal are there');
      assert.deepEqual(home.holding(['sbx_secret_counting_1', 'sbx_token_counting_'], formsOf), []);
    });

    check('a run needs no file at all: Node refuses every write', async () => {
      const permission = process.allowedNodeEnvironmentFlags.has('--permission')
        ? '--permission'
        : '--experimental-permission';
      const flags = [permission, '--allow-fs-read=*', '--no-warnings'];
      const { code, err } = await home.matter(['run', '--sandbox', 'sample.matter'], { flags });
      assert.equal(code, 0, err);
      const refused = await home.matter(['run', '--sandbox', '--json', 'r.json', 'sample.matter'], { flags });
      assert.notEqual(refused.code, 0);
      assert.ok(!home.files().has('work/r.json'));
    });

    check('a credential in a file is found in each form', () => {
      const value = 'sbx_secret_planted_0';
      const carriers = [
        value,
        JSON.stringify({ clientSecret: value }),
        Buffer.from(`id:${value}`).toString('base64'),
        Buffer.from(`x:${value}\n`).toString('base64url'),
        Buffer.from(`${value}!`).toString('base64'),
        Buffer.from(value).toString('hex'),
      ];
      const missed = carriers.filter((text) => {
        writeFileSync(join(home.cwd, 'cache.bin'), text);
        return home.holding([value], formsOf).length === 0;
      });
      assert.deepEqual(missed, []);
    });
  });
});

/** The test's own file holds the values on purpose. */
function rewriteWithout(path: string, values: readonly string[]): void {
  writeFileSync(
    path,
    values.reduce((text, value) => text.replaceAll(value, ''), textOf(path)),
  );
}
