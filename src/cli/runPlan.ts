import { AppError } from '../core/appError.ts';
import { tagsOf, withTags } from '../core/run/runAll.ts';
import type { RequestNode } from '../core/syntax/nodes.ts';
import { parseMatter } from '../core/syntax/parse.ts';
import { findByKey } from '../core/syntax/requestIdentity.ts';
import type { MatterTree } from '../core/syntax/tree.ts';
import { readText } from '../node/textFile.ts';
import type { RunArguments } from './runArguments.ts';

/** A file, and what of it is to be sent. */
export interface PlannedFile {
  readonly file: string;
  readonly tree: MatterTree;
  readonly requests: readonly RequestNode[];
}

/** Throws 'usage' where a name or a tag means nothing: what was asked for and is not there is no success. */
export async function planRun(
  files: readonly string[],
  { name, tags }: Pick<RunArguments, 'name' | 'tags'>,
): Promise<readonly PlannedFile[]> {
  const trees: { readonly file: string; readonly tree: MatterTree }[] = [];
  for (const file of files) trees.push({ file, tree: parseMatter(await readText(file)) });
  const named = trees.map(({ file, tree }) => ({ file, tree, requests: requestsOf(tree, name) }));
  refuseNothing(named, name);
  refuseUnknownTags(named, tags);
  const planned = named.map(({ file, tree, requests }) => ({ file, tree, requests: withTags(tree, requests, tags) }));
  return planned.filter(({ requests }) => requests.length > 0);
}

function requestsOf(tree: MatterTree, name: string | undefined): readonly RequestNode[] {
  if (name === undefined) return tree.requests;
  const found = findByKey(tree, name);
  return found === undefined ? [] : [found];
}

function refuseNothing(files: readonly PlannedFile[], name: string | undefined): void {
  const empty = files.find(({ requests }) => requests.length === 0);
  if (empty !== undefined && name === undefined) throw new AppError('usage', `${empty.file} holds no request.`);
  if (files.some(({ requests }) => requests.length > 0)) return;
  const where = files.map(({ file }) => file).join(', ');
  throw new AppError('usage', `${where} holds no request named "${name ?? ''}".`);
}

function refuseUnknownTags(files: readonly PlannedFile[], tags: readonly string[]): void {
  const known = new Set(files.flatMap(({ tree, requests }) => requests.flatMap((request) => tagsOf(tree, request))));
  const unknown = tags.find((tag) => !known.has(tag));
  if (unknown !== undefined) throw new AppError('usage', `No request has the tag "${unknown}". Nothing was sent.`);
}
