import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve, sep } from 'node:path';
import { packExtension } from '../harness/pack.ts';
import { executionsIn, type Execution } from '../support/security/codeExecution.ts';
import { npm } from '../support/servers/npm.ts';
import { runMatter } from '../support/servers/runMatter.ts';
import { fixtures, SecretScan } from '../support/security/secretScan.ts';
import { check } from '../support/security/supplyCheck.ts';
import { threat } from '../support/security/threats.ts';
import { readZip } from '../support/generators/zip.ts';

/** Every file of the package. `*`: the name that esbuild makes from the content. */
const files = [
  '[Content_Types].xml',
  'extension.vsixmanifest',
  'extension/LICENSE.txt',
  'extension/changelog.md',
  'extension/dist/extension-analysis-*.js',
  'extension/dist/extension-chunk-*.js',
  'extension/dist/extension-later-*.js',
  'extension/dist/extension.js',
  'extension/dist/library/https-proxy-agent.js',
  'extension/dist/library/json-p3.js',
  'extension/dist/library/lossless-json.js',
  'extension/dist/library/papaparse.js',
  'extension/dist/library/re2js.js',
  'extension/dist/library/read-excel-file-universal.js',
  'extension/dist/library/readme-httpsnippet.js',
  'extension/dist/library/vscode-json-languageservice.js',
  'extension/dist/library/yaml.js',
  'extension/dist/matter-analysis-*.js',
  'extension/dist/matter-chunk-*.js',
  'extension/dist/matter-rest-*.js',
  'extension/dist/matter-run-*.js',
  'extension/dist/matter.js',
  'extension/dist/queryWorker.js',
  'extension/dist/reviewWorker.js',
  'extension/dist/webview/result.js',
  'extension/dist/webview/review.js',
  'extension/dist/webview/style.css',
  'extension/media/activity.svg',
  'extension/media/file.svg',
  'extension/media/icon.png',
  'extension/media/language/language-configuration.json',
  'extension/media/language/matter.tmLanguage.json',
  'extension/media/language/snippets.json',
  'extension/media/matter-partner-api.openapi.yaml',
  'extension/media/sample/analysis.matter',
  'extension/package.json',
  'extension/readme.md',
];
const largestPackage = 500_000;

/** What libraries bring along, counted, with the reason why no file of a user reaches it. */
const allowed: Readonly<Record<string, Readonly<Partial<Record<Execution, number>>>>> = {
  // `fflate` unpacks large workbooks in a thread that it starts with the text of its own functions, and copies for it
  // arrays of bytes by their constructor.
  'extension/dist/library/read-excel-file-universal.js': { 'worker of a text': 1, 'constructor of a function': 1 },
};

describe('the package', () => {
  let vsix = '';
  let entries: ReadonlyMap<string, Buffer> = new Map();
  before(() => {
    vsix = packExtension();
    entries = readZip(readFileSync(vsix));
  });
  const scripts = () => [...entries].filter(([name]) => name.endsWith('.js'));

  threat('T34', 'Secrets in the package', () => {
    let scan = new SecretScan(new Map());
    let places: ReadonlyMap<string, string> = new Map();
    before(async () => {
      const registry = (await npm(['config', 'get', 'registry'], { cwd: '.' })).out.trim();
      places = new Map([
        [new URL(registry).host, 'the registry'],
        [`${resolve('.')}${sep}`, 'the folder of the build'],
        [`${homedir()}${sep}`, 'the home folder'],
        ...fixtures('test', 'src'),
      ]);
      scan = new SecretScan(places);
    });
    const hits = () => [...entries].flatMap(([name, content]) => scan.of(name, content));

    check('the package holds the listed files and no other', () => {
      const names = [...entries.keys()].map((name) => name.replace(/-[A-Z0-9]{8}\.js$/, '-*.js'));
      assert.deepEqual([...new Set(names)].sort(), files);
    });

    check('the package is at most 500 KB', () => {
      assert.ok(statSync(vsix).size <= largestPackage, `${statSync(vsix).size} bytes`);
    });

    check('what the test unpacks is what is packed', () => {
      assert.deepEqual(entries.get('extension/dist/matter.js'), readFileSync('dist/matter.js'));
      assert.deepEqual(entries.get('extension/media/icon.png'), readFileSync('media/icon.png'));
    });

    check('no secret, source map, machine path, registry or fixture in any entry', () => {
      assert.ok(places.size > 50, 'the fixtures of the tests are known');
      assert.deepEqual(hits(), []);
    });

    check('planted secrets and traces are found', () => {
      const bundle = entries.get('extension/dist/matter.js')!;
      const planted = [
        ...['sbx_secret_0123456789abcdef', 'sbx_token_00112233', `-----BEGIN RSA PRIVATE KEY-----`],
        ...[`AKIA${'A1B2'.repeat(4)}`, `AIza${'x'.repeat(35)}`, `ghp_${'a'.repeat(36)}`, `npm_${'a'.repeat(36)}`],
        ...[`xoxb-${'1'.repeat(12)}`, `eyJ${'a'.repeat(12)}.eyJ${'b'.repeat(12)}.c`, `Bearer ${'a'.repeat(24)}`],
        ...['//# sourceMappingURL=matter.js.map', '// src/cli/run.ts', 'node_modules/yaml/index.js'],
        ...places.keys(),
      ];
      const missed = planted.filter((text) => {
        const at = bundle.length >> 1;
        const copy = Buffer.concat([bundle.subarray(0, at), Buffer.from(`"${text}"`), bundle.subarray(at)]);
        return scan.of('extension/dist/matter.js', copy).length === 0;
      });
      assert.deepEqual(missed, []);
    });

    check('files that no package holds are found by their names', () => {
      const planted = [
        '.env',
        '.env.local',
        '.npmrc',
        'dist/matter.js.map',
        'key.pem',
        'src/cli/run.ts',
        'test/a.json',
      ];
      const missed = planted.filter((name) => scan.of(`extension/${name}`, Buffer.alloc(0)).length === 0);
      assert.deepEqual(missed, []);
    });

    check('the search for secrets of vsce itself stays on', () => {
      const { scripts: commands } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
      assert.doesNotMatch(JSON.stringify(commands), /--allow-package/);
      assert.doesNotMatch(readFileSync('test/harness/pack.ts', 'utf8'), /--allow-package/);
    });
  });

  threat('T10', 'Code execution in files', () => {
    const executions = () => {
      const found = scripts().map(([name, content]) => [name, executionsIn(name, content.toString())] as const);
      return Object.fromEntries(found.filter(([, kinds]) => Object.keys(kinds).length > 0));
    };

    check('no eval, Function, vm or child_process in our own code, and only the listed ones in libraries', () => {
      assert.ok(scripts().length > 20);
      assert.deepEqual(executions(), allowed);
    });

    const planted: readonly (readonly [Execution, string])[] = [
      ['eval', 'eval(body)'],
      ['eval', 'var e=eval;e(body)'],
      ['eval', '(0,eval)(body)'],
      ['eval', 'globalThis.eval(body)'],
      ['eval', 'globalThis["eval"](body)'],
      ['Function', 'new Function("a",body)'],
      ['Function', 'Function(body)()'],
      ['Function', 'var F=Function;new F(body)'],
      ['Function', 'window.Function(body)'],
      ['Function', 'Function.constructor(body)'],
      ['constructor of a function', '(async()=>{}).constructor(body)()'],
      ['constructor of a function', '[].constructor.constructor(body)()'],
      ['constructor of a function', 'f.constructor(body)()'],
      ['constructor of a function', 'new f.constructor(body)'],
      ['constructor of a function', 'f?.constructor?.(body)'],
      ['constructor of a function', '(0,f.constructor)(body)'],
      ['constructor of a function', 'f.constructor.call(f,body)'],
      ['constructor of a function', 'Object.getPrototypeOf(f).constructor(body)'],
      ['constructor of a function', "f['constructor']('x')"],
      ['module that runs code', 'import{spawn as s}from"node:child_process";s(body)'],
      ['module that runs code', 'const c=r("child_process");c.exec(body)'],
      ['module that runs code', 'await import("node:vm")'],
      ['import of a computed name', 'await import(body)'],
      ['import of a computed name', 'require(body)'],
      ['worker of a text', 'new W(body,{eval:!0})'],
      ['timer of a text', 'setTimeout("go()",1)'],
      ['inside of Node', 'process.binding("spawn_sync")'],
      ['inside of Node', 'process.getBuiltinModule(body)'],
    ];
    for (const [execution, text] of planted)
      check(`found where it is planted: ${text}`, () => {
        const [name, content] = scripts().find(([path]) => path.endsWith('dist/matter.js'))!;
        const before = executionsIn(name, content.toString());
        const after = executionsIn(name, `${content.toString()}\n;${text};`);
        assert.equal(after[execution] ?? 0, (before[execution] ?? 0) + 1, JSON.stringify(after));
      });

    check('what only looks like it is not found', () => {
      const innocent = [
        'filter.eval(a)',
        'class A{eval(b){return b}}',
        'x={eval:!1,Function:1}',
        'k=Kind.Function',
        'f instanceof Function',
        'Function.prototype.toString.call(f)',
        't="eval(body) new Function(body) child_process is a word"',
        'this.constructor(a)',
        'a.constructor===b.constructor',
        'a.constructor.name',
        'import("node:fs")',
        'setTimeout(()=>{},1)',
      ];
      assert.deepEqual(executionsIn('innocent.js', innocent.map((text) => `${text};`).join('\n')), {});
    });

    check('a script in a request file is text: nothing of it runs', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'matter-script-'));
      const marker = join(folder, 'ran');
      const script = `require('node:fs').writeFileSync(${JSON.stringify(marker)}, 'ran')`;
      const before = `### Before\n< {% ${script} %}\nGET /partner-api/v1/analysis/jobs?external_id=a\n`;
      const after = `### After\nGET /partner-api/v1/analysis/jobs?external_id=b\n\n> {% ${script} %}\n`;
      const value = `### Value\n@v = {{= ${script} }}\nGET /partner-api/v1/analysis/jobs?external_id={{v}}\n`;
      for (const [at, text] of [before, after, value].entries()) {
        writeFileSync(join(folder, `${at}.matter`), text);
        await runMatter(['run', '--sandbox', join(folder, `${at}.matter`)]);
        await runMatter(['lint', join(folder, `${at}.matter`)]);
      }
      const ran = existsSync(marker);
      spawnSync(process.execPath, ['-e', script]);
      const wouldRun = existsSync(marker);
      rmSync(folder, { recursive: true });
      assert.deepEqual({ ran, wouldRun }, { ran: false, wouldRun: true });
    });
  });
});
