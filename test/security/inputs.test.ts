import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run as runProgram } from '../support/servers/childProcess.ts';
import { startCountingSandbox } from '../support/servers/countingSandbox.ts';
import { startRecordingServer } from '../support/servers/recordingServer.ts';
import { runMatter } from '../support/servers/runMatter.ts';
import { threat } from '../support/security/threats.ts';

// T30 and T06, at the gate before includes: what a command is told to read, or finds in a folder.

const portfolio = 'ISIN,Weight\nUS0378331005,1\n';

threat('T30', 'Endless and circling inputs', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-inputs-'));
  const path = (name: string): string => join(dir, name);
  let server: Awaited<ReturnType<typeof startRecordingServer>>;
  before(async () => {
    server = await startRecordingServer(() => ({ status: 200, body: '{}' }));
  });
  after(async () => {
    await server.stop();
    rmSync(dir, { recursive: true });
  });
  beforeEach(() => {
    server.seen.length = 0;
  });

  /** A folder of its own with a request file. */
  function folder(name: string): string {
    mkdirSync(path(name), { recursive: true });
    writeFileSync(path(`${name}/a.matter`), `### a\nDELETE ${server.origin}/\n`);
    return path(name);
  }
  const link = (target: string, at: string): void => {
    symlinkSync(target, path(at));
  };

  const circles: Readonly<Record<string, (name: string) => void>> = {
    'self -> .': (name) => {
      link('.', `${name}/self`);
    },
    'two such links': (name) => {
      link('.', `${name}/one`);
      link('.', `${name}/two`);
    },
    'a circle of two folders': (name) => {
      mkdirSync(path(`${name}/x`));
      mkdirSync(path(`${name}/y`));
      link('../y', `${name}/x/to-y`);
      link('../x', `${name}/y/to-x`);
    },
    'a link to the folder above': (name) => {
      mkdirSync(path(`${name}/x`));
      link('..', `${name}/x/up`);
    },
    'links to the file itself': (name) => {
      link('a.matter', `${name}/b.matter`);
      link('b.matter', `${name}/c.matter`);
    },
    'a circle of links to files': (name) => {
      link('y.txt', `${name}/x.txt`);
      link('x.txt', `${name}/y.txt`);
    },
  };
  for (const [at, [name, make]] of Object.entries(circles).entries())
    it(`each real file once: ${name}`, async () => {
      const inside = folder(`circle-${at}`);
      make(`circle-${at}`);
      const { code, err } = await runMatter(['run', inside]);
      assert.equal(code, 0, err);
      assert.equal(server.seen.length, 1);
    });

  it('each real file once, though it is named twice', async () => {
    const at = folder('twice');
    const { code } = await runMatter(['run', at, join(at, 'a.matter'), `${at}/../twice/a.matter`]);
    assert.deepEqual([code, server.seen.length], [0, 1]);
  });

  const strange: Readonly<Record<string, (at: string) => void>> = {
    'a link to /dev/zero': (at) => {
      symlinkSync('/dev/zero', at);
    },
    'a link to /dev/stdin': (at) => {
      symlinkSync('/dev/stdin', at);
    },
    'a pipe that nobody writes into': (at) => {
      execFileSync('mkfifo', [at]);
    },
    'a link to a file elsewhere': (at) => {
      symlinkSync('/etc/passwd', at);
    },
    'a link to nothing': (at) => {
      symlinkSync('/nowhere/at/all', at);
    },
    'a name that is no UTF-8': (at) => {
      const bytes = Buffer.concat([
        Buffer.from(at.replace(/b(\.\w+)$/, 'b')),
        Buffer.of(0xff),
        Buffer.from(/\.\w+$/.exec(at)?.[0] ?? ''),
      ]);
      writeFileSync(bytes, 'x');
    },
  };
  for (const [at, [name, make]] of Object.entries(strange).entries()) {
    it(`in a folder, ${name} is left out with a word, and the rest is done`, async () => {
      const inside = folder(`strange-${at}`);
      make(join(inside, 'b.matter'));
      const { code, err } = await runMatter(['run', inside]);
      assert.equal(code, 2);
      assert.match(err, /b.?\.matter/);
      assert.equal(server.seen.length, 1);
    });
    if (name !== 'a name that is no UTF-8')
      it(`named, ${name} is refused by each command`, async () => {
        const inside = folder(`named-${at}`);
        for (const ending of ['matter', 'csv', 'json', 'yaml']) make(join(inside, `b.${ending}`));
        for (const args of [
          ['run', 'b.matter'],
          ['lint', 'b.matter'],
          ['format', 'b.matter'],
          ['format', '--check', 'b.matter'],
          ['check', 'b.csv'],
          ['analyse', '--sandbox', '--out', path('never'), 'b.csv'],
          ...(name === 'a link to a file elsewhere'
            ? []
            : [
                ['compare', 'b.json', 'b.json'],
                ['lint', '--api', 'b.yaml', 'a.matter'],
              ]),
        ]) {
          const ended = await runProgram(process.execPath, [resolve('dist/matter.js'), ...args], { cwd: inside });
          assert.equal(ended.code, 2, args.join(' '));
          assert.match(ended.err, /no regular file|cannot be read|a link to a file elsewhere/);
          assert.doesNotMatch(ended.out + ended.err, /root:/); // not a line of it
        }
        assert.equal(server.seen.length, 0);
      });
  }

  it('a file that is too large is said to be', async () => {
    const inside = folder('large');
    for (const name of ['x.matter', 'x.csv', 'x.json']) execFileSync('truncate', ['-s', '60M', join(inside, name)]);
    for (const args of [
      ['run', 'x.matter'],
      ['lint', 'x.matter'],
      ['format', 'x.matter'],
      ['check', 'x.csv'],
      ['compare', 'x.json', 'x.json'],
      ['lint', '--api', 'x.json', 'a.matter'],
    ]) {
      const { code, err } = await runProgram(process.execPath, [resolve('dist/matter.js'), ...args], { cwd: inside });
      assert.deepEqual([code, err.includes('larger than 50 MB')], [2, true], `${args.join(' ')} ${err}`);
    }
  });

  it('a folder of portfolios with a link to itself is sent once', async () => {
    const sandbox = await startCountingSandbox(50);
    const inside = folder('portfolios');
    writeFileSync(join(inside, 'p.csv'), portfolio);
    linkSync(join(inside, 'p.csv'), join(inside, 'q.dat'));
    symlinkSync('.', join(inside, 'self'));
    symlinkSync('p.csv', join(inside, 'z.csv'));
    try {
      const args = ['analyse', inside, '--out', path('portfolios-out'), '--origin', sandbox.origin];
      const { code, err } = await runMatter(args, sandbox.env);
      assert.equal(code, 0, err);
      assert.equal(sandbox.made.size, 1);
    } finally {
      await sandbox.stop();
    }
  });

  it('format writes through a link within the project, and keeps it', async () => {
    const inside = folder('linked');
    renameSync(join(inside, 'a.matter'), join(inside, 'real.txt'));
    symlinkSync('real.txt', join(inside, 'a.matter'));
    writeFileSync(join(inside, 'real.txt'), `GET    ${server.origin}/\n`);
    chmodSync(join(inside, 'real.txt'), 0o640);
    assert.equal((await runMatter(['format', join(inside, 'a.matter')])).code, 0);
    assert.ok(lstatSync(join(inside, 'a.matter')).isSymbolicLink());
    assert.equal(readFileSync(join(inside, 'real.txt'), 'utf8'), `GET ${server.origin}/\n`);
    assert.equal(lstatSync(join(inside, 'real.txt')).mode & 0o777, 0o640);
  });

  it('a folder of 10,000 files with 1,024 descriptors, and what is parallel with 64', async () => {
    const inside = path('many');
    mkdirSync(inside);
    for (let at = 0; at < 10_000; at++) writeFileSync(join(inside, `${at}.matter`), 'GET /\n');
    const limited = (descriptors: number, line: string): ReturnType<typeof runProgram> =>
      runProgram(
        'bash',
        ['-c', `ulimit -n ${descriptors}; exec ${process.execPath} ${resolve('dist/matter.js')} ${line}`],
        { cwd: dir },
      );
    const linted = await limited(1024, 'lint many/*.matter');
    assert.equal(linted.code, 0, linted.err.slice(0, 300));
    writeFileSync(path('requests.matter'), `### a\nGET ${server.origin}/\n`.repeat(300));
    for (const line of [
      'run --quiet --parallel 99 requests.matter',
      'run --sandbox --quiet --parallel 99 requests.matter',
    ]) {
      server.seen.length = 0;
      const { code, out, err } = await limited(64, line);
      assert.equal(code, 0, out.slice(0, 300) + err);
      assert.equal(server.seen.length, 300);
    }
  });
});
