import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import type TypeScript from 'typescript';
import { below } from '../support/security/ownFiles.ts';
import { ts } from '../support/security/typescript.ts';

interface Module {
  /** Of types too. */
  readonly imports: ReadonlySet<string>;
  /** `path name` of each import; `path *` of one that takes all. */
  readonly uses: readonly string[];
  /** Functions, classes and constants; a type may be exported for the signature that it stands in. */
  readonly exports: readonly string[];
}

const isRelative = (node: TypeScript.Node | undefined): node is TypeScript.StringLiteral =>
  node !== undefined && ts.isStringLiteral(node) && node.text.startsWith('.');

function namesOf(node: TypeScript.ImportDeclaration | TypeScript.ExportDeclaration): readonly string[] {
  const bindings = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause;
  if (bindings === undefined || ts.isNamespaceImport(bindings) || ts.isNamespaceExport(bindings)) return ['*'];
  return bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
}

function valuesOf(node: TypeScript.Node): readonly string[] {
  const isExported =
    ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if (isExported !== true) return [];
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.map(({ name }) => name.getText());
  const isValue = ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node);
  return isValue && node.name !== undefined ? [node.name.text] : [];
}

function readModule(path: string): Module {
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const imports = new Set<string>();
  const uses: string[] = [];
  const exports: string[] = [];
  const visit = (node: TypeScript.Node): void => {
    exports.push(...valuesOf(node));
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && isRelative(node.moduleSpecifier)) {
      const target = normalize(join(dirname(path), node.moduleSpecifier.text));
      imports.add(target);
      uses.push(...namesOf(node).map((name) => `${target} ${name}`));
    }
    const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
    if (isDynamic && isRelative(node.arguments[0]))
      uses.push(`${normalize(join(dirname(path), node.arguments[0].text))} *`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { imports, uses, exports };
}

/** The modules that a walk from `start` comes back to, where it does. */
function circleFrom(start: string, modules: ReadonlyMap<string, Module>): readonly string[] | undefined {
  const seen = new Set<string>();
  const walk = (path: string, way: readonly string[]): readonly string[] | undefined => {
    for (const next of modules.get(path)?.imports ?? []) {
      if (next === start) return way;
      if (seen.has(next)) continue;
      seen.add(next);
      const found = walk(next, [...way, next]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return walk(start, [start]);
}

describe('the house', function () {
  this.timeout(60_000);
  const sources = new Map(
    below('src', '.ts')
      .filter((path) => !path.endsWith('.d.ts'))
      .map((path) => [path, readModule(path)]),
  );
  const tests = below('test', '.ts').map(readModule);

  it('has no circles, of types neither', () => {
    assert.ok(sources.size > 200);
    const circles = [...sources.keys()].map((path) => circleFrom(path, sources)).filter((way) => way !== undefined);
    assert.deepEqual(circles, []);
  });

  it('exports no value that nobody imports', () => {
    const used = new Set([...sources.values(), ...tests].flatMap(({ uses }) => uses));
    const unused = [...sources].flatMap(([path, { exports }]) =>
      exports.filter((name) => !used.has(`${path} ${name}`) && !used.has(`${path} *`)).map((name) => `${path} ${name}`),
    );
    assert.deepEqual(unused, ['src/vscode/extension.ts activate']); // VS Code calls it
  });
});
