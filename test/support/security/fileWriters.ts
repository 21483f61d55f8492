import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type * as TypeScript from 'typescript';
import { nodesOf, ts } from './typescript.ts';

/** All else of `node:fs` may change a disk. */
const reads = new Set([
  ...[
    'createReadStream',
    'existsSync',
    'readFile',
    'readFileSync',
    'readlinkSync',
    'readdir',
    'realpath',
    'stat',
    'statSync',
    'watch',
  ],
  'lstat',
  ...['FSWatcher', 'WriteStream', 'FileHandle'],
]);
/** Of `vscode.workspace.fs`, and of any object that files hang on. */
const writingMembers = /^(?:writeFile|appendFile|createWriteStream|createDirectory|copyFile|writeTextFile)(?:Sync)?$/;

/** What in a source file can write to a disk: imported functions of `node:fs`, and calls of members by such a name. */
export function writersIn(file: string, text = readFileSync(file, 'utf8')): readonly string[] {
  const found = [...nodesOf(file, text)].flatMap((node) => [...imported(node), ...loaded(node), ...called(node)]);
  return [...new Set(found)].sort();
}

function isFs(specifier: TypeScript.Node | undefined): boolean {
  return (
    specifier !== undefined && ts.isStringLiteralLike(specifier) && /^(?:node:)?fs(?:\/promises)?$/.test(specifier.text)
  );
}

function imported(node: TypeScript.Node): readonly string[] {
  if (!ts.isImportDeclaration(node) || !isFs(node.moduleSpecifier)) return [];
  const bindings = node.importClause?.namedBindings;
  if (bindings === undefined || !ts.isNamedImports(bindings)) return ['all of fs'];
  const names = bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
  return names.filter((name) => !reads.has(name));
}

/** `import('node:fs')` and `require('node:fs')`. */
function loaded(node: TypeScript.Node): readonly string[] {
  return ts.isCallExpression(node) && isFs(node.arguments[0]) ? ['all of fs'] : [];
}

function called(node: TypeScript.Node): readonly string[] {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
  const { name, expression: owner } = node.expression;
  const isFileSystem = /\bfs$/.test(owner.getText()) && /^(?:rename|copy|delete)$/.test(name.text);
  return isFileSystem || writingMembers.test(name.text) ? [name.text] : [];
}

/** The files of ours that are reached from these by imports, with these. */
export function reachedFrom(files: readonly string[]): readonly string[] {
  const reached = new Set(files);
  for (const file of reached) for (const next of ownImports(file)) reached.add(next);
  return [...reached];
}

/** Imports of types are gone when the code runs. */
function ownImports(file: string): readonly string[] {
  const specifiers = [...nodesOf(file, readFileSync(file, 'utf8'))].map(importOf);
  const paths = specifiers.filter((specifier) => specifier?.startsWith('.') === true && specifier.endsWith('.ts'));
  return paths.map((path) => join(dirname(file), path!)).filter(existsSync);
}

function importOf(node: TypeScript.Node): string | undefined {
  if (ts.isImportDeclaration(node))
    return node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword ? undefined : nameOf(node.moduleSpecifier);
  if (ts.isExportDeclaration(node)) return node.isTypeOnly ? undefined : nameOf(node.moduleSpecifier);
  const isImport = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isImport ? nameOf(node.arguments[0]) : undefined;
}

function nameOf(specifier: TypeScript.Node | undefined): string | undefined {
  return specifier !== undefined && ts.isStringLiteralLike(specifier) ? specifier.text : undefined;
}

/** Whether a source file reads the value out of a `Secret`; a panel of VS Code is revealed too. */
export function revealsSecret(file: string): boolean {
  return [...nodesOf(file, readFileSync(file, 'utf8'))].some(
    (node) =>
      ts.isPropertyAccessExpression(node) && node.name.text === 'reveal' && !/\bpanel$/.test(node.expression.getText()),
  );
}
