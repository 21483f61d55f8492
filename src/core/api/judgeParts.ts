import type { Node } from 'jsonc-parser';
import { isObject, type JsonObject } from '../json.ts';
import type { Judge, Judged } from './judging.ts';
import { hasOpenKey, since31 } from './judgeValue.ts';
import { listOf } from './jsonNode.ts';
import { membersOf } from './schemaMembers.ts';
import {
  both,
  either,
  evaluating,
  exactlyOne,
  invalid,
  opposite,
  unknown,
  valid,
  withoutProperty,
  type Verdict,
} from './verdict.ts';

/** What a keyword that holds schemas says of a value. `before`: what was found out by the keywords before it. */
type Applicator = (value: unknown, judged: Judged, judge: Judge, before: Verdict) => Verdict;

/** In the order in which they are applied: what is left over is known last. */
export const applicators: ReadonlyMap<string, Applicator> = new Map<string, Applicator>([
  ['properties', members],
  ['patternProperties', patternMembers],
  ['additionalProperties', additionalMembers],
  ['propertyNames', since31(memberNames)],
  ['dependentRequired', since31(dependentRequired)],
  ['dependentSchemas', since31(dependentSchemas)],
  ['prefixItems', since31(firstItems)],
  ['items', restItems],
  ['contains', since31(contains)],
  ['allOf', (value, judged, judge) => both(each(value, judged, judge))],
  ['anyOf', (value, judged, judge) => chosen(value, judged, judge) ?? either(each(value, judged, judge), judged.node)],
  [
    'oneOf',
    (value, judged, judge) => chosen(value, judged, judge) ?? exactlyOne(each(value, judged, judge), judged.node),
  ],
  ['not', (value, { node, origin }, judge) => opposite(judge.apply(value, node, origin), node)],
  ['if', since31(conditional)],
  ['unevaluatedItems', since31(unevaluated('array'))],
  ['unevaluatedProperties', since31(unevaluated('object'))],
]);

function each(value: unknown, { node, origin }: Judged, judge: Judge): readonly Verdict[] {
  if (!Array.isArray(value) || value.length === 0) return [unknown];
  return (value as unknown[]).map((schema) => judge.apply(schema, node, origin));
}

/** The form that the discriminator names; undefined where it names none: then each form is tried. */
function chosen(value: unknown, { node, schema, origin }: Judged, judge: Judge): Verdict | undefined {
  const discriminator = schema['discriminator'];
  if (!isObject(discriminator) || node.type !== 'object') return undefined;
  const named = membersOf(node).get(String(discriminator['propertyName']));
  if (named?.type !== 'string') return undefined;
  if (judge.context.isOpen(named)) return unknown;
  const references = listOf(value).map((form) => (isObject(form) ? form['$ref'] : undefined));
  const index = indexOfForm(references, named.value as string, discriminator['mapping']);
  return index < 0
    ? either(each(value, { node, schema, origin }, judge), node)
    : each(value, { node, schema, origin }, judge)[index];
}

/** By the mapping, else by the name of the schema (OpenAPI 3.1, 4.8.25). */
function indexOfForm(references: readonly unknown[], name: string, mapping: unknown): number {
  const target = isObject(mapping) && Object.hasOwn(mapping, name) ? mapping[name] : name;
  const exact = references.indexOf(target);
  return exact >= 0
    ? exact
    : references.findIndex((one) => typeof one === 'string' && one.endsWith(`/${String(target)}`));
}

function schemaOf(schema: JsonObject, name: string): unknown {
  const { properties } = schema;
  return isObject(properties) && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function members(_: unknown, { node, schema }: Judged, judge: Judge): Verdict {
  const verdicts: Verdict[] = [];
  for (const [name, member] of node.type === 'object' ? membersOf(node) : []) {
    const own = schemaOf(schema, name);
    if (own !== undefined) verdicts.push(ofPart(judge.entry(own, member), member));
  }
  return both(verdicts);
}

/** What was evaluated below a part is not the value's own; the part is. */
function ofPart(verdict: Verdict, part: Node): Verdict {
  return { ...verdict, evaluated: new Set([part]) };
}

function patternMembers(value: unknown, { node }: Judged, judge: Judge): Verdict {
  if (node.type !== 'object' || !isObject(value)) return valid;
  const verdicts: Verdict[] = [];
  for (const [name, member] of membersOf(node))
    for (const [pattern, schema] of Object.entries(value)) {
      const matches = judge.context.matches(pattern, name);
      if (matches === true) verdicts.push(ofPart(judge.entry(schema, member), member));
      else if (matches === undefined) verdicts.push({ ...unknown, evaluated: new Set([member]) });
    }
  return both(verdicts);
}

function additionalMembers(value: unknown, { node, schema }: Judged, judge: Judge): Verdict {
  if (node.type !== 'object') return valid;
  const patterns = isObject(schema['patternProperties']) ? Object.keys(schema['patternProperties']) : [];
  const verdicts: Verdict[] = [];
  for (const [name, member] of membersOf(node)) {
    const isNamed = schemaOf(schema, name) !== undefined;
    if (isNamed || patterns.some((pattern) => judge.context.matches(pattern, name) !== false)) continue;
    const verdict = value === false ? notAllowed(name, member, node, judge) : judge.entry(value, member);
    verdicts.push(ofPart(verdict, member));
  }
  return both(verdicts);
}

function notAllowed(name: string, member: Node, node: Node, judge: Judge): Verdict {
  const key = keyOf(node, member);
  if (key === undefined || judge.context.isOpen(key)) return unknown;
  return invalid(key, `Property ${name} is not allowed.`);
}

function keyOf(node: Node, member: Node): Node | undefined {
  return node.children?.find(({ children }) => children?.[1] === member)?.children?.[0];
}

function memberNames(value: unknown, { node }: Judged, judge: Judge): Verdict {
  if (node.type !== 'object') return valid;
  const keys = (node.children ?? []).flatMap(({ children }) => children?.slice(0, 1) ?? []);
  return { ...both(keys.map((key) => judge.entry(value, key))), evaluated: valid.evaluated };
}

function dependentRequired(value: unknown, { node }: Judged, judge: Judge): Verdict {
  if (node.type !== 'object' || !isObject(value)) return valid;
  const there = membersOf(node);
  const missing = Object.entries(value)
    .filter(([name]) => there.has(name))
    .flatMap(([, names]) => listOf(names))
    .filter((name): name is string => typeof name === 'string' && !there.has(name));
  if (missing.length > 0 && hasOpenKey(node, judge)) return unknown;
  return both(missing.map((name) => withoutProperty(node, name)));
}

function dependentSchemas(value: unknown, { node, origin }: Judged, judge: Judge): Verdict {
  if (node.type !== 'object' || !isObject(value)) return valid;
  const there = membersOf(node);
  const due = Object.entries(value).filter(([name]) => there.has(name));
  return both(due.map(([, schema]) => judge.apply(schema, node, origin)));
}

function firstItems(value: unknown, { node }: Judged, judge: Judge): Verdict {
  if (node.type !== 'array' || !Array.isArray(value)) return valid;
  const items = (node.children ?? []).slice(0, value.length);
  return both(items.map((item, index) => ofPart(judge.entry((value as unknown[])[index], item), item)));
}

function restItems(value: unknown, { node, schema }: Judged, judge: Judge): Verdict {
  if (node.type !== 'array') return valid;
  if (Array.isArray(value)) return unknown; // of older drafts
  const from = judge.isVersion30 ? 0 : listOf(schema['prefixItems']).length;
  return both((node.children ?? []).slice(from).map((item) => ofPart(judge.entry(value, item), item)));
}

function itemsOf({ children = [] }: Node): readonly Node[] {
  return children;
}

function contains(value: unknown, { node, schema }: Judged, judge: Judge): Verdict {
  if (node.type !== 'array') return valid;
  const { minContains: least = 1, maxContains: most = Infinity } = schema;
  if (typeof least !== 'number' || typeof most !== 'number') return unknown;
  const items = itemsOf(node).map((item) => ({ item, truth: judge.entry(value, item).truth }));
  const sure = items.filter(({ truth }) => truth === 'valid').map(({ item }) => item);
  const possible = items.filter(({ truth }) => truth !== 'invalid').map(({ item }) => item);
  if (possible.length < least) return invalid(node, `It must hold at least ${least} items of a kind (contains).`);
  if (sure.length > most) return invalid(node, `It must hold at most ${most} items of a kind (contains).`);
  return sure.length >= least && possible.length <= most
    ? evaluating(sure)
    : { ...unknown, evaluated: new Set(possible) };
}

function conditional(value: unknown, { node, schema, origin }: Judged, judge: Judge): Verdict {
  const condition = judge.apply(value, node, origin);
  const branch = (name: 'then' | 'else'): Verdict =>
    schema[name] === undefined ? valid : judge.apply(schema[name], node, origin);
  if (condition.truth === 'invalid') return branch('else');
  if (condition.truth === 'valid') return both([condition, branch('then')]);
  return { ...both([condition, branch('then'), branch('else')]), truth: 'unknown', faults: [] };
}

function unevaluated(type: 'array' | 'object'): Applicator {
  return (value, { node }, judge, before) => {
    if (node.type !== type) return valid;
    const parts = type === 'array' ? (node.children ?? []) : [...membersOf(node).values()];
    const left = parts.filter((part) => !before.evaluated.has(part));
    const verdict = both(
      left.map((part) => ofPart(value === false ? leftOver(node, part, judge) : judge.entry(value, part), part)),
    );
    return before.truth === 'unknown' && verdict.truth === 'invalid'
      ? { ...verdict, truth: 'unknown', faults: [] }
      : verdict;
  };
}

function leftOver(node: Node, part: Node, judge: Judge): Verdict {
  const key = node.type === 'object' ? keyOf(node, part) : part;
  if (key === undefined || (node.type === 'object' && judge.context.isOpen(key))) return unknown;
  return invalid(key, 'It is not allowed here: no part of the schema knows it.');
}
