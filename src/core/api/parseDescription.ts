import { isObject, type JsonObject } from '../json.ts';
import type { ApiDescription } from './apiDescription.ts';
import { bundleFiles, hasOtherFiles, type ReadFile } from './bundleFiles.ts';
import { isTooDeep } from './definitions.ts';
import { parseDocument, type DocumentProblem } from './parseDocument.ts';
import { toDescription } from './toDescription.ts';

export type { ReadFile };

export type ParsedDescription =
  | {
      readonly description: ApiDescription;
      /** What its definitions give, by reference. */
      readonly schemas: ReadonlyMap<string, unknown>;
      readonly problem?: undefined;
    }
  | { readonly description?: undefined; readonly problem: DocumentProblem };

/**
 * An OpenAPI 3.0, 3.1 or 3.2 document or a Swagger 2.0 one, YAML or JSON -> its operations, or the one problem that
 * stops it. `readFile` is asked for the files that it is split into; without it they are not read.
 */
export async function parseDescription(
  text: string,
  fileName: string,
  readFile: ReadFile = () => Promise.resolve(undefined),
): Promise<ParsedDescription> {
  const parsed = await parseDocument(text, fileName);
  if (parsed.problem !== undefined) return parsed;
  const { root } = parsed;
  const refused = refusal(root);
  if (!isObject(root) || refused !== undefined)
    return { problem: { message: `${fileName}:1: ${refused ?? ''}`, line: 1 } };
  const whole = hasOtherFiles(text) ? await bundleFiles(root, readFile) : root;
  const version = versionOf(whole);
  if (version === '2.0' && isTooDeep(whole))
    return { problem: { message: `${fileName}:1: this is nested too deeply to be converted.`, line: 1 } };
  return version === '2.0' ? toDescription(await toVersion3(whole), '3.0') : toDescription(whole, version);
}

/** `3.0`, `3.1`, `3.2` or `2.0`; an unquoted `3.0` of YAML is the number 3. */
function versionOf({ openapi, swagger }: JsonObject): string {
  const named = openapi ?? swagger;
  const written = typeof named === 'string' || typeof named === 'number' ? String(named) : '';
  return /^\d+$/.test(written) ? `${written}.0` : (/^\d+\.\d+/.exec(written)?.[0] ?? written);
}

const readVersions: ReadonlySet<string> = new Set(['2.0', '3.0', '3.1', '3.2']);
const readHere = 'OpenAPI 3.0, 3.1 and 3.2 and Swagger 2.0 are read.';

/** Why a document cannot be read, by its name; undefined where it can. */
function refusal(root: unknown): string | undefined {
  if (!isObject(root)) return `this is no API description. ${readHere}`;
  const { openapi, swagger, asyncapi, arazzo, swaggerVersion, paths, components, webhooks } = root;
  const [name, version] = Object.entries({
    OpenAPI: openapi,
    Swagger: swagger ?? swaggerVersion,
    AsyncAPI: asyncapi,
    Arazzo: arazzo,
  }).find(([, value]) => typeof value === 'string' || typeof value === 'number') ?? ['', ''];
  if (name === '') return `this is no API description: it has no "openapi" on its first level. ${readHere}`;
  if (!readVersions.has(versionOf(root))) return `this is ${name} ${String(version)}. ${readHere}`;
  if (isObject(paths)) return undefined;
  const mayLackPaths = /^3\.[12]$/.test(versionOf(root)) && (isObject(components) || isObject(webhooks));
  return mayLackPaths ? undefined : 'there are no "paths". Add the operations below "paths:".';
}

async function toVersion3(root: JsonObject): Promise<JsonObject> {
  const { upgradeFromTwoToThree } = await import('@scalar/openapi-upgrader/2.0-to-3.0');
  const copy = JSON.parse(JSON.stringify(root)) as JsonObject; // it writes, and an alias is one object in two places
  const upgraded: unknown = upgradeFromTwoToThree(copy);
  return isObject(upgraded) ? upgraded : {};
}
