import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { run, type Ended } from '../support/servers/childProcess.ts';
import { startRecordingServer } from '../support/servers/recordingServer.ts';
import { RunHarness } from '../support/servers/runHarness.ts';
import { threat } from '../support/security/threats.ts';

// T06 and T07, name by name: a file of each kind that may hold secrets is really there, and a copy of each kind.

const secret = 'sbx_secret_file_content';
const folders = ['.git', '.ssh', '.aws', '.gnupg', '.docker', '.kube', '.azure', '.config/gh', '.github', 'secrets'];
const names =
  '.env .env.production prod.env prod.env.json .netrc _netrc .npmrc .pypirc .pgpass .git-credentials id_rsa id_ed25519 a.pem a.key a.ppk a.p12 a.pfx a.jks a.keystore a.kdbx'.split(
    ' ',
  );
const copies = ['~', '.bak', '.old', '.orig', '.save', '.tmp', '.copy', '.1', '.20', '.bak~', '.old.1', '.BAK'];
const secretFiles = [
  ...folders.flatMap((folder) => [`${folder}/x.txt`, `f/${folder}/sub/x.txt`, `${folder.toUpperCase()}/y.txt`]),
  ...names.flatMap((name) => [name, name.toUpperCase(), `f/${name}`, `${name}.bak`]),
  ...copies.flatMap((copy) => [`id_rsa${copy}`, `a.key${copy}`, `_netrc${copy}`]),
];
/** Names that only look like them. */
const plainFiles =
  'my.git/x.txt gcloud-notes/x.txt environment.json rapid_rsa.txt id_list.csv key.txt a.pem.txt Secretariat.csv monkeys.json envoy.xml'.split(
    ' ',
  );

function filledHarness(): RunHarness {
  const harness = new RunHarness();
  before(async () => {
    await harness.start();
    for (const path of [...secretFiles, ...plainFiles]) {
      mkdirSync(join(harness.dir, 'requests', dirname(path)), { recursive: true });
      harness.write(`requests/${path}`, secret);
    }
    harness.write('requests/allowed.txt', 'allowed');
  });
  after(() => {
    harness.stop();
  });
  return harness;
}

threat('T06', 'Include traversal: files that hold secrets', () => {
  const harness = filledHarness();

  it('sends none of them', async () => {
    for (const path of secretFiles)
      for (const text of [`POST /\n\n< ${path}`, `POST /\n\n<@ ./f/../${path}`])
        await assert.rejects(harness.echoOf(text), { code: 'file', message: /is never sent/ }, path);
    assert.deepEqual(harness.seen, []);
  });

  it('sends what only looks like one', async () => {
    for (const path of plainFiles) assert.equal((await harness.echoOf(`POST /\n\n< ${path}`)).body, secret, path);
  });

  it('sends no file from outside through the command line, wherever it runs', async () => {
    const matter = (cwd: string, ...bodies: readonly string[]): Promise<Ended> => {
      harness.write('requests/a.matter', bodies.map((body) => `### a\nPOST ${harness.other}/\n\n${body}\n`).join('\n'));
      return run(process.execPath, [resolve('dist/matter.js'), 'run', harness.file], { cwd });
    };
    const [above, requests, elsewhere] = [harness.dir, join(harness.dir, 'requests'), join(harness.dir, 'elsewhere')];
    mkdirSync(elsewhere);
    for (const cwd of [requests, elsewhere]) {
      const bodies = ['< ../outside.txt', '<@ ../outside.txt', '< link.txt', '< id_rsa', '< .git/x.txt'];
      const { code, out, err } = await matter(cwd, ...bodies);
      assert.equal(code, 2, out + err);
      assert.equal(out.match(/is outside of the project|is never sent/g)?.length, bodies.length, out);
    }
    assert.equal((await matter(above, '< ../../etc/passwd')).code, 2);
    assert.deepEqual(harness.seenElsewhere, []);
    assert.equal((await matter(elsewhere, '< allowed.txt')).code, 0);
    assert.equal((await matter(above, '< ../outside.txt')).code, 2); // below the folder where it runs, but of no project
    assert.equal(harness.seenElsewhere.length, 1);
  });
});

threat('T07', 'Save-response traversal: files that hold secrets', () => {
  const harness = filledHarness();
  const save = async (line: string, url = '/'): Promise<string> =>
    (await harness.create(`### a\nGET ${url}\n\n${line}`).send('a')).savedTo ?? '';
  const tree = (): readonly string[] => readdirSync(harness.dir, { recursive: true, encoding: 'utf8' }).sort();

  async function refuse(path: string): Promise<void> {
    for (const mark of ['>>', '>>!']) await assert.rejects(save(`${mark} ${path}`), { code: 'file' }, path);
  }

  it('writes over none of them, and makes none', async () => {
    const before = tree();
    for (const path of secretFiles) {
      await refuse(path);
      await refuse(`new/${path}`);
      assert.equal(readFileSync(join(harness.dir, 'requests', path), 'utf8'), secret);
    }
    assert.deepEqual(tree(), before);
  });

  it('makes no folder that Windows would take for something else', async () => {
    const before = tree();
    for (const path of ['CON/out.json', 'new/aux/out.json', 'COM1.d/x', 'new./x', 'new /x', '.../x', 'new/a. /x'])
      await refuse(path);
    assert.deepEqual(tree(), before);
  });

  it('writes a body that was too large for memory over no file either', async () => {
    const body = 'x'.repeat(11_000_000);
    const server = await startRecordingServer(() => ({ status: 200, body }));
    try {
      assert.match(await save('>> allowed.txt', `${server.origin}/`), /requests\/allowed-1\.txt$/);
      assert.equal(readFileSync(join(harness.dir, 'requests', 'allowed.txt'), 'utf8'), 'allowed');
      assert.match(await save('>> link.txt', `${server.origin}/`), /requests\/link-1\.txt$/);
      assert.equal(readFileSync(join(harness.dir, 'outside.txt'), 'utf8'), 'outside');
      await assert.rejects(save('>>! link.txt', `${server.origin}/`), { code: 'file' });
      for (const name of ['allowed-1.txt', 'link-1.txt'])
        assert.equal(statSync(join(harness.dir, 'requests', name)).size, body.length);
    } finally {
      await server.stop();
    }
  });
});
