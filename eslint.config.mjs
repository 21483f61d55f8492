// The architecture's six rules, enforced. test/unit/lint.test.ts plants a violation of each and sees it fail.
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Rule 1 and 2: which folder may not import which. */
const zone = (target, from, message) => ({
  target: `./src/${target}`,
  from: from.map((name) => `./src/${name}`),
  message,
});
const core = (target, forbidden) =>
  zone(
    `core/${target}`,
    forbidden.map((name) => `core/${name}`),
    `core/${target} does not know this neighbour`,
  );
const features = ['analysis', 'auth', 'explorer', 'history', 'import', 'language', 'runner', 'sandbox'];
const zones = [
  zone('core', ['node', 'vscode', 'cli', 'webview'], 'core imports core only'),
  zone('node', ['vscode', 'cli', 'webview'], 'node imports core only'),
  zone('cli', ['vscode', 'webview'], 'cli imports node and core'),
  zone('vscode', ['cli', 'webview'], 'vscode imports node and core'),
  zone('webview', ['cli', 'node', 'vscode'], 'webview imports core only'),
  core('syntax', ['http', 'api', 'run', 'auth', 'sandbox', 'analysis', 'language']),
  core('http', ['syntax', 'api', 'run', 'auth', 'sandbox', 'analysis', 'language']),
  core('api', ['http', 'syntax', 'run', 'auth', 'sandbox', 'analysis', 'language']),
  core('auth', ['syntax', 'api', 'run', 'sandbox', 'analysis', 'language']),
  core('run', ['auth', 'sandbox', 'language']),
  core('analysis', ['auth', 'language', 'run', 'sandbox', 'syntax']),
  core('import', ['http', 'api', 'auth', 'run', 'sandbox', 'analysis', 'language']),
  core('language', ['http', 'auth', 'run', 'sandbox']),
  core('sandbox', ['syntax', 'api', 'run', 'auth', 'language']),
  ...features.map((feature) =>
    zone(
      `vscode/${feature}`,
      features.filter((other) => other !== feature).map((other) => `vscode/${other}`),
      'a feature imports no other feature: they meet in extension.ts',
    ),
  ),
];

const member = (object, property) => `MemberExpression[object.property.name='${object}'][property.name='${property}']`;
const only = (selector, message) => ({ selector, message });
const everywhere = [
  only('ExportDefaultDeclaration', 'No default exports.'),
  only('TSEnumDeclaration', 'No enums: use a string union.'),
  only('ExportAllDeclaration', 'No barrels.'),
];
const configuration = only(member('workspace', 'getConfiguration'), 'Only settings.ts reads configuration.');
const command = only(member('commands', 'registerCommand'), 'Only commands.ts registers commands.');
const errorMessage = only(member('window', 'showErrorMessage'), 'Only report.ts shows an error.');
const restricted = (...rules) => ({ 'no-restricted-syntax': ['error', ...everywhere, ...rules] });

export default tseslint.config(
  { ignores: ['dist/', 'out/', '.vscode-test/', 'node_modules/', '**/*.mjs', '**/*.cjs'] },
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './src/webview/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createTypeScriptImportResolver()], 'import-x/extensions': ['.ts'] },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      'max-lines': ['error', { max: 300 }],
      'max-lines-per-function': ['error', { max: 50 }],
      complexity: ['error', 10],
      // Leaving a property out of a copy is what rest siblings are for.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      ...restricted(),
    },
  },
  {
    files: ['src/core/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['vscode', 'node:*'], message: 'core is pure: name a port instead.' }] },
      ],
      'no-restricted-globals': ['error', 'process', 'Buffer', 'setTimeout', 'setInterval', 'fetch', 'require'],
      ...restricted(
        only(
          "CallExpression[callee.object.name='Date'][callee.property.name='now']",
          'core reads no clock: take a Clock.',
        ),
        only(
          "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          'core has no random: take it as a port.',
        ),
      ),
    },
  },
  {
    files: ['src/vscode/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['node:http', 'node:https', 'node:net', 'node:tls', 'node:fs', 'node:fs/*'],
              message: 'Only src/node opens sockets and files.',
            },
          ],
        },
      ],
      ...restricted(configuration, command, errorMessage),
    },
  },
  { files: ['src/vscode/settings.ts'], rules: restricted(command, errorMessage) },
  { files: ['src/vscode/commands.ts'], rules: restricted(configuration, errorMessage) },
  { files: ['src/vscode/report.ts'], rules: restricted(configuration, command) },
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      // mocha's describe and it return nothing to await.
      '@typescript-eslint/no-floating-promises': 'off',
    },
  },
);
