import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { ESLint } from 'eslint';

/** Each rule of the house, a text that breaks it and the file it would stand in. */
const violations: readonly (readonly [string, string, string, string])[] = [
  [
    '1: core imports no adapter',
    'src/core/syntax/lineColumn.ts',
    "import { systemClock } from '../../node/systemClock.ts';\nexport const x = systemClock;\n",
    'import-x/no-restricted-paths',
  ],
  [
    '1: core is pure',
    'src/core/syntax/lineColumn.ts',
    "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n",
    'no-restricted-imports',
  ],
  ['1: core reads no clock', 'src/core/syntax/lineColumn.ts', 'export const x = Date.now();\n', 'no-restricted-syntax'],
  [
    '2: syntax knows no neighbour',
    'src/core/syntax/tree.ts',
    "import type { Transport } from '../http/transport.ts';\nexport type X = Transport;\n",
    'import-x/no-restricted-paths',
  ],
  [
    '2: no cycles',
    'src/core/http/httpMessage.ts',
    "import { headerValue } from './poll.ts';\nexport const x = headerValue;\n",
    'import-x/no-cycle',
  ],
  [
    '3: no feature imports another',
    'src/vscode/auth/signIn.ts',
    "import { registerExplorer } from '../explorer/registerExplorer.ts';\nexport const x = registerExplorer;\n",
    'import-x/no-restricted-paths',
  ],
  [
    '4: one reader of configuration',
    'src/vscode/log.ts',
    "import * as vscode from 'vscode';\nexport const x = vscode.workspace.getConfiguration('matter');\n",
    'no-restricted-syntax',
  ],
  [
    '4: one place registers commands',
    'src/vscode/log.ts',
    "import * as vscode from 'vscode';\nexport const x = vscode.commands.registerCommand('a', () => 1);\n",
    'no-restricted-syntax',
  ],
  [
    '4: one place shows errors',
    'src/vscode/log.ts',
    "import * as vscode from 'vscode';\nexport const x = vscode.window.showErrorMessage('a');\n",
    'no-restricted-syntax',
  ],
  [
    '4: sockets in src/node only',
    'src/vscode/log.ts',
    "import { request } from 'node:http';\nexport const x = request;\n",
    'no-restricted-imports',
  ],
  [
    '4: files in src/node only, of the command line too',
    'src/cli/usage.ts',
    "import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n",
    'no-restricted-imports',
  ],
  ...[
    "vscode.window.showInformationMessage('a')",
    "vscode.window.showWarningMessage('a')",
    "vscode.window['showErrorMessage']('a')",
    "vscode.window.showQuickPick(['a'])",
    'vscode.window.createQuickPick()',
    'vscode.window.showInputBox()',
    "vscode.window.withProgress({ location: 1, title: 'a' }, () => Promise.resolve())",
    "vscode.window.createStatusBarItem('a')",
    "vscode.window.setStatusBarMessage('a', 1)",
    "vscode.window.createTreeView('a', { treeDataProvider: { getChildren: () => [], getTreeItem: () => ({}) } })",
    "new vscode.TreeItem('a')",
    'new vscode.CodeLens(new vscode.Range(0, 0, 0, 0))',
    "new vscode.Diagnostic(new vscode.Range(0, 0, 0, 0), 'a')",
    "new vscode.TestMessage('a')",
    "new vscode.MarkdownString('a')",
    "new vscode.CodeAction('a')",
    "new vscode.InlayHint(new vscode.Position(0, 0), 'a')",
    'vscode.window',
  ].map(
    (code) =>
      [
        `4: text of others is plain text: ${code}`,
        'src/vscode/log.ts',
        `import * as vscode from 'vscode';\nexport const ${code === 'vscode.window' ? '{ showErrorMessage }' : 'x'} = ${code};\n`,
        'no-restricted-syntax',
      ] as const,
  ),
  ['5: no any', 'src/core/syntax/lineColumn.ts', 'export const x: any = 1;\n', '@typescript-eslint/no-explicit-any'],
  [
    '5: no non-null assertion',
    'src/core/syntax/lineColumn.ts',
    'export const x = [1][0]!;\n',
    '@typescript-eslint/no-non-null-assertion',
  ],
  ['5: no default export', 'src/core/syntax/lineColumn.ts', 'export default 1;\n', 'no-restricted-syntax'],
  ['5: no enum', 'src/core/syntax/lineColumn.ts', 'export enum X {}\n', 'no-restricted-syntax'],
  ['5: no barrel', 'src/core/syntax/lineColumn.ts', "export * from './exchange.ts';\n", 'no-restricted-syntax'],
  [
    '6: files up to 300 lines',
    'src/core/syntax/lineColumn.ts',
    'export const x = 1;\n'.concat('//\n'.repeat(300)),
    'max-lines',
  ],
  [
    '6: functions up to 50 lines',
    'src/core/syntax/lineColumn.ts',
    `export function x(): void {\n${'  void 0;\n'.repeat(50)}}\n`,
    'max-lines-per-function',
  ],
  [
    '6: complexity up to 10',
    'src/core/syntax/lineColumn.ts',
    `export const x = (a: number): number => ${'a > 1 ? 1 : '.repeat(10)}0;\n`,
    'complexity',
  ],
];

/** Arrows that the house allows, as docs/architecture.md draws them; every other one is planted, and must fail. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  analysis: ['portfolio', 'http', 'api'],
  api: [],
  auth: ['http'],
  directives: ['syntax', 'portfolio'],
  environment: [],
  export: ['run', 'http'],
  history: ['http'],
  http: [],
  import: ['syntax', 'directives'],
  language: ['syntax', 'directives', 'environment', 'api'],
  portfolio: [],
  run: ['syntax', 'directives', 'environment', 'http', 'api', 'portfolio'],
  sandbox: ['http', 'portfolio'],
  syntax: [],
};
const layers: Readonly<Record<string, readonly string[]>> = {
  core: [],
  node: ['core'],
  cli: ['core', 'node'],
  vscode: ['core', 'node'],
  webview: ['core'],
};

/** A text in one room that imports a file of each other one: the names of those that lint refuses. */
async function refusedArrows(
  eslint: ESLint,
  folder: string,
  room: string,
  others: readonly string[],
): Promise<string[]> {
  const fileIn = (name: string): string =>
    readdirSync(`src/${folder}${name}`).find((file) => file.endsWith('.ts')) ?? '';
  const text = others.map((other) => `import '../${other}/${fileIn(other)}';\n`).join('');
  const [result] = await eslint.lintText(text, { filePath: `src/${folder}${room}/${fileIn(room)}` });
  const refused = (result?.messages ?? []).filter(({ ruleId }) => ruleId === 'import-x/no-restricted-paths');
  return refused.map(({ line }) => others[line - 1] ?? '').sort();
}

describe('the arrows of the house', function () {
  this.timeout(600_000);
  process.env['TSESTREE_SINGLE_RUN'] = 'false';
  const eslint = new ESLint({
    overrideConfig: { rules: { 'import-x/no-cycle': 'off' } }, // not what is asked here, and slow
  });
  const families = [
    ['core/', allowed],
    ['', layers],
  ] as const;
  for (const [folder, arrows] of families) {
    const rooms = readdirSync(`src/${folder}`, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
    it(`src/${folder} has no room that is not drawn`, () => {
      assert.deepEqual(rooms.sort(), Object.keys(arrows).sort());
    });
    for (const room of rooms) {
      const others = rooms.filter((other) => other !== room);
      it(`src/${folder}${room} imports nothing but what is drawn`, async () => {
        const missing = others.filter((other) => arrows[room]?.includes(other) !== true);
        assert.deepEqual(await refusedArrows(eslint, folder, room, others), missing.sort());
      });
    }
  }
});

describe('the rules of the house, each seen to fail', function () {
  this.timeout(120_000);
  // On CI the TypeScript parser takes files from the disk, and would not see what is planted.
  process.env['TSESTREE_SINGLE_RUN'] = 'false';
  const eslint = new ESLint();
  for (const [name, filePath, text, rule] of violations) {
    it(name, async () => {
      const [result] = await eslint.lintText(text, { filePath });
      const rules = result?.messages.map(({ ruleId }) => ruleId) ?? [];
      assert.ok(rules.includes(rule), `${rule} did not fail; failed: ${rules.join(', ')}`);
    });
  }
});
