import type * as TypeScript from 'typescript';
import { nodesOf, ts } from './typescript.ts';

/** Ways to run code that is a text at run time, or another program. */
export type Execution =
  | 'eval'
  | 'Function'
  | 'constructor of a function'
  | 'module that runs code'
  | 'import of a computed name'
  | 'worker of a text'
  | 'timer of a text'
  | 'inside of Node';

type Rule = (node: TypeScript.Node) => boolean;

const runsCode = /^(?:node:)?(?:child_process|cluster|vm|repl|inspector(?:\/promises)?|wasi)$/;
const insideOfNode = /^(?:binding|_linkedBinding|dlopen|getBuiltinModule)$/;
const globals = new Set(['globalThis', 'global', 'window', 'self', 'top']);

const rules: Readonly<Record<Execution, Rule>> = {
  eval: (node) => isReference(node, 'eval') || isGlobalMember(node, 'eval'),
  Function: (node) => (isReference(node, 'Function') && !isHarmless(node)) || isGlobalMember(node, 'Function'),
  'constructor of a function': (node) =>
    isMember(node) && memberOf(node) === 'constructor' && (isFunction(node.expression) || isCalled(node)),
  'module that runs code': (node) => ts.isStringLiteralLike(node) && runsCode.test(node.text),
  'import of a computed name': (node) => ts.isCallExpression(node) && isLoad(node) && !hasText(node),
  'worker of a text': (node) =>
    ts.isPropertyAssignment(node) && nameOf(node.name) === 'eval' && !/^(?:false|!1)$/.test(node.initializer.getText()),
  'timer of a text': (node) =>
    ts.isCallExpression(node) && /^set(?:Timeout|Interval|Immediate)$/.test(nameOf(node.expression)) && hasText(node),
  'inside of Node': (node) => ts.isPropertyAccessExpression(node) && insideOfNode.test(node.name.text),
};

/** How often a script does each; the text may be minified. */
export function executionsIn(file: string, text: string): Readonly<Partial<Record<Execution, number>>> {
  const found: Partial<Record<Execution, number>> = {};
  for (const node of nodesOf(file, text))
    for (const [execution, rule] of Object.entries(rules) as [Execution, Rule][])
      if (rule(node)) found[execution] = (found[execution] ?? 0) + 1;
  return found;
}

/** The name as a value: not that of a member, as in `filter.eval()` or `Kind.Function`. */
function isReference(node: TypeScript.Node, name: string): boolean {
  if (!ts.isIdentifier(node) || node.text !== name) return false;
  const { parent } = node;
  const isMember =
    ts.isPropertyAccessExpression(parent) || ts.isMethodDeclaration(parent) || ts.isPropertyAssignment(parent);
  return !isMember || parent.name !== node;
}

/** `Function.prototype.call`, `Function.bind.apply(…)`, `x instanceof Function`: reads, and makes nothing of a text. */
function isHarmless({ parent }: TypeScript.Node): boolean {
  if (ts.isPropertyAccessExpression(parent)) return parent.name.text !== 'constructor';
  return ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword;
}

function isGlobalMember(node: TypeScript.Node, name: string): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === name && globals.has(nameOf(node.expression));
  if (!ts.isElementAccessExpression(node)) return false;
  return globals.has(nameOf(node.expression)) && nameOf(node.argumentExpression) === name;
}

type Member = TypeScript.PropertyAccessExpression | TypeScript.ElementAccessExpression;

function isMember(node: TypeScript.Node): node is Member {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

function memberOf(node: Member): string {
  return nameOf(ts.isPropertyAccessExpression(node) ? node.name : node.argumentExpression);
}

/** Whatever it belongs to may be a function; a class that calls its own is no danger. */
function isCalled(node: Member): boolean {
  if (node.expression.kind === ts.SyntaxKind.ThisKeyword) return false;
  let callee: TypeScript.Node = node;
  while (ts.isParenthesizedExpression(callee.parent) || isEndOfComma(callee)) callee = callee.parent;
  const { parent } = callee;
  if (isMember(parent)) return parent.expression === callee && /^(?:call|apply|bind)$/.test(memberOf(parent));
  return (ts.isCallExpression(parent) || ts.isNewExpression(parent)) && parent.expression === callee;
}

function isEndOfComma({ parent, pos }: TypeScript.Node): boolean {
  return (
    ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.CommaToken && parent.right.pos === pos
  );
}

/** `(function () {}).constructor` is `Function`, and so is `x.constructor.constructor`. */
function isFunction(expression: TypeScript.Expression): boolean {
  const inner = ts.isParenthesizedExpression(expression) ? expression.expression : expression;
  if (isMember(inner)) return memberOf(inner) === 'constructor';
  return ts.isFunctionExpression(inner) || ts.isArrowFunction(inner);
}

function isLoad({ expression }: TypeScript.CallExpression): boolean {
  return expression.kind === ts.SyntaxKind.ImportKeyword || nameOf(expression) === 'require';
}

function hasText({ arguments: [first] }: TypeScript.CallExpression): boolean {
  return first !== undefined && (ts.isStringLiteralLike(first) || ts.isTemplateExpression(first));
}

function nameOf(node: TypeScript.Node): string {
  return ts.isIdentifier(node) || ts.isStringLiteralLike(node) ? node.text : '';
}
