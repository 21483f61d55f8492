import type { Node } from 'jsonc-parser';
import { isObject } from '../json.ts';
import type { Judge, JudgeContext, Judged } from './judging.ts';
import { applicators } from './judgeParts.ts';
import { assertions, isSupported } from './judgeValue.ts';
import { both, invalid, unknown, valid, type Fault, type Verdict } from './verdict.ts';

/**
 * What is wrong with a JSON value by its schema. A verdict that hangs on an open value, on a circle of schemas at one
 * value or on what is not understood is none: nothing is said then.
 */
export function judge(schema: unknown, node: Node, context: JudgeContext): readonly Fault[] {
  if (context.definitions.dialect === 'unknown') return [];
  const { truth, faults } = new SchemaJudge(context).entry(schema, node);
  return truth === 'invalid' ? faults : [];
}

class SchemaJudge implements Judge {
  readonly context: JudgeContext;
  readonly #known = new Map<Node, Map<unknown, Verdict>>();
  readonly #open = new Map<Node, Set<unknown>>();

  constructor(context: JudgeContext) {
    this.context = context;
  }

  get isVersion30(): boolean {
    return this.context.definitions.dialect === 'openapi-3.0';
  }

  entry(schema: unknown, node: Node): Verdict {
    return this.apply(schema, node, schema);
  }

  apply(schema: unknown, node: Node, origin: unknown): Verdict {
    if (schema === true) return valid;
    if (schema === false) return invalid(node, 'Nothing is allowed here.');
    if (!isObject(schema)) return unknown;
    const before = this.#known.get(node)?.get(schema);
    if (before !== undefined) return before;
    const open = this.#open.get(node) ?? new Set();
    if (open.has(schema)) return unknown; // a circle: what it says of this value, it says by itself
    this.#open.set(node, open.add(schema));
    const verdict = this.#judge({ node, schema, origin });
    open.delete(schema);
    this.#remember(schema, node, verdict);
    return verdict;
  }

  #remember(schema: unknown, node: Node, verdict: Verdict): void {
    const known = this.#known.get(node) ?? new Map<unknown, Verdict>();
    this.#known.set(node, known.set(schema, verdict));
  }

  #judge(judged: Judged): Verdict {
    const { node, schema, origin } = judged;
    // Beside `allOf` or a `$ref` too, where 3.0.3 gives it no meaning: who wrote it meant one.
    if (this.isVersion30 && schema['nullable'] === true && node.type === 'null') return valid;
    const reference = schema['$ref'];
    if (typeof reference !== 'string') return this.#keywords(judged);
    const target = this.context.definitions.schemaAt(reference);
    const there = target === undefined ? unknown : this.apply(target, node, origin);
    // OpenAPI 3.0, 4.7.23: what stands beside a reference is ignored; JSON Schema 2020-12, 8.2.3.1: it applies too.
    return this.isVersion30 ? there : both([there, this.#keywords(judged, there)]);
  }

  #keywords(judged: Judged, beside: Verdict = valid): Verdict {
    const { schema, node } = judged;
    const verdicts: Verdict[] = [];
    if (!isSupported(schema)) verdicts.push(unknown);
    if (!this.context.isOpen(node))
      for (const [keyword, assert] of assertions)
        if (schema[keyword] !== undefined) verdicts.push(assert(schema[keyword], judged, this));
    for (const [keyword, apply] of applicators)
      if (schema[keyword] !== undefined)
        verdicts.push(apply(schema[keyword], judged, this, both([beside, ...verdicts])));
    return both(this.context.isOpen(node) ? [unknown, ...verdicts] : verdicts);
  }
}
