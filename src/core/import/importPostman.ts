import { isObject, parseJsonObject, type JsonObject } from '../json.ts';
import type { RequestText } from '../syntax/requestText.ts';
import type { Imported } from './imported.ts';
import { Notes } from './notes.ts';
import { PostmanRequests } from './postmanRequest.ts';
import { postmanName, postmanTemplate } from './postmanTemplate.ts';
import { toImported } from './toImported.ts';

/**
 * A Postman collection (v2.0, v2.1) as requests, its variables and those of an environment as file variables; undefined
 * where the text is none. A secret of an environment is asked for instead.
 */
export function importPostman(source: string, environment?: string): Imported | undefined {
  const collection = parseJsonObject(source);
  if (collection === undefined || !Array.isArray(collection['item'])) return undefined;
  const notes = new Notes(source);
  const note = (message: string): void => notes.add('warning', 0, message);
  const values = [
    ...variablesOf(collection['variable']),
    ...variablesOf(parseJsonObject(environment ?? '')?.['values']),
  ];
  const secrets = values.filter(({ isSecret }) => isSecret).map(({ name }) => name);
  const reader = new PostmanRequests(source, notes);
  const requests = reader.read(collection).map((request) => asking(request, secrets));
  const variables = values
    .filter(({ isSecret }) => !isSecret)
    .map(({ name, value }) => [name, postmanTemplate(value, note)] as const);
  return toImported({ requests, variables, notes, asks: false });
}

interface PostmanVariable {
  readonly name: string;
  readonly value: string;
  readonly isSecret: boolean;
}

function variablesOf(list: unknown): readonly PostmanVariable[] {
  if (!Array.isArray(list)) return [];
  return list.filter(isObject).flatMap((one: JsonObject): readonly PostmanVariable[] => {
    const { key, id, value, type, enabled, disabled } = one;
    const name = typeof key === 'string' ? key : id;
    if (typeof name !== 'string' || enabled === false || disabled === true) return [];
    const text = typeof value === 'string' ? value : JSON.stringify(value ?? '');
    return [{ name: postmanName(name), value: text, isSecret: type === 'secret' }];
  });
}

function asking(request: RequestText, secrets: readonly string[]): RequestText {
  const used = secrets.filter((name) =>
    JSON.stringify([request.url, request.headers, request.body]).includes(`"${name}"`),
  );
  if (used.length === 0) return request;
  return {
    ...request,
    directives: [...(request.directives ?? []), ...used.map((name) => ['secret-prompt', name] as const)],
  };
}
