import type { Node } from 'jsonc-parser';

/** A part of a body that its schema does not allow. Offsets are those of the body's text. */
export interface Fault {
  readonly offset: number;
  readonly length: number;
  readonly message: string;
  /** The property that is not there. */
  readonly missing?: string;
}

/** Unknown: it depends on a value that is known at send only, or on what is not understood of the schema. */
export type Truth = 'valid' | 'invalid' | 'unknown';

/** What one schema says of one value. */
export interface Verdict {
  readonly truth: Truth;
  readonly faults: readonly Fault[];
  /** The members and items that a part of the schema was applied to, for `unevaluated…`. */
  readonly evaluated: ReadonlySet<Node>;
}

const none: ReadonlySet<Node> = new Set();

export const valid: Verdict = { truth: 'valid', faults: [], evaluated: none };
export const unknown: Verdict = { truth: 'unknown', faults: [], evaluated: none };

export function invalid(node: Node, message: string): Verdict {
  return { truth: 'invalid', faults: [{ offset: node.offset, length: node.length, message }], evaluated: none };
}

/** Told at the brace that opens the object. */
export function withoutProperty(node: Node, missing: string): Verdict {
  const fault = { offset: node.offset, length: 1, message: `Missing property "${missing}".`, missing };
  return { truth: 'invalid', faults: [fault], evaluated: none };
}

export function evaluating(nodes: Iterable<Node>): Verdict {
  return { ...valid, evaluated: new Set(nodes) };
}

/** All must hold. */
export function both(verdicts: readonly Verdict[]): Verdict {
  const [first] = verdicts;
  if (first === undefined) return valid;
  if (verdicts.length === 1) return first;
  const truth = verdicts.some((one) => one.truth === 'invalid')
    ? 'invalid'
    : verdicts.some((one) => one.truth === 'unknown')
      ? 'unknown'
      : 'valid';
  const evaluated = new Set<Node>();
  for (const one of verdicts) for (const node of one.evaluated) evaluated.add(node);
  return { truth, faults: verdicts.flatMap(({ faults }) => faults), evaluated };
}

/** One must hold. */
export function either(verdicts: readonly Verdict[], node: Node): Verdict {
  const fitting = verdicts.filter(({ truth }) => truth !== 'invalid');
  if (fitting.some(({ truth }) => truth === 'valid'))
    return both(fitting.map((one) => ({ ...one, truth: 'valid', faults: [] })));
  if (fitting.length > 0) return { ...both(fitting), truth: 'unknown', faults: [] };
  return { ...valid, truth: 'invalid', faults: nearestFaults(verdicts, node) };
}

/** Exactly one must hold. */
export function exactlyOne(verdicts: readonly Verdict[], node: Node): Verdict {
  const holding = verdicts.filter(({ truth }) => truth === 'valid');
  if (holding.length > 1)
    return invalid(node, `It has ${holding.length} of the forms that exclude each other (oneOf).`);
  const isOpen = verdicts.some(({ truth }) => truth === 'unknown');
  const verdict = either(verdicts, node);
  return isOpen ? { ...verdict, truth: 'unknown', faults: [] } : verdict;
}

/** Must not hold. */
export function opposite({ truth }: Verdict, node: Node): Verdict {
  if (truth === 'unknown') return unknown;
  return truth === 'invalid' ? valid : invalid(node, 'It has the form that is not allowed (not).');
}

/** What is wrong with the form that was meant: the one that has the fewest faults, where its own start is right. */
function nearestFaults(verdicts: readonly Verdict[], node: Node): readonly Fault[] {
  const isWhole = ({ offset, length }: Fault): boolean => offset === node.offset && length === node.length;
  const near = verdicts.filter(({ faults }) => faults.length > 0 && !faults.some(isWhole));
  const least = Math.min(...near.map(({ faults }) => faults.length));
  const [first, second] = near.filter(({ faults }) => faults.length === least);
  if (first !== undefined && second === undefined) return first.faults;
  const [only] = verdicts;
  if (verdicts.length === 1 && only !== undefined) return only.faults;
  return invalid(node, `It has none of the ${verdicts.length} forms that are allowed here.`).faults;
}
