import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockfileProblems, withInstallScript, type Lockfile, type Manifest } from '../support/security/lockfile.ts';
import { npm } from '../support/servers/npm.ts';
import { audit, AuditUnavailable, judge } from '../support/security/packageAudit.ts';
import { startRecordingServer, type Answer } from '../support/servers/recordingServer.ts';
import { check } from '../support/security/supplyCheck.ts';
import { tally } from '../support/security/tally.ts';
import { threat } from '../support/security/threats.ts';
import { buildTree, copyTree, hashesBelow, packTree, shippedPackages } from '../support/security/treeCopy.ts';

/** Every package of which code is shipped: a new one is a decision, here and in CONTRIBUTING.md. */
const shipped: Readonly<Record<string, readonly string[]>> = {
  '@e965/xlsx': ['@e965/xlsx'],
  '@exodus/bytes': ['@exodus/bytes'],
  '@readme/httpsnippet': [
    ...['@readme/httpsnippet', 'get-own-enumerable-property-symbols', 'is-obj', 'is-regexp', 'qs', 'stringify-object'],
    'es-define-property',
  ],
  '@scalar/openapi-upgrader': ['@scalar/openapi-upgrader'],
  'ajv-formats': ['ajv-formats'],
  'd3-axis': ['d3-axis'],
  'd3-scale': ['d3-array', 'd3-color', 'd3-format', 'd3-interpolate', 'd3-scale'],
  'd3-selection': ['d3-selection'],
  'https-proxy-agent': ['agent-base', 'https-proxy-agent', 'proxy-agent-negotiate'],
  'json-p3': ['json-p3'],
  'jsonc-parser': ['jsonc-parser'],
  'lossless-json': ['lossless-json'],
  'openapi-sampler': [
    ...['openapi-sampler', 'fast-xml-builder', 'fast-xml-parser', 'foreach', 'json-pointer'],
    ...['path-expression-matcher', 'xml-naming'],
  ],
  papaparse: ['papaparse'],
  'proxy-from-env': ['proxy-from-env'],
  re2js: ['re2js'],
  'vscode-json-languageservice': [
    ...['@vscode/l10n', 'vscode-json-languageservice', 'vscode-languageserver-textdocument'],
    ...['vscode-languageserver-types', 'vscode-uri'],
  ],
  yaml: ['yaml'],
};
const shippedNames = Object.values(shipped).flat().sort();
/** Addresses of advisories that do not concern us, with the reason. */
const accepted = new Map<string, string>();

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const lock = readJson('package-lock.json') as Lockfile;
const manifest = readJson('package.json') as Manifest;

threat('T33', 'Supply chain', () => {
  const folder = mkdtempSync(join(tmpdir(), 'matter-supply-'));
  const [first, second] = [join(folder, 'first'), join(folder, 'another', 'place', 'second')];
  after(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  describe('the build', () => {
    before(async () => {
      copyTree('.', first);
      copyTree(first, second);
      const abroad = { TZ: 'Pacific/Auckland', LC_ALL: 'C', HOME: folder };
      await Promise.all([buildTree(first), buildTree(second, abroad)]);
    });

    check('only the listed packages are shipped', () => {
      assert.deepEqual(shippedPackages(first), shippedNames);
    });

    check('a package that sneaks into the bundle is seen', async () => {
      const third = join(folder, 'third');
      copyTree(first, third);
      const entry = join(third, 'src', 'cli', 'main.ts');
      writeFileSync(entry, `${readFileSync(entry, 'utf8')}\nimport 'axe-core';\n`);
      await buildTree(third);
      assert.ok(shippedPackages(third).includes('axe-core'));
    });

    check('two builds in two places give the same bytes', () => {
      const [one, other] = [first, second].map((tree) => hashesBelow(join(tree, 'dist')));
      assert.ok(one!.size > 20);
      assert.deepEqual(one, other);
    });

    check('two packages of two builds have the same bytes', async () => {
      const [one, other] = await Promise.all([packTree(first, 'one.vsix'), packTree(second, 'other.vsix')]);
      assert.ok(one.length > 100_000);
      assert.ok(one.equals(other));
    });

    check('a changed source gives other bytes', async () => {
      const before = hashesBelow(join(second, 'dist'));
      const source = join(second, 'src', 'cli', 'usage.ts');
      writeFileSync(source, readFileSync(source, 'utf8').replace('matter --help', 'matter --hell'));
      await buildTree(second);
      assert.notDeepEqual(hashesBelow(join(second, 'dist')), before);
    });
  });

  describe('the lockfile', () => {
    check('pins every package by sha512, from package.json', () => {
      assert.ok(Object.keys(lock.packages).length > shippedNames.length);
      assert.deepEqual(lockfileProblems(lock, manifest), []);
    });

    check('a lockfile that pins less is refused', () => {
      const { '': root, ...rest } = lock.packages;
      const yaml = rest['node_modules/yaml'];
      const planted: Lockfile = {
        lockfileVersion: 2,
        packages: {
          '': { ...root, devDependencies: { ...root?.devDependencies, yaml: 'github:someone/yaml' } },
          'node_modules/a': { ...yaml, integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' },
          'node_modules/b': { ...yaml, resolved: 'https://evil.example/b.tgz' },
          'node_modules/c': { link: true, ...yaml },
          '../d': { ...yaml },
          'node_modules/e': { ...yaml, version: 'git+ssh://evil.example/e.git' },
        },
      };
      const dependent = { ...manifest, dependencies: {}, devDependencies: { yaml: 'file:../yaml' } };
      assert.deepEqual(lockfileProblems(planted, dependent), [
        'version 2 instead of 3',
        'not made from package.json',
        'has runtime dependencies',
        'yaml: file:../yaml is no range of versions',
        'node_modules/a has no sha512',
        'node_modules/b names where it comes from',
        'node_modules/c is a link to a folder',
        '../d is outside of node_modules',
        'node_modules/e has no version',
      ]);
    });

    check('npm ci takes it for package.json, and no other', async () => {
      const dryRun = ['ci', '--dry-run', '--ignore-scripts', '--offline', '--no-audit', '--no-fund'];
      assert.equal((await npm(dryRun, { cwd: '.' })).code, 0);
      // A folder, since npm would ask the registry for any other package: a new machine has cached none of its answers.
      const other = { ...manifest, devDependencies: { ...manifest.devDependencies, yaml: 'file:yaml' } };
      mkdirSync(join(folder, 'yaml'));
      writeFileSync(join(folder, 'yaml', 'package.json'), '{ "name": "yaml", "version": "99.0.0" }');
      writeFileSync(join(folder, 'package.json'), JSON.stringify(other));
      writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
      const { code, err } = await npm(dryRun, { cwd: folder });
      assert.notEqual(code, 0);
      assert.match(err, /yaml@/);
    });

    check('no shipped package has an install script', () => {
      const scripted = withInstallScript(lock);
      assert.ok(scripted.includes('esbuild'), 'esbuild has one: the check sees them');
      assert.deepEqual(
        scripted.filter((name) => shippedNames.includes(name)),
        [],
      );
    });

    check('installs run no script', () => {
      const installs = readFileSync('.ci/prepare.mjs', 'utf8').match(/run\('npm'.*/g) ?? [];
      assert.equal(installs.length, 1);
      assert.match(installs[0], /\['ci', '--ignore-scripts'/);
    });
  });

  describe('npm audit', () => {
    // Some registries answer no audits. The workflow that releases asks one that does: there, no answer is a failure.
    it('knows no vulnerability in what is shipped, none above moderate in what builds it', async () => {
      try {
        const { refused, noted } = judge(await audit('.'), shippedNames, accepted);
        if (noted.length > 0) console.log(`      noted: ${noted.join('\n      ')}`);
        assert.deepEqual(refused, []);
        tally('audit', 'npm audit');
      } catch (error) {
        if (!(error instanceof AuditUnavailable) || process.env['MATTER_AUDIT'] === 'required') throw error;
        console.warn(`      NOT ASKED: ${error.message}`);
      }
    });

    const advisory = (severity: string) => ({
      id: 1,
      url: `https://advisories.example/${severity}`,
      title: 'Planted',
      severity,
      vulnerable_versions: '*',
    });
    /** The gate with a registry of the test's that knows these advisories, asked by the real npm. */
    const ask = async (advisories: Readonly<Record<string, object>>, status = 200) => {
      const answer = (path: string): Answer => {
        if (path.endsWith('/advisories/bulk')) return { status, body: JSON.stringify(advisories) };
        const name = decodeURIComponent(path.slice(1));
        const versions = { [lock.packages[`node_modules/${name}`]?.version ?? '1.0.0']: { name } };
        return { status: 200, body: JSON.stringify({ name, versions }) };
      };
      const registry = await startRecordingServer(({ path }) => answer(path));
      try {
        const cache = mkdtempSync(join(folder, 'cache-'));
        const report = await audit('.', { origin: registry.origin, cache });
        return judge(report, shippedNames, new Map([[advisory('high').url, 'planted']]));
      } finally {
        await registry.stop();
      }
    };

    check('the gate refuses the slightest vulnerability of a shipped package', async () => {
      const { refused } = await ask({ yaml: [advisory('low')] });
      assert.deepEqual(refused, ['yaml (low): Planted https://advisories.example/low']);
    });

    check('the gate refuses a critical one of a tool, and notes a lesser one', async () => {
      const { refused, noted } = await ask({ prettier: [advisory('critical')], typescript: [advisory('moderate')] });
      assert.ok(refused.includes('prettier (critical): Planted https://advisories.example/critical'));
      assert.ok(noted.includes('typescript (moderate): Planted https://advisories.example/moderate'));
    });

    check('the gate lets an accepted advisory pass, and takes a clean answer', async () => {
      assert.deepEqual(await ask({ prettier: [advisory('high')] }), { refused: [], noted: [] });
      assert.deepEqual(await ask({}), { refused: [], noted: [] });
    });

    check('a registry that does not answer is no clean answer', async () => {
      await assert.rejects(ask({}, 405), AuditUnavailable);
    });
  });
});
