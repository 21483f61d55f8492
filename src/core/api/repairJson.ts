import { findNodeAtOffset, parseTree, type Node } from 'jsonc-parser';
import { escapeBraces, type Reference } from './sampleText.ts';
import type { Fault } from './verdict.ts';

/** What is wrong with a JSON value; what is open is known at send only. */
export type Check = (root: Node, isOpen: (node: Node) => boolean) => readonly Fault[];

/** Each round mends one thing at least; a sample that needs more is a variable as a whole. */
const mostRounds = 30;

/**
 * A JSON text that is not right, as one of a request file in which nothing is known to be wrong: what is missing is
 * there, and what is wrong is the value of a variable, for the user to replace.
 */
export function repairJson(sample: string, check: Check, reference: Reference): string {
  let text = sample;
  let wrong: readonly Node[] = [];
  for (let round = 0; round < mostRounds; round++) {
    const root = parseTree(text);
    if (root === undefined) break;
    const faults = check(root, (node) => wrong.some((one) => isWithin(node, one)));
    if (faults.length === 0) return withVariables(text, wrong, reference);
    const missing = faults.find((fault) => fault.missing !== undefined);
    if (missing !== undefined) {
      text = withMember(text, missing);
      wrong = [];
    } else wrong = outermost([...wrong, ...faults.map(({ offset }) => valueAt(root, offset))]);
  }
  return reference('body', JSON.stringify(JSON.parse(sample)));
}

function isWithin(inner: Node, outer: Node): boolean {
  return outer.offset <= inner.offset && inner.offset + inner.length <= outer.offset + outer.length;
}

/** The value that begins at an offset; the object where its name does. */
function valueAt(root: Node, offset: number): Node {
  const node = findNodeAtOffset(root, offset) ?? root;
  const { parent } = node;
  return parent?.type === 'property' && parent.children?.[0] === node ? (parent.parent ?? node) : node;
}

function outermost(nodes: readonly Node[]): readonly Node[] {
  return nodes.filter((node, index) =>
    nodes.every((other, at) => at === index || !isWithin(node, other) || (isWithin(other, node) && at > index)),
  );
}

function withMember(text: string, { offset, missing = '' }: Fault): string {
  const isEmpty = /^\s*\}/.test(text.slice(offset + 1));
  const member = `${JSON.stringify(missing)}: null${isEmpty ? '' : ','}`;
  return JSON.stringify(JSON.parse(text.slice(0, offset + 1) + member + text.slice(offset + 1)), undefined, 2);
}

function withVariables(text: string, nodes: readonly Node[], reference: Reference): string {
  let at = 0;
  let filled = '';
  for (const node of [...nodes].sort((a, b) => a.offset - b.offset)) {
    const value: unknown = JSON.parse(text.slice(node.offset, node.offset + node.length));
    filled += escapeBraces(text.slice(at, node.offset)) + reference(nameOf(node), JSON.stringify(value));
    at = node.offset + node.length;
  }
  return filled + escapeBraces(text.slice(at));
}

function nameOf({ parent }: Node): string {
  if (parent === undefined) return 'body';
  const name: unknown = parent.type === 'property' ? parent.children?.[0]?.value : undefined;
  return typeof name === 'string' && name !== '' ? name : 'value';
}
