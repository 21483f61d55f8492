import { isExactNumber, parseExactJson } from '../exactJson.ts';
import { isObject, type JsonObject } from '../json.ts';

/** The environments of `http-client.env.json` and its private companion (the format of JetBrains' HTTP client). */
export interface Environments {
  readonly names: readonly string[];
  /** The values of an environment; undefined where there is none of that name. Types are kept, and numbers as they are written. */
  readonly valuesOf: (name: string) => ReadonlyMap<string, unknown> | undefined;
  /** The texts and numbers of the private file, nested ones too: they are nobody's business. */
  readonly secretValues: readonly string[];
}

export const environmentFile = 'http-client.env.json';
export const privateEnvironmentFile = 'http-client.private.env.json';
const shared = '$shared';

/**
 * Private values win over public ones, those of the environment over `$shared`. A text that is no JSON object of
 * objects gives a problem; the file name is left to the caller.
 */
export function parseEnvironments(
  publicText: string | undefined,
  privateText: string | undefined,
): Environments | { readonly problem: string; readonly isPrivate: boolean } {
  const open = parse(publicText);
  if (open === undefined) return { problem: mistake, isPrivate: false };
  const secret = parse(privateText);
  if (secret === undefined) return { problem: mistake, isPrivate: true };
  const names = [...new Set([...open.keys(), ...secret.keys()])].filter((name) => name !== shared);
  const secretValues = [...new Set(textsOf([...secret.values()]))];
  if (secretValues.length > mostSecrets) return { problem: tooMany, isPrivate: true };
  return {
    names,
    secretValues,
    valuesOf: (name) => {
      if (!names.includes(name)) return undefined;
      const layers = [open.get(shared), secret.get(shared), open.get(name), secret.get(name)];
      return new Map(layers.flatMap((layer) => Object.entries(layer ?? {})));
    },
  };
}

/** More would be no environment, but a way to slow down whatever hides them. */
const mostSecrets = 20_000;
const tooMany = `It holds more than ${mostSecrets} values. Make it smaller.`;

/** Of all texts and numbers in a value, however deep. */
function textsOf(value: unknown): readonly string[] {
  const todo = [value];
  const texts: string[] = [];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (typeof next === 'string' || typeof next === 'number') texts.push(String(next));
    else if (typeof next === 'object' && next !== null) for (const part of Object.values(next)) todo.push(part);
  }
  return texts;
}

const mistake =
  'This is not an object of environments. Write for example: { "dev": { "host": "https://example.com" } }';

function parse(text: string | undefined): ReadonlyMap<string, JsonObject> | undefined {
  if (text === undefined) return new Map();
  const value = parseExactJson(text);
  if (!isLayer(value)) return undefined;
  const layers = Object.entries(value).flatMap(([name, layer]) => (isLayer(layer) ? [[name, layer] as const] : []));
  return layers.length === Object.keys(value).length ? new Map(layers) : undefined;
}

/** A number that is kept as it was written is an object too. */
function isLayer(value: unknown): value is JsonObject {
  return isObject(value) && !isExactNumber(value);
}
