import { parseTree, type Node } from 'jsonc-parser';
import type { JSONSchema, LanguageService, TextDocument } from 'vscode-json-languageservice';
import type { ApiDescription, ApiOperation } from '../api/apiDescription.ts';
import { expandSchema } from '../api/expandSchema.ts';
import { judge } from '../api/judge.ts';
import { operationOf } from '../api/matchOperation.ts';
import { bodyFor } from '../api/mediaType.ts';
import type { Fault } from '../api/verdict.ts';
import type { Block } from '../syntax/block.ts';
import type { Problem, Span } from '../syntax/nodes.ts';
import { problem } from '../syntax/problems.ts';
import { requestOf } from '../syntax/requestOf.ts';
import type { Completion } from './completion.ts';
import type { Hover } from './hover.ts';
import { maskedJson, type MaskedJson } from './maskedJson.ts';
import { Patterns } from '../api/patterns.ts';

type Library = Pick<typeof import('vscode-json-languageservice'), 'getLanguageService' | 'TextDocument'>;

interface Body extends MaskedJson {
  readonly document: TextDocument;
  readonly operation?: ApiOperation;
  /** Of its media type. */
  readonly schema?: unknown;
}

/** JSON bodies against the schema of their operation: problems, completion, hover. All offsets are the block's. */
export class JsonBodies {
  readonly #service: LanguageService;
  readonly #documents: Library['TextDocument'];
  readonly #patterns = new Patterns();
  #api: ApiDescription | undefined;
  /** The one that is configured. */
  #schema: unknown;
  #problems = new WeakMap<Block, Promise<readonly Problem[]>>();

  constructor({ getLanguageService, TextDocument }: Library) {
    this.#service = getLanguageService({});
    this.#service.configure({ validate: true, allowComments: false });
    this.#documents = TextDocument;
  }

  /** The library is large: it loads with the first JSON body. */
  static async create(): Promise<JsonBodies> {
    return new JsonBodies(await import('vscode-json-languageservice'));
  }

  /** Kept for as long as block and description stay the same. */
  problems(block: Block, api: ApiDescription): Promise<readonly Problem[]> {
    this.#use(api);
    const known = this.#problems.get(block);
    if (known !== undefined) return known;
    const found = this.#validate(block, api);
    this.#problems.set(block, found);
    return found;
  }

  async complete(block: Block, offset: number, api: ApiDescription): Promise<readonly Completion[]> {
    const body = this.#body(block, api);
    if (body === undefined || !holds(body, offset)) return [];
    this.#configure(body);
    const { document, start } = body;
    const position = document.positionAt(offset - start);
    const list = await withAnySchema(() =>
      this.#service.doComplete(document, position, this.#service.parseJSONDocument(document)),
    );
    return (list?.items ?? []).flatMap((item): readonly Completion[] => {
      const { textEdit } = item;
      if (textEdit === undefined || !('range' in textEdit)) return [];
      return [
        {
          kind: 'property',
          label: item.label,
          ...(item.detail === undefined ? {} : { detail: item.detail }),
          ...documentationOf(item.documentation),
          insert: textEdit.newText,
          isSnippet: item.insertTextFormat === 2,
          span: {
            start: start + document.offsetAt(textEdit.range.start),
            end: start + document.offsetAt(textEdit.range.end),
          },
        },
      ];
    });
  }

  async hover(block: Block, offset: number, api: ApiDescription): Promise<Hover | undefined> {
    const body = this.#body(block, api);
    if (body === undefined || !holds(body, offset)) return undefined;
    this.#configure(body);
    const { document, start } = body;
    const position = document.positionAt(offset - start);
    const hover = await withAnySchema(() =>
      this.#service.doHover(document, position, this.#service.parseJSONDocument(document)),
    );
    if (hover?.range === undefined) return undefined;
    const lines = [hover.contents].flat().map(textOf);
    return { span: toSpan(body, hover.range), lines };
  }

  async #validate(block: Block, api: ApiDescription): Promise<readonly Problem[]> {
    const body = this.#body(block, api);
    if (body === undefined) return [];
    const { document } = body;
    const settings = { schemaValidation: 'ignore', comments: 'error', trailingCommas: 'error' } as const;
    const found = await this.#service.doValidation(document, this.#service.parseJSONDocument(document), settings);
    const broken = found
      .map((one) =>
        problem('body', one.severity === 1 ? 'error' : 'warning', toSpan(body, one.range), textOf(one.message)),
      )
      .filter(({ span }) => !block.references.some((reference) => overlap(reference, span)));
    if (broken.some(({ severity }) => severity === 'error')) return broken;
    const faults = await this.#judge(body);
    return [...broken, ...faults.map((fault) => toProblem(fault, body.start))];
  }

  /** Once more where a pattern was met: the library for them loads with the first one. */
  async #judge(body: Body): Promise<readonly Fault[]> {
    const root = body.schema === undefined ? undefined : parseTree(body.text);
    if (root === undefined || body.operation === undefined) return [];
    const context = {
      definitions: body.operation.definitions,
      isOpen: ({ type, offset, length }: Node) =>
        type !== 'object' &&
        type !== 'array' &&
        body.open.some(({ start, end }) => start < offset + length && offset < end),
      matches: this.#patterns.matches,
    };
    const faults = judge(body.schema, root, context);
    return (await this.#patterns.load()) ? judge(body.schema, root, context) : faults;
  }

  #body(block: Block, api: ApiDescription): Body | undefined {
    this.#use(api);
    const masked = maskedJson(block);
    const request = masked === undefined ? undefined : requestOf(block);
    if (masked === undefined || request === undefined) return undefined;
    const operation = operationOf(api, request.method, request.url);
    const document = this.#documents.create(bodyUri, 'json', 1, masked.text);
    if (operation === undefined) return { ...masked, document };
    const type = request.headers.find(({ name }) => /^content-type$/i.test(name))?.value ?? 'application/json';
    const schema = bodyFor(operation.bodies, type)?.schema;
    return { ...masked, document, operation, ...(schema === undefined ? {} : { schema }) };
  }

  #use(api: ApiDescription): void {
    if (this.#api === api) return;
    this.#api = api;
    this.#problems = new WeakMap();
  }

  /** For completion and hover: what the schema names, without its verdict. */
  #configure({ schema, operation }: Body): void {
    if (this.#schema === schema) return;
    this.#schema = schema;
    const expanded = operation === undefined ? {} : expandSchema(schema, operation.definitions);
    const schemas = [{ uri: schemaUri, fileMatch: [bodyUri], schema: expanded as JSONSchema }];
    this.#service.configure({ validate: true, allowComments: false, schemas: schema === undefined ? [] : schemas });
  }
}

const bodyUri = 'matter:/body.json';
const schemaUri = 'matter:/schema.json';

/** The schema is the user's: the library stumbles over one that is none, and then nothing is said of the body. */
async function withAnySchema<T>(ask: () => PromiseLike<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch {
    return undefined;
  }
}

function toProblem({ offset, length, message }: Fault, start: number): Problem {
  return problem('body', 'warning', { start: start + offset, end: start + offset + length }, message);
}

function holds({ start, text }: Body, offset: number): boolean {
  return start <= offset && offset <= start + text.length;
}

function toSpan({ document, start }: Body, range: { readonly start: Position; readonly end: Position }): Span {
  return { start: start + document.offsetAt(range.start), end: start + document.offsetAt(range.end) };
}

interface Position {
  readonly line: number;
  readonly character: number;
}

function documentationOf(text: string | { readonly value: string } | undefined): { readonly documentation?: string } {
  if (text === undefined) return {};
  return { documentation: textOf(text) };
}

function textOf(text: string | { readonly value: string }): string {
  return typeof text === 'string' ? text : text.value;
}

/** A problem that only says what the mask is not: the value of a reference is known at send. */
function overlap(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end && b.end - b.start <= a.end - a.start + 2;
}
