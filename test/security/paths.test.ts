import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, win32 } from 'node:path';
import { extensionOf, fileNameOf } from '../../src/core/http/fileName.ts';
import type { RunnerPorts } from '../../src/core/run/runner.ts';
import { createRequestFiles } from '../../src/node/requestFiles.ts';
import { RunHarness } from '../support/servers/runHarness.ts';
import { hostile, threat } from '../support/security/threats.ts';

// T06 and T07: a request file names files to read and to write, a server names the file to save. The files named here are
// really there wherever this system lets them be: only a rule can refuse them.

const allowed = 'allowed content';
const secret = 'sbx_outside_content';

/** Windows takes these for devices, streams, or for the name without its end; here they are files like any other. */
const deviceFiles = ['CON', 'nul.txt', 'Com1.json', 'LPT¹', 'conin$', 'AUX .txt'];
const windowsFiles = ['body.txt:stream', 'key.pem::$DATA', 'key.pem.', 'key.pem ', 'a.txt. .'];
const secretFiles =
  '.env .env.local .ENV.prod http-client.private.env.json .npmrc id_rsa id_ed25519_sk key.pem client.P12 store.jks keys/.ssh/config keys/.aws/credentials .git/config keys/.GIT/HEAD'.split(
    ' ',
  );

function filledHarness(): RunHarness {
  const harness = new RunHarness();
  before(async () => {
    await harness.start();
    fill(harness);
  });
  after(() => {
    harness.stop();
  });
  return harness;
}

function fill(harness: RunHarness): void {
  for (const folder of ['outside', 'requests/folder', 'requests/keys/.ssh', 'requests/keys/.aws', 'requests/keys/.GIT'])
    mkdirSync(join(harness.dir, folder), { recursive: true });
  harness.write('outside/file.txt', secret);
  harness.write('requests/allowed.txt', allowed);
  for (const name of [...deviceFiles, ...windowsFiles, ...secretFiles]) harness.write(`requests/${name}`, secret);
  for (const [name, target] of [
    ['linked-folder', join(harness.dir, 'outside')],
    ['good-link.txt', 'allowed.txt'],
    ['innocent.txt', 'key.pem'],
    ['innocent-folder', '.git'],
    ['zero', '/dev/zero'],
    ['dangling.txt', join(harness.dir, 'not-yet.txt')],
    ['dangling-folder', join(harness.dir, 'not-yet')],
  ] as const)
    symlinkSync(target, join(harness.dir, 'requests', name));
  execFileSync('mkfifo', [join(harness.dir, 'requests', 'pipe')]);
}

threat('T06', 'Include traversal', () => {
  const harness = filledHarness();

  const asText = (path: string): boolean => !/[\0\n\r]|\s$/.test(path);
  /** In each way that a request file has to name a file: nothing may be sent. */
  async function refuse(paths: readonly string[], own: Partial<RunnerPorts> = {}): Promise<void> {
    for (const path of paths) {
      const ways = ['POST /\n\n< {{p}}', 'POST /\n\n<@ {{p}}', multipart('{{p}}')];
      if (asText(path)) ways.push(`POST /\n\n< ${path}`);
      if (/^\S+$/.test(path)) ways.push(`# @portfolio ${path}\nPOST /`);
      for (const way of ways) {
        const { length } = harness.seen;
        await assert.rejects(harness.echoOf(way, own, { p: path }), { code: 'file' }, `${way} with ${path}`);
        assert.equal(harness.seen.length, length, path);
      }
    }
  }

  it('lets allowed files through, by the same ways', async () => {
    for (const path of [
      'allowed.txt',
      './allowed.txt',
      'folder/../allowed.txt',
      '../requests/allowed.txt',
      'good-link.txt',
    ])
      for (const way of [`POST /\n\n< ${path}`, 'POST /\n\n< {{p}}', 'POST /\n\n<@ {{p}}', multipart(path)])
        assert.ok((await harness.echoOf(way, {}, { p: path })).body.includes(allowed), `${way} with ${path}`);
  });

  it('has really there what the rules refuse', () => {
    for (const name of [...deviceFiles, ...windowsFiles, ...secretFiles, 'link.txt', 'linked-folder/file.txt'])
      assert.ok(statSync(join(harness.dir, 'requests', name)).isFile(), name);
  });

  hostile('hostile:path', 'a folder above', () =>
    refuse(['../outside.txt', '../outside/file.txt', 'folder/../../outside.txt', './../outside.txt', '..', '../..']),
  );
  hostile('hostile:path', 'an absolute path', () =>
    refuse(['/etc/passwd', '/dev/stdin', '/', join(harness.dir, 'requests', 'allowed.txt'), '~/.ssh/id_rsa']),
  );
  hostile('hostile:path', 'a link to a file outside', () =>
    refuse(['link.txt', './folder/../link.txt', 'dangling.txt']),
  );
  hostile('hostile:path', 'a link to a folder outside', () =>
    refuse(['linked-folder/file.txt', 'linked-folder/../outside.txt', 'dangling-folder/file.txt']),
  );
  hostile('hostile:path', 'a share of another computer', () =>
    refuse(['\\\\host\\share\\a.txt', '//host/share/a.txt', '\\\\?\\UNC\\host\\share\\a.txt', '/\\host/share']),
  );
  hostile('hostile:path', 'a drive, or a path with backslashes', () =>
    refuse(['C:\\a.txt', 'C:/a.txt', 'c:a.txt', '\\\\?\\C:\\a.txt', '\\\\.\\PhysicalDrive0', '..\\outside.txt']),
  );
  hostile('hostile:path', 'the name of a device', () =>
    refuse([...deviceFiles, 'NUL', 'prn', 'folder/AUX', 'CON/a.txt', 'folder/../COM9.log']),
  );
  hostile('hostile:path', 'a stream, or dots and spaces at the end', () =>
    refuse([...windowsFiles, '.git./config', '.env::$DATA', '.../outside.txt']),
  );
  hostile('hostile:path', 'NUL and other control characters', () =>
    refuse(['allowed.txt\0', 'allowed.txt\0.png', '\0/../outside.txt', 'a\nb', 'a\u009bb', 'a\u202Etxt.exe']),
  );
  hostile('hostile:path', 'files that hold secrets', () =>
    refuse([...secretFiles, 'innocent.txt', 'innocent-folder/config', 'folder/../.git/config']),
  );
  hostile('hostile:path', 'what is no regular file', async () => {
    await refuse(['pipe', 'zero', 'folder', '.', './']);
    // A run from the root of the disk may read below it, but not what the system shows of this process.
    const files = createRequestFiles('/', harness.file);
    const fromRoot = (path: string): string => relative(dirname(harness.file), path);
    const reachable = { p: fromRoot(join(harness.dir, 'outside', 'file.txt')) };
    assert.equal((await harness.echoOf('POST /\n\n< {{p}}', { files }, reachable)).body, secret); // the rule is the reason
    await refuse(['/proc/self/environ', '/proc/self/cmdline', '/dev/zero'].map(fromRoot), { files });
  });
  hostile('hostile:path', 'a value that leads elsewhere, and percent-encoding', async () => {
    await refuse(['%2e%2e/outside.txt', '..%2Foutside.txt', '%252e%252e%252foutside.txt', '..%5coutside.txt']);
    for (const body of ['< folder/{{p}}', '< {{p}}outside.txt', '< folder/{{p}}{{p}}/outside.txt'])
      for (const p of ['../../outside.txt', '../', '..', '/../..', '\\..\\..']) {
        const { length } = harness.seen;
        await assert.rejects(harness.echoOf(`POST /\n\n${body}`, {}, { p }), { code: 'file' }, `${body} with ${p}`);
        assert.equal(harness.seen.length, length);
      }
  });
});

function multipart(path: string): string {
  return `POST /\nContent-Type: multipart/form-data; boundary=b\n\n--b\nContent-Disposition: form-data; name="f"\n\n< ${path}\n--b--`;
}

threat('T07', 'Save-response traversal', () => {
  const harness = filledHarness();

  /** Nothing that leads elsewhere, hides something, or is a device: on any system. */
  function isPlain(name: string): boolean {
    const folder = win32.resolve('C:\\folder');
    const isDevice = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)/i.test(name);
    const isStrange = name === '' || /^[.\s]|[.\s]$|[\p{C}<>:"|?*\\/]/u.test(name);
    return !isStrange && !isDevice && win32.dirname(win32.resolve(folder, name)) === folder && name.length <= 200;
  }
  /** The names that the server sends, and what becomes of them; each is dangerous as it came. */
  function named(names: Readonly<Record<string, string>>): void {
    for (const [name, expected] of Object.entries(names)) {
      assert.ok(!isPlain(name), `harmless anyway: ${name}`);
      const encoded = `attachment; filename="harmless.txt"; filename*=UTF-8''${encodeURIComponent(name)}`;
      const forms = /[";]/.test(name)
        ? [encoded]
        : [encoded, `attachment; filename="${name}"`, `inline; FileName=${name}`];
      for (const form of forms) {
        const given = fileNameOf([['Content-Disposition', form]], 'response');
        assert.ok(isPlain(given), `${JSON.stringify(form)} gives ${JSON.stringify(given)}`);
        assert.equal(given, expected === '' ? `response.${extensionOf([])}` : expected, form);
      }
    }
  }
  /** Every file with its content, every folder and link. */
  function tree(): readonly string[] {
    return readdirSync(harness.dir, { recursive: true, withFileTypes: true })
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        return entry.isFile() ? `${path}=${readFileSync(path, 'utf8')}` : path;
      })
      .sort();
  }
  const save = async (line: string): Promise<string> =>
    (await harness.create(`### a\nGET /\n\n${line}`).send('a')).savedTo ?? '';
  async function refuse(paths: readonly string[]): Promise<void> {
    const before = tree();
    for (const path of paths)
      for (const mark of ['>>', '>>!']) {
        await assert.rejects(save(`${mark} ${path}`), { code: 'file' }, `${mark} ${path}`);
        assert.deepEqual(tree(), before, path);
      }
  }

  it('lets good names through', async () => {
    for (const name of ['report 2024.csv', 'résumé.json', 'ギフト.txt', 'console.log', 'a.tar.gz']) {
      assert.ok(isPlain(name), name);
      const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;
      assert.equal(fileNameOf([['Content-Disposition', disposition]], 'x'), name);
    }
    const before = tree().length;
    assert.match(await save('>> new/folder/out.json'), /requests\/new\/folder\/out\.json$/);
    assert.equal(tree().length, before + 3);
  });

  hostile('hostile:path', 'Content-Disposition: a folder above', () => {
    named({ '../../.bashrc': 'bashrc', '..': '', '../': '', 'a/../../b.txt': 'b.txt', './.': '' });
  });
  hostile('hostile:path', 'Content-Disposition: an absolute path', () => {
    named({
      '/etc/passwd': 'passwd',
      'C:\\Windows\\a.dll': 'a.dll',
      'c:a.txt': 'ca.txt',
      '\\\\host\\share\\a.txt': 'a.txt',
    });
  });
  hostile('hostile:path', 'Content-Disposition: encoded, and not well', () => {
    const name = (rest: string): string => fileNameOf([['Content-Disposition', `attachment; ${rest}`]], '../title');
    for (const [rest, expected] of [
      ["filename*=UTF-8''..%2F..%2Fa.txt", 'a.txt'],
      ["filename*=UTF-8''..%5C..%5Ca.txt", 'a.txt'],
      ["filename*=UTF-8''a.txt%00.exe", 'a.txt.exe'],
      ["filename*=UTF-8''%ff%fe", 'title.txt'],
      ["filename*=''%2e%2e%2f%2e%2e", 'title.txt'],
      ['filename="..%2F..%2Fa.txt"', '%2F..%2Fa.txt'],
    ] as const) {
      assert.equal(name(rest), expected, rest);
      assert.ok(isPlain(name(rest)), rest);
    }
  });
  hostile('hostile:path', 'Content-Disposition: the name of a device', () => {
    named({ CON: '_CON', 'nul.txt': '_nul.txt', 'COM1.tar.gz': '_COM1.tar.gz', 'lpt²': '_lpt²', conout$: '_conout$' });
    named({ '.aux': '_aux', 'PRN .txt': '_PRN .txt', 'a/CON.': '_CON', 'N\u200bUL': '_NUL' });
  });
  hostile('hostile:path', 'Content-Disposition: control and bidirectional characters', () => {
    named({ 'photo\u202Egpj.exe': 'photogpj.exe', 'a\u2066b\u2069.txt': 'ab.txt', '\u200Fa.txt': 'a.txt' });
    named({ 'a\tb\u0007.txt': 'ab.txt', 'a\r\nb.txt': 'ab.txt', 'a\u009b2J.txt': 'a2J.txt', 'a\0.txt': 'a.txt' });
  });
  hostile('hostile:path', 'Content-Disposition: hidden, empty, endless, and streams', () => {
    named({ '.ssh': 'ssh', '...': '', ' . . ': '', 'a.txt:stream': 'a.txtstream', 'a.exe. .': 'a.exe' });
    named({ [`${'a'.repeat(99)}. ${'b'.repeat(200)}`]: 'a'.repeat(99), [`${'.'.repeat(60_000)}x`]: '' });
    named({ ['\u{1F343}'.repeat(200)]: '\u{1F343}'.repeat(100), ['x'.repeat(60_000)]: 'x'.repeat(100) });
  });

  hostile('hostile:path', '>> a folder above', () =>
    refuse(['../out.json', '../new/out.json', 'folder/../../new/out.json', 'new/../../out.json', '..', '.', './']),
  );
  hostile('hostile:path', '>> an absolute path, drive or share', () =>
    refuse([
      join(harness.dir, 'out.json'),
      join(harness.dir, 'new', 'out.json'),
      'C:\\out.json',
      'C:/o',
      '//host/share/o',
    ]),
  );
  hostile('hostile:path', '>> through a link', async () => {
    await refuse([
      'linked-folder/out.json',
      'linked-folder/new/out.json',
      'dangling-folder/out.json',
      'innocent-folder/x',
    ]);
    const before = tree();
    for (const name of ['link.txt', 'dangling.txt', 'good-link.txt', 'zero', 'pipe'])
      await assert.rejects(save(`>>! ${name}`), { code: 'file' }, name);
    assert.deepEqual(tree(), before);
    // Without "!" the link stays, and the body goes beside it.
    assert.match(await save('>> link.txt'), /requests\/link-1\.txt$/);
    assert.match(await save('>> dangling.txt'), /requests\/dangling-1\.txt$/);
    assert.deepEqual(
      tree().filter((line) => !/\/(?:link|dangling)-1\.txt=/.test(line)),
      before,
    );
  });
  hostile('hostile:path', '>> over a repository and over secrets', () =>
    refuse([...secretFiles, '.git/hooks/pre-commit', '.env.new', 'new/id_rsa', 'new/.git/config']),
  );
  hostile('hostile:path', '>> a name of a device, a stream, control characters', () =>
    refuse([
      ...deviceFiles,
      'new/NUL',
      'out.json:stream',
      'out.json.',
      'o\u202Egpj.exe',
      'o\u009b.txt',
      'o\u0007',
      'a\\b',
    ]),
  );
  hostile('hostile:path', '>> a file that is there', async () => {
    const before = tree();
    for (const count of [1, 2, 3]) assert.match(await save('>> allowed.txt'), new RegExp(`/allowed-${count}\\.txt$`));
    assert.deepEqual(
      tree().filter((line) => !/\/allowed-\d\.txt=/.test(line)),
      before,
    );
    assert.match(await save('>>! allowed.txt'), /\/allowed\.txt$/); // asked to
    assert.notEqual(readFileSync(join(harness.dir, 'requests', 'allowed.txt'), 'utf8'), allowed);
  });
});
