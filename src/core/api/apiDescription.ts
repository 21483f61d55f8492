import type { Definitions } from './definitions.ts';

/** How the value of a parameter is written (OpenAPI 3.2, 4.12.2.3); `content` is one written by a media type. */
export type ParameterStyle =
  'simple' | 'label' | 'matrix' | 'form' | 'spaceDelimited' | 'pipeDelimited' | 'deepObject' | 'cookie' | 'content';

export interface ApiParameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description: string;
  readonly example?: unknown;
  /** Absent where it is the one that its place has by default. */
  readonly style?: ParameterStyle;
  /** Absent where it is what its style has by default. */
  readonly explode?: boolean;
  /** Of an object: the properties that are known. */
  readonly properties?: readonly string[];
}

/** A request body in one media type. */
export interface ApiBody {
  /** The media type or the range of them, as the description writes it. */
  readonly contentType: string;
  readonly examples: readonly unknown[];
  /** In the dialect of the definitions; undefined where there is none. */
  readonly schema?: unknown;
}

export interface ApiOperation {
  readonly id: string;
  readonly method: string;
  /** With the base path of the first server before it. */
  readonly path: string;
  /** The same path at the other servers. */
  readonly otherPaths: readonly string[];
  /** The resource it belongs to. */
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  /** How it is known: documented, seen-in-client, inferred; absent in a user's own description. */
  readonly evidence?: string;
  readonly parameters: readonly ApiParameter[];
  /** Some of its parameters could not be read: what is not among them is not wrong. */
  readonly hasUnreadParameters: boolean;
  readonly bodies: readonly ApiBody[];
  readonly definitions: Definitions;
  readonly statuses: readonly string[];
}

export interface ApiDescription {
  readonly title: string;
  readonly operations: readonly ApiOperation[];
  /** Paths with operations that could not be read: nothing is said of requests to them. */
  readonly unreadPaths: readonly string[];
  /** What was not read or not understood and is therefore not checked; for the user, once. */
  readonly notes: readonly string[];
}

export const emptyDescription: ApiDescription = { title: '', operations: [], unreadPaths: [], notes: [] };

/** The shipped operations with the user's added; the same method and path, or the same id, is replaced. */
export function mergeDescriptions(shipped: ApiDescription, user: ApiDescription): ApiDescription {
  const ids = new Set(user.operations.map(({ id }) => id));
  const places = new Set(user.operations.map(placeOf));
  const kept = shipped.operations.filter((old) => !ids.has(old.id) && !places.has(placeOf(old)));
  return { ...user, title: shipped.title, operations: [...kept, ...user.operations] };
}

function placeOf({ method, path }: ApiOperation): string {
  return `${method} ${path}`;
}

/** The operations by tag, in the order of the description. */
export function resourcesOf({
  operations,
}: ApiDescription): readonly { name: string; operations: readonly ApiOperation[] }[] {
  const byTag = new Map<string, ApiOperation[]>();
  for (const operation of operations) {
    const known = byTag.get(operation.tag);
    if (known === undefined) byTag.set(operation.tag, [operation]);
    else known.push(operation);
  }
  return [...byTag].map(([name, own]) => ({ name, operations: own }));
}
