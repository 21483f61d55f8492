// Builds everything: the extension and the command line to dist/, the tests, their harness and the bench to out/.
import { chmodSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { context } from 'esbuild';

const watch = process.argv.includes('--watch');
const shared = { bundle: true, platform: 'node', target: 'node20.19', logLevel: 'warning', charset: 'utf8' };
// They hand Node a CommonJS build, which an ES module bundle cannot require from; their other build is the same code.
const alias = {
  yaml: resolve('node_modules/yaml/browser/index.js'),
  '@vscode/l10n': resolve('node_modules/@vscode/l10n/dist/browser.js'),
  // A library that logs with it would print the password of a proxy wherever DEBUG is set.
  debug: 'data:text/javascript,export default () => () => undefined;',
  // It is a WeakMap for old engines, and brings code that makes functions from text.
  'side-channel': 'data:text/javascript,module.exports = () => new WeakMap();',
};
// Libraries that the extension and the command line both load when needed: one copy of each for the two.
const libraries = [
  '@e965/xlsx',
  '@scalar/openapi-upgrader/2.0-to-3.0',
  '@exodus/bytes/encoding-lite.js',
  '@readme/httpsnippet',
  'https-proxy-agent',
  'json-p3',
  'lossless-json',
  'openapi-sampler',
  'papaparse',
  're2js',
  'vscode-json-languageservice',
  'yaml',
];
const libraryFile = (name) => `./library/${name.replaceAll(/\W+/g, '-').replace(/^-/, '')}.js`;
const shipped = {
  ...shared,
  format: 'esm',
  minify: true,
  legalComments: 'none',
  mainFields: ['module', 'main'],
  outdir: 'dist',
};
// What a CommonJS library asks Node for; an ES module has no `require` of its own.
const withRequire = {
  js: "import { createRequire as createRequireOfNode } from 'node:module';\nconst require = createRequireOfNode(import.meta.url);",
};
/** What we use of a library that has much else: a third of this one writes files. */
const used = { '@e965/xlsx': '{ read }' };
const onlyUsed = {
  name: 'only-used',
  setup(build) {
    build.onResolve({ filter: /^@e965\/xlsx$/ }, ({ kind, path }) =>
      kind === 'entry-point' ? { path, namespace: 'used' } : undefined,
    );
    build.onLoad({ filter: /./, namespace: 'used' }, ({ path }) => ({
      contents: `export ${used[path]} from '${path}';`,
      resolveDir: '.',
    }));
  },
};
const shareLibraries = {
  name: 'share-libraries',
  setup(build) {
    const filter = new RegExp(`^(?:${libraries.join('|')})$`);
    build.onResolve({ filter }, ({ path }) => ({ path: libraryFile(path), external: true }));
  },
};
/**
 * What is not needed at once is a file for each group: esbuild would split it, and all it shares, into dozens, and each
 * costs a millisecond to open. An `import('./…')` of ours leads to the file of its group; what is read from it is there
 * by name.
 */
const loadLater = (groups) => ({
  name: 'load-later',
  setup(build) {
    build.onResolve({ filter: /^\.{1,2}\// }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const file = relative('.', resolve(resolveDir, path));
      const group = Object.keys(groups).find((name) => groups[name].includes(file));
      if (group !== undefined) return { path: group, namespace: 'later' };
      return { errors: [{ text: `${file} must be named in the list of what loads later, in esbuild.mjs.` }] };
    });
    build.onLoad({ filter: /./, namespace: 'later' }, ({ path }) => ({
      contents: groups[path].map((file) => `export * from './${file}';`).join('\n'),
      resolveDir: '.',
    }));
  },
});
const extensionLater = {
  analysis: ['src/core/portfolio/portfolioFile.ts', 'src/vscode/analysis/analyses.ts'],
  later: [
    'src/core/api/requestTemplate.ts',
    'src/core/language/format.ts',
    'src/core/export/toCode.ts',
    'src/core/syntax/parse.ts',
    'src/node/decode.ts',
    'src/node/descriptionFiles.ts',
    'src/node/httpTransport.ts',
    'src/node/sandboxServer.ts',
    'src/vscode/auth/signIn.ts',
    'src/vscode/certificates.ts',
    'src/vscode/import/importCommands.ts',
    'src/vscode/language/languageFeatures.ts',
    'src/vscode/runner/runnerPorts.ts',
    'src/vscode/runner/testExplorer.ts',
  ],
};
const matterLater = {
  analysis: ['src/cli/analyse.ts', 'src/cli/check.ts', 'src/cli/compare.ts', 'src/core/portfolio/portfolioFile.ts'],
  run: ['src/cli/run.ts', 'src/node/certificateFiles.ts', 'src/node/decode.ts', 'src/node/environmentProxy.ts'],
  rest: [
    'src/cli/format.ts',
    'src/cli/help.ts',
    'src/cli/import.ts',
    'src/cli/lint.ts',
    'src/cli/sandbox.ts',
    'src/node/sandboxServer.ts',
  ],
};
// Chunks load when first needed, so nothing heavy is paid for at activation or by `matter --version`. They lie beside
// their entry point, so that the path of a library is the same in all of them.
const ownCode = { ...shipped, splitting: true, loader: { '.yaml': 'text' } };

// In the tests: what lies beside the product's files is looked for there.
const besideProduct = { 'import.meta.url': JSON.stringify(pathToFileURL(resolve('dist/matter.js')).href) };

function filesBelow(dir, ending) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(dir, name));
}

const builds = [
  ...libraries.map((name) => ({
    ...shipped,
    alias,
    banner: withRequire,
    drop: name === 'openapi-sampler' ? ['console'] : [], // it writes there what it cannot sample
    entryPoints: { [libraryFile(name).slice(2, -3)]: name },
    plugins: [onlyUsed],
  })),
  {
    ...ownCode,
    entryPoints: ['src/vscode/extension.ts'],
    chunkNames: 'extension-[name]-[hash]',
    external: ['vscode'],
    plugins: [shareLibraries, loadLater(extensionLater)],
  },
  // Does not know `vscode`: a stray import in the core breaks this build.
  {
    ...ownCode,
    entryPoints: { matter: 'src/cli/main.ts' },
    chunkNames: 'matter-[name]-[hash]',
    plugins: [shareLibraries, loadLater(matterLater)],
  },
  // The browser sides of the view of results and of the review.
  {
    bundle: true,
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    charset: 'utf8',
    platform: 'browser',
    target: 'chrome128',
    entryPoints: { result: 'src/webview/main.ts', review: 'src/webview/reviewMain.ts', style: 'src/webview/style.css' },
    outdir: 'dist/webview',
  },
  // Threads of their own, for portfolios, large responses and API descriptions; the two above start them by their paths.
  {
    ...ownCode,
    entryPoints: ['portfolioWorker', 'queryWorker', 'descriptionWorker', 'reviewWorker'].map(
      (name) => `src/node/${name}.ts`,
    ),
    splitting: false,
    plugins: [shareLibraries],
  },
  {
    ...shared,
    format: 'esm',
    // The libraries of the product are bundled as in the product: some have another build for a bare import in Node.
    mainFields: shipped.mainFields,
    alias,
    banner: withRequire,
    external: [
      ...['ajv', 'ajv/*', 'ajv-draft-04', 'ajv-formats', 'eslint', 'fast-check', 'mocha-junit-reporter', 'node-forge'],
      ...['proxy-chain', 'undici', 'xmllint-wasm'],
      // Servers and clients of OAuth that nobody here wrote.
      ...['@node-oauth/oauth2-server', 'oauth2-mock-server', 'oauth2orize', 'oidc-provider'],
      ...['oauth4webapi', 'openid-client', 'simple-oauth2'],
    ],
    define: besideProduct,
    entryPoints: [
      'test/support/generators/deterministic.ts',
      'test/support/servers/writeHistory.ts',
      ...['unit', 'security', 'nightly'].flatMap((part) => filesBelow(`test/${part}`, '.test.ts')),
    ].filter(existsSync),
    outbase: 'test',
    outdir: 'out',
  },
  {
    ...shared,
    format: 'cjs',
    packages: 'external',
    external: ['vscode'],
    define: besideProduct,
    entryPoints: filesBelow('test/integration', '.ts'),
    outdir: 'out/integration',
    outExtension: { '.js': '.cjs' },
  },
  {
    ...shared,
    format: 'esm',
    packages: 'external',
    entryPoints: [
      ...[
        'fetch',
        'foreignPortfolios',
        'integration',
        'recordCurl',
        'security',
        'securityWalk',
        'shim',
        'start',
        'test',
        'ui',
      ],
    ]
      .map((name) => `test/harness/${name}.ts`)
      .filter(existsSync),
    outdir: 'out/harness',
  },
  {
    ...shared,
    format: 'esm',
    packages: 'external',
    // What lies beside the product's files is looked for there.
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(resolve('dist/matter.js')).href) },
    entryPoints: ['bench', 'parseOnce', 'peak', 'portfolioOnce', 'target'].map((name) => `test/bench/${name}.ts`),
    outdir: 'out/bench',
  },
  // With the libraries and the thread of the product.
  {
    ...shared,
    format: 'esm',
    mainFields: shipped.mainFields,
    alias,
    banner: withRequire,
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(resolve('dist/extension.js')).href) },
    entryPoints: ['test/bench/descriptionOnce.ts'],
    outdir: 'out/bench',
  },
  {
    ...shared,
    format: 'cjs',
    external: ['vscode'],
    define: besideProduct,
    entryPoints: ['test/bench/activation.ts'],
    outdir: 'out/bench',
    outExtension: { '.js': '.cjs' },
  },
];

for (const dir of [
  'dist',
  ...['unit', 'security', 'nightly', 'integration', 'bench', 'support'].map((name) => `out/${name}`),
])
  rmSync(dir, { recursive: true, force: true });
for (const options of builds.filter((build) => Object.keys(build.entryPoints).length > 0)) {
  const build = await context(options);
  if (watch) await build.watch();
  else {
    await build.rebuild();
    await build.dispose();
  }
}
if (existsSync('dist/matter.js')) chmodSync('dist/matter.js', 0o755);
