import type { ApiBody, ApiDescription, ApiOperation, ApiParameter } from './apiDescription.ts';
import type { Definitions, Dialect } from './definitions.ts';

/** Raised with every change of what is packed: what an older version packed is not read. */
export const packedVersion = 1;

/** Where a JSON text stands after the header: start and end, in UTF-16 code units. */
type Place = readonly [number, number];

interface PackedBody {
  readonly contentType: string;
  readonly examples?: Place;
  readonly schema?: Place;
}

type Head = Pick<ApiOperation, 'id' | 'method' | 'path' | 'otherPaths' | 'tag' | 'summary' | 'evidence' | 'statuses'>;
type Detail = Pick<ApiOperation, 'description' | 'hasUnreadParameters'> & {
  readonly parameters: readonly Place[];
  readonly bodies: readonly PackedBody[];
};

interface Header extends Pick<ApiDescription, 'title' | 'unreadPaths' | 'notes'> {
  readonly operations: readonly (readonly [Head, Place])[];
  readonly dialect: Dialect;
  readonly schemas: Readonly<Record<string, Place>>;
}

/**
 * A description of one document as bytes: the length of the header in ten digits, the header, and the JSON texts that
 * it points to. To unpack costs the header only; the rest is parsed when it is asked for, piece by piece, so that
 * neither a thread nor the memory has to hold all of it.
 */
export function packDescription(
  { title, operations, unreadPaths, notes }: ApiDescription,
  schemas: ReadonlyMap<string, unknown>,
): Uint8Array {
  const texts = new Texts();
  const packBody = ({ contentType, examples, schema }: ApiBody): PackedBody => ({
    contentType,
    ...(examples.length === 0 ? {} : { examples: texts.add(examples) }),
    ...(schema === undefined ? {} : { schema: texts.add(schema) }),
  });
  const packed = operations.map((operation): readonly [Head, Place] => {
    const { definitions: _, description, parameters, hasUnreadParameters, bodies, ...head } = operation;
    const detail: Detail = {
      ...{ description, hasUnreadParameters },
      parameters: parameters.map((parameter) => texts.addOnce(parameter)),
      bodies: bodies.map(packBody),
    };
    return [head, texts.add(detail)];
  });
  const header: Header = {
    ...{ title, unreadPaths, notes },
    operations: packed,
    dialect: operations[0]?.definitions.dialect ?? 'unknown',
    schemas: Object.fromEntries([...schemas].map(([reference, schema]) => [reference, texts.add(schema)])),
  };
  return texts.toBytes(JSON.stringify(header));
}

class Texts {
  readonly #parts: string[] = [];
  readonly #known = new Map<object, Place>();
  #length = 0;

  /** Operations share most of their parameters. */
  addOnce(value: object): Place {
    const known = this.#known.get(value) ?? this.add(value);
    this.#known.set(value, known);
    return known;
  }

  add(value: unknown): Place {
    const text = JSON.stringify(value);
    this.#parts.push(text);
    this.#length += text.length;
    return [this.#length - text.length, this.#length];
  }

  toBytes(header: string): Uint8Array {
    return new TextEncoder().encode([String(header.length).padStart(digits, '0'), header, ...this.#parts].join(''));
  }
}

const digits = 10;

/** Throws where the bytes are no packed description. */
export function unpackDescription(bytes: Uint8Array): ApiDescription {
  const text = new TextDecoder().decode(bytes);
  const start = digits + Number(text.slice(0, digits));
  const header = JSON.parse(text.slice(digits, start)) as Header;
  const read = ([from, to]: Place): unknown => JSON.parse(text.slice(start + from, start + to));
  const definitions = new PackedDefinitions(header, read);
  const { title, unreadPaths, notes } = header;
  const operations = header.operations.map(([head, place]) => new PackedOperation(head, place, definitions, read));
  return { title, unreadPaths, notes, operations };
}

type Read = (place: Place) => unknown;

class PackedDefinitions implements Definitions {
  readonly dialect: Dialect;
  readonly #places: Map<string, Place>;
  readonly #known = new Map<string, unknown>();
  readonly #read: Read;

  constructor({ dialect, schemas }: Header, read: Read) {
    this.dialect = dialect;
    this.#places = new Map(Object.entries(schemas));
    this.#read = read;
  }

  schemaAt(reference: string): unknown {
    const place = this.#places.get(reference);
    if (place === undefined) return undefined;
    if (!this.#known.has(reference)) this.#known.set(reference, this.#read(place));
    return this.#known.get(reference);
  }
}

class PackedOperation implements ApiOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly otherPaths: readonly string[];
  readonly tag: string;
  readonly summary: string;
  readonly evidence?: string;
  readonly statuses: readonly string[];
  readonly definitions: Definitions;
  readonly #place: Place;
  readonly #read: Read;
  #detail: Detail | undefined;
  #parameters: ApiOperation['parameters'] | undefined;
  #bodies: readonly ApiBody[] | undefined;

  constructor(head: Head, place: Place, definitions: Definitions, read: Read) {
    this.id = head.id;
    this.method = head.method;
    this.path = head.path;
    this.otherPaths = head.otherPaths;
    this.tag = head.tag;
    this.summary = head.summary;
    if (head.evidence !== undefined) this.evidence = head.evidence;
    this.statuses = head.statuses;
    this.definitions = definitions;
    this.#place = place;
    this.#read = read;
  }

  get description(): string {
    return this.#details.description;
  }

  get parameters(): ApiOperation['parameters'] {
    this.#parameters ??= this.#details.parameters.map((place) => this.#read(place) as ApiParameter);
    return this.#parameters;
  }

  get hasUnreadParameters(): boolean {
    return this.#details.hasUnreadParameters;
  }

  get bodies(): readonly ApiBody[] {
    this.#bodies ??= this.#details.bodies.map(({ contentType, examples, schema }) => ({
      contentType,
      examples: examples === undefined ? [] : (this.#read(examples) as readonly unknown[]),
      ...(schema === undefined ? {} : { schema: this.#read(schema) }),
    }));
    return this.#bodies;
  }

  get #details(): Detail {
    this.#detail ??= this.#read(this.#place) as Detail;
    return this.#detail;
  }
}
