import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { refusalToSave, refusalToSend } from '../../src/node/fileRules.ts';
import { run, type Ended } from '../support/servers/childProcess.ts';
import { startRecordingServer } from '../support/servers/recordingServer.ts';
import { threat } from '../support/security/threats.ts';

// T06 and T07 by rule: only data is sent, only data is written, and only within the project of the request file.

const credentials =
  '.config/gh/hosts.yml credentials.json terraform.tfstate prod.tfvars .vault-token .npmrc .netrc .pgpass .my.cnf .kube/config .docker/config.json kubeconfig service-account.key gha-creds-1.json client_secret_1.json token.json tokens.csv accessToken.json auth.json .htpasswd htpasswd.txt secrets.yml secrets.json db/secret/x.json application_default_credentials.json .aws/credentials .bash_history .ssh/id_ed25519 id_ed25519.txt wallet.dat login.keychain-db cookies.txt Cookies.json .git/config passwd shadow hosts .terraform/x.json private_key.json api-key.txt apiKeys.json prod.env.json .env.json'.split(
    ' ',
  );
const programs =
  '.bashrc .profile .zshrc .gitconfig .git/hooks/pre-commit .husky/pre-commit .vscode/tasks.json .vscode/settings.json .github/workflows/ci.yml run.sh run.bat run.cmd run.ps1 x.js x.mjs x.py x.rb x.pl x.php Makefile Dockerfile Jenkinsfile package.json package-lock.json sub/package.json tsconfig.json tsconfig.build.json jest.config.json .eslintrc.json babel.config.json pom.xml build.xml requirements.txt requirements-dev.txt CMakeLists.txt composer.json deno.json nx.json http-client.env.json node_modules/x/index.json node_modules/.bin/x.txt x.desktop x.service autorun.inf authorized_keys a.matter x.exe x.jar x.wasm .envrc .npmrc'.split(
    ' ',
  );

describe('projects of request files', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-projects-'));
  let server: Awaited<ReturnType<typeof startRecordingServer>>;
  before(async () => {
    server = await startRecordingServer(() => ({ status: 200, body: 'evil' }));
  });
  after(async () => {
    await server.stop();
    rmSync(dir, { recursive: true });
  });
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  };
  const matter = (file: string, cwd: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
    run(process.execPath, [resolve('dist/matter.js'), 'run', join(dir, file)], { cwd, env });
  /** A file with one request for each body; the codes say that none was sent. */
  const bodies = (file: string, list: readonly string[]): void => {
    write(file, list.map((body) => `### a\nPOST ${server.origin}/\n\n${body}\n`).join('\n'));
  };

  threat('T06', 'Include traversal: projects', () => {
    for (const cwd of ['/', dir, tmpdir()])
      it(`run in ${cwd === dir ? 'the folder above' : cwd === '/' ? '/' : 'another folder'}: nothing from outside`, async () => {
        write('outside.txt', 'outside');
        write('p/sub/x.json', '{}');
        bodies('p/a.matter', [
          '< ../outside.txt',
          '< ../../../etc/hostname',
          '<@ ../outside.txt',
          '< ../p/../outside.txt',
        ]);
        server.seen.length = 0;
        const { code, out } = await matter('p/a.matter', cwd);
        assert.equal(code, 2, out);
        assert.equal(out.match(/is outside of the project/g)?.length, 4, out);
        assert.equal(server.seen.length, 0);
        bodies('p/a.matter', ['< sub/x.json', '< ./sub/../sub/x.json']);
        assert.equal((await matter('p/a.matter', cwd)).code, 0);
      });

    it('a repository that is the home, or the disk, is no project', async () => {
      write('home/.git/HEAD', 'x');
      write('home/diary.txt', 'secret');
      bodies('home/work/a.matter', ['< ../diary.txt']);
      server.seen.length = 0;
      assert.equal((await matter('home/work/a.matter', dir, { HOME: join(dir, 'home') })).code, 2);
      assert.equal(server.seen.length, 0);
      assert.equal((await matter('home/work/a.matter', dir)).code, 0); // the rule is the reason
    });

    it('environments come from the project, not from where it runs', async () => {
      write('env/http-client.env.json', '{"dev": {"v": "from above"}}');
      bodies('env/p/a.matter', ['{{v}}']);
      const args = [resolve('dist/matter.js'), 'run', '--env', 'dev', 'p/a.matter'];
      assert.equal((await run(process.execPath, args, { cwd: join(dir, 'env') })).code, 2);
      mkdirSync(join(dir, 'env/.git'));
      assert.equal((await run(process.execPath, args, { cwd: join(dir, 'env') })).code, 0);
    });

    it('sends no file that may hold credentials', async () => {
      for (const name of credentials) {
        write(`c/${name}`, 'sbx_secret_of_a_file');
        assert.notEqual(refusalToSend(name), undefined, name);
      }
      bodies(
        'c/a.matter',
        credentials.map((name) => `< ${name}`),
      );
      server.seen.length = 0;
      const { code, out } = await matter('c/a.matter', '/');
      assert.equal(code, 2);
      assert.equal(out.match(/is never sent/g)?.length, credentials.length, out);
      assert.equal(server.seen.length, 0);
    });

    it('sends no credentials under a harmless name', async () => {
      const texts = [
        '-----BEGIN RSA PRIVATE KEY-----\nx',
        '{"type": "service_account", "private_key": "x"}',
        '{"refresh_token": "x"}',
        '{"SecretAccessKey": "x"}',
        '{"version": 4, "terraform_version": "1.5"}',
        `${' '.repeat(90_000)}-----BEGIN OPENSSH PRIVATE KEY-----`,
      ];
      texts.forEach((text, at) => {
        write(`h/${at}.json`, text);
      });
      bodies(
        'h/a.matter',
        texts.map((_, at) => `< ${at}.json`),
      );
      server.seen.length = 0;
      const { out } = await matter('h/a.matter', '/');
      assert.equal(out.match(/holds credentials and is never sent/g)?.length, texts.length, out);
      assert.equal(server.seen.length, 0);
    });

    it('sends data', () => {
      for (const name of 'a.json A.CSV sub/b.xlsx x.txt my-env-report.pdf tokenised.csv secretary.txt author.json p.tsv'.split(
        ' ',
      ))
        assert.equal(refusalToSend(name), name.includes('-env-') ? refusalToSend('.env') : undefined, name);
    });
  });

  threat('T07', 'Save-response traversal: projects', () => {
    it('saves no response as what a program runs or obeys', async () => {
      const names = [...programs, ...credentials];
      for (const name of names) assert.notEqual(refusalToSave(name), undefined, name);
      for (const mark of ['>>', '>>!']) {
        write('s/data.json', '{}');
        write('s/a.matter', names.map((name) => `### a\nGET ${server.origin}/\n\n${mark} ${name}\n`).join('\n'));
        const before = readdirSync(join(dir, 's'), { recursive: true }).length;
        const { code, out } = await matter('s/a.matter', '/');
        assert.equal(code, 2);
        assert.equal(out.match(/no response is saved|must be a path/g)?.length, names.length, out);
        assert.equal(readdirSync(join(dir, 's'), { recursive: true }).length, before);
      }
    });

    it('saves no response over a program, or outside of the project, wherever it runs', async () => {
      write('x/tool.txt', '#!/bin/sh\n');
      chmodSync(join(dir, 'x/tool.txt'), 0o755);
      write(
        'x/a.matter',
        ['tool.txt', '../up.json', '../x2/up.json']
          .map((name) => `### a\nGET ${server.origin}/\n\n>>! ${name}\n`)
          .join('\n'),
      );
      for (const cwd of ['/', dir]) assert.equal((await matter('x/a.matter', cwd)).code, 2);
      assert.equal(readFileSync(join(dir, 'x/tool.txt'), 'utf8'), '#!/bin/sh\n');
      assert.ok(!existsSync(join(dir, 'up.json')) && !existsSync(join(dir, 'x2')));
    });

    it('saves data', async () => {
      write(
        'd/a.matter',
        `### a\nGET ${server.origin}/\n\n>>! new/out.json\n### b\nGET ${server.origin}/\n\n>> data.csv\n`,
      );
      const { code, out } = await matter('d/a.matter', '/');
      assert.equal(code, 0, out);
      assert.equal(readFileSync(join(dir, 'd/new/out.json'), 'utf8'), 'evil');
    });
  });
});
