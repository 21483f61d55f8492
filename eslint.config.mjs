// The rules of docs/architecture.md, enforced. test/unit/lint.test.ts plants a violation of each and sees it fail.
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Rule 1: what each layer may import beside itself. */
const layers = { core: [], node: ['core'], cli: ['core', 'node'], vscode: ['core', 'node'], webview: ['core'] };

/** Rule 2: what each room of the core may import beside itself and the files at the core's root. All else is refused. */
const rooms = {
  analysis: ['api', 'http', 'portfolio'],
  api: [],
  auth: ['http'],
  directives: ['portfolio', 'syntax'],
  environment: [],
  export: ['http', 'run'],
  history: ['http'],
  http: [],
  import: ['directives', 'syntax'],
  language: ['api', 'directives', 'environment', 'syntax'],
  portfolio: [],
  run: ['api', 'directives', 'environment', 'http', 'portfolio', 'syntax'],
  sandbox: ['http', 'portfolio'],
  syntax: [],
};

/** Rule 3: features meet in extension.ts only. */
const features = ['analysis', 'auth', 'explorer', 'history', 'import', 'language', 'runner', 'sandbox'];

/** `name` of a family may import those of it that are allowed, and nothing else of it. */
const allow = (family, folder, name, allowed, message) => ({
  target: `./src/${folder}${name}`,
  from: family.filter((other) => other !== name && !allowed.includes(other)).map((other) => `./src/${folder}${other}`),
  message,
});

const zones = [
  ...Object.entries(layers).map(([layer, allowed]) =>
    allow(Object.keys(layers), '', layer, allowed, `${layer} may import: ${['itself', ...allowed].join(', ')}.`),
  ),
  ...Object.entries(rooms).map(([room, allowed]) =>
    allow(Object.keys(rooms), 'core/', room, allowed, `core/${room} may import: ${['itself', ...allowed].join(', ')}.`),
  ),
  {
    target: './src/core/*.ts',
    from: Object.keys(rooms).map((room) => `./src/core/${room}`),
    message: "The files at the core's root know no room.",
  },
  ...features.map((feature) =>
    allow(features, 'vscode/', feature, [], 'A feature imports no other feature: they meet in extension.ts.'),
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
/** However it is written: as a member, taken out of its object, or imported. */
const names = (list, message) => {
  const name = `/^(?:${list.join('|')})$/`;
  return [
    only(`MemberExpression[property.name=${name}]`, message),
    only(`MemberExpression[property.value=${name}]`, message),
    only(`ObjectPattern > Property[key.name=${name}]`, message),
    only(`ImportSpecifier[imported.name=${name}]`, message),
  ];
};
/** Rule 4: what VS Code shows is written in one of these modules, which take a text for no more than a text. */
const notices = names(
  ['showErrorMessage', 'showWarningMessage', 'showInformationMessage'],
  'Only report.ts notifies and asks.',
);
const dialogs = names(
  ['showQuickPick', 'createQuickPick', 'showInputBox', 'createInputBox', 'withProgress', 'showWorkspaceFolderPick'],
  'Only dialogs.ts asks, by its pickOne, pickMany, enterText and showProgress.',
);
const labels = names(
  [
    ...['TreeItem', 'CodeLens', 'Diagnostic', 'CodeAction', 'InlayHint', 'CompletionItem', 'DocumentSymbol'],
    ...['SymbolInformation', 'TestMessage', 'createTestItem', 'appendOutput'],
    ...['createStatusBarItem', 'setStatusBarMessage'],
  ],
  'Only labels.ts makes what has a label.',
);
const markdown = names(['MarkdownString', 'appendMarkdown'], 'Only markdown.ts makes Markdown.');
const trees = names(['registerTreeDataProvider', 'createTreeView'], 'Only trees.ts registers a view.');
const sinks = [...notices, ...dialogs, ...labels, ...markdown, ...trees];
const without = (...own) => sinks.filter((rule) => !own.flat().includes(rule));
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
        only("NewExpression[callee.name='Date'][arguments.length=0]", 'core reads no clock: take a Clock.'),
        only(
          "CallExpression[callee.object.name='AbortSignal'][callee.property.name='timeout']",
          'core reads no clock: take the deadline of a Clock.',
        ),
        only(member('performance', 'now'), 'core reads no clock: take a Clock.'),
        only(
          "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          'core has no random: take it as a port.',
        ),
      ),
    },
  },
  {
    files: ['src/vscode/**/*.ts', 'src/cli/**/*.ts'],
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
    },
  },
  { files: ['src/vscode/**/*.ts'], rules: restricted(configuration, command, ...sinks) },
  { files: ['src/vscode/settings.ts'], rules: restricted(command, ...sinks) },
  { files: ['src/vscode/commands.ts'], rules: restricted(configuration, ...sinks) },
  { files: ['src/vscode/report.ts'], rules: restricted(configuration, command, ...without(notices)) },
  { files: ['src/vscode/dialogs.ts'], rules: restricted(configuration, command, ...without(dialogs)) },
  { files: ['src/vscode/labels.ts'], rules: restricted(configuration, command, ...without(labels)) },
  { files: ['src/vscode/trees.ts'], rules: restricted(configuration, command, ...without(trees)) },
  { files: ['src/vscode/markdown.ts'], rules: restricted(configuration, command, ...without(markdown)) },
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
