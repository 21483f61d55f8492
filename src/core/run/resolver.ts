import { AppError } from '../appError.ts';
import { printJson } from '../printJson.ts';
import { urlEncode } from '../urlEncode.ts';
import type { Span, TextPart, VariableNode } from '../syntax/nodes.ts';
import { expressionOf, findReferences } from '../syntax/references.ts';
import type { MatterTree } from '../syntax/tree.ts';
import { accountVariable } from '../environment/accountVariable.ts';
import { dynamicValue, type DynamicSources } from '../environment/dynamicValue.ts';
import type { Exchange } from './exchange.ts';
import { lineColumn } from '../syntax/lineColumn.ts';
import type { Captured } from './runMemory.ts';
import type { FieldFilter } from './foreignValues.ts';
import { textOf, type Segment } from './segment.ts';
import { lookUp, parseResponseReference } from './responseReference.ts';

/** Where values come from beside the file; the first that has one wins, in this order, and the file comes third. */
export interface ResolverPorts {
  /** Answers of prompts, and values given from outside (`--var`). */
  readonly overrides: ReadonlyMap<string, unknown>;
  readonly captured: ReadonlyMap<string, Captured>;
  readonly environment: ReadonlyMap<string, unknown>;
  readonly account: ReadonlyMap<string, unknown>;
  readonly dynamic: DynamicSources;
  /** The exchange of a named request, sent first where it was not yet; undefined where no request has that name. */
  readonly exchangeOf: (name: string) => Promise<Exchange | undefined>;
}

/**
 * Replaces `{{references}}` by values. A value that came from outside the file is inserted once and never scanned
 * again; an unresolved reference throws 'unresolved' with its place, so that nothing is sent.
 */
export class Resolver {
  readonly #tree: MatterTree;
  readonly #ports: ResolverPorts;
  readonly #variables: ReadonlyMap<string, VariableNode>;
  /** Variables within variables, of the text under way. */
  #nested = 0;

  /** `variables`: those of the file, by name; the later one wins. */
  constructor(tree: MatterTree, variables: ReadonlyMap<string, VariableNode>, ports: ResolverPorts) {
    this.#tree = tree;
    this.#variables = variables;
    this.#ports = ports;
  }

  /** `offset`: where `text` starts in the file, for the place in an error. `filter`: of the field that it is. */
  async resolve(text: string, offset: number, filter: FieldFilter): Promise<string> {
    this.#nested = 0;
    return textOf(filter(await this.#expand(text, offset, [], unescapeBraces)));
  }

  /** The values of a URL, in order. */
  async resolveUrl(parts: readonly TextPart[]): Promise<readonly Segment[]> {
    this.#nested = 0;
    const segments: Segment[] = [];
    for (const { text, span } of parts)
      for (const segment of await this.#expand(text, span.start, [], unescapeBraces)) segments.push(segment);
    return segments;
  }

  /** The values of text over several lines. */
  async join(parts: readonly TextPart[], separator: string, filter: FieldFilter): Promise<string> {
    const segments: Segment[] = [];
    for (const { text, span } of parts) {
      if (segments.length > 0) segments.push(literal(separator));
      this.#nested = 0;
      for (const segment of await this.#expand(text, span.start, [], unescapeBraces)) segments.push(segment);
    }
    return textOf(filter(segments));
  }

  async #expand(
    text: string,
    offset: number,
    path: readonly string[],
    unescape: (text: string) => string,
  ): Promise<readonly Segment[]> {
    const { references, unclosed } = findReferences(text);
    const [open] = unclosed;
    if (open !== undefined)
      throw this.#error(
        { start: offset + open, end: offset + open + 2 },
        '"{{" is not closed: add "}}", or write \\{\\{ for the characters.',
      );
    const segments: Segment[] = [];
    let at = 0;
    for (const { start, end } of references) {
      const { name, isEncoded } = expressionOf(text, start, end);
      const value = await this.#value({ start: start + offset, end: end + offset }, name, path);
      segments.push(literal(unescape(text.slice(at, start))));
      for (const segment of value) segments.push(isEncoded ? encoded(segment) : segment);
      at = end;
    }
    segments.push(literal(unescape(text.slice(at))));
    return segments;
  }

  async #value(span: Span, name: string, path: readonly string[]): Promise<readonly Segment[]> {
    const { overrides, captured, environment, account, dynamic } = this.#ports;
    if (overrides.has(name)) return [literal(toText(overrides.get(name)))];
    const kept = captured.get(name);
    if (kept !== undefined) return [{ text: toText(kept.value), sources: kept.sources }];
    const variable = this.#variables.get(name);
    if (variable !== undefined) return this.#variable(span, variable, path);
    for (const source of [environment, account]) if (source.has(name)) return [literal(toText(source.get(name)))];
    const made = name.startsWith('$') ? await dynamicValue(name, dynamic) : undefined;
    return [made === undefined ? await this.#responseValue(span, name) : literal(made)];
  }

  #variable(
    span: Span,
    { name, value, valueSpan }: VariableNode,
    path: readonly string[],
  ): Promise<readonly Segment[]> {
    if (path.includes(name)) throw this.#error(span, `{{${name}}} refers to itself: ${[...path, name].join(' > ')}.`);
    if (path.length > 0 && ++this.#nested > nestedLimit)
      throw this.#error(span, `{{${path[0] ?? name}}} leads to more than ${nestedLimit} values. Make it simpler.`);
    return this.#expand(value, valueSpan.start, [...path, name], unescapeValue);
  }

  async #responseValue(span: Span, expression: string): Promise<Segment> {
    const parsed = parseResponseReference(expression);
    if (parsed === undefined) {
      const hint = hints.find(([start]) => expression.startsWith(start))?.[1];
      throw this.#error(
        span,
        `{{${expression}}} has no value. ${hint ?? `Define it with "@${expression} = …" or correct the name.`}`,
      );
    }
    const exchange = await this.#ports.exchangeOf(parsed.name);
    if (exchange === undefined) {
      throw this.#error(
        span,
        `{{${expression}}}: no request is named "${parsed.name}". Add "# @name ${parsed.name}" to it.`,
      );
    }
    const found = await lookUp(parsed, exchange);
    if ('problem' in found)
      throw this.#error(span, `{{${expression}}}: ${found.problem} (status ${exchange.response.status}).`);
    return { text: found.value, sources: exchange.sources };
  }

  #error(span: Span, message: string): AppError {
    return new AppError('unresolved', `${lineColumn(this.#tree, span)}: ${message} Nothing was sent.`);
  }
}

/** Variables that double each other would fill the memory. */
const nestedLimit = 100_000;

const literal = (text: string): Segment => ({ text, sources: [] });
const encoded = ({ text, sources }: Segment): Segment => ({ text: urlEncode(text), sources, isEncoded: true });

/** What to do where a built-in variable has no value. */
const hints: readonly (readonly [string, string])[] = [
  [accountVariable, 'It is the API address of the account in use: sign in, or define it in the file.'],
  ['$dotenv ', 'Add it to the .env file beside the request file.'],
  ['$processEnv ', 'The editor reads no environment variables; the command line reads those named with --env-allow.'],
  ['$', 'Correct its name or its arguments.'],
];

/** Types are kept up to here: `0`, `false`, `""` and `null` are values. */
function toText(value: unknown): string {
  return typeof value === 'string' ? value : printJson(value);
}

/** `\{\{` and `\}\}` are the braces themselves. */
function unescapeBraces(text: string): string {
  return text.replaceAll('\\{\\{', '{{').replaceAll('\\}\\}', '}}');
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** In the value of a file variable: \\n, \\r and \\t too. */
function unescapeValue(text: string): string {
  return unescapeBraces(text).replaceAll(/\\([nrt])/g, (_, letter: string) => escapes[letter] ?? '');
}
