import { isObject, type JsonObject } from '../json.ts';
import { childOf, listOf, textOf } from './jsonNode.ts';

/** A description with more servers than this lists the same few paths again and again. */
const mostServers = 50;

/**
 * The base paths that stand before a path, that of the first server first: those of the operation, else of its path,
 * else of the document (OpenAPI 3.1, 4.8.5). A variable may take each of its values; without a list of them, any.
 */
export function basePathsOf(...holders: readonly JsonObject[]): readonly string[] {
  const servers = holders.map(({ servers: own }) => listOf(own)).find((own) => own.length > 0) ?? [];
  const paths = servers.slice(0, mostServers).flatMap((server) => (isObject(server) ? pathsOf(server) : []));
  return paths.length === 0 ? [''] : [...new Set(paths)];
}

function pathsOf(server: JsonObject): readonly string[] {
  const path = pathIn(textOf(server['url']));
  const variables = childOf(server, 'variables');
  let filled: readonly string[] = [path];
  for (const [, name = ''] of path.matchAll(/\{([^{}]+)\}/g)) {
    const variable = Object.hasOwn(variables, name) ? childOf(variables, name) : {};
    const listed = listOf(variable['enum']);
    const values = [variable['default'], ...(listed.length > 0 ? listed : [`{${name}}`])].filter(isText);
    const fill = (text: string): readonly string[] => values.map((value) => text.replace(`{${name}}`, () => value));
    filled = filled.flatMap(fill).slice(0, mostServers);
  }
  return filled.map((text) => trimmed(pathIn(text)));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Without scheme, host, query and fragment. A relative URL is relative to where the description came from: unknown. */
function pathIn(url: string): string {
  return url.replace(/^(?:[^:/?#{}]+:)?\/\/[^/?#]*/, '').replace(/[?#].*$/s, '');
}

function trimmed(path: string): string {
  const bare = path.replace(/^\.?\//, '').replace(/\/+$/, '');
  return bare === '' ? '' : `/${bare}`;
}
