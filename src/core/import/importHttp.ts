import type { Severity } from '../diagnostic.ts';
import type { RequestText, Template } from '../syntax/requestText.ts';
import { HttpBlock } from './httpBlock.ts';
import type { BlockContext } from './httpContext.ts';
import { readCurl } from './importCurl.ts';
import type { Imported } from './imported.ts';
import { Markers } from './markers.ts';
import { Notes } from './notes.ts';
import { toImported } from './toImported.ts';

/**
 * A `.http` or `.rest` file of REST Client, httpyac or JetBrains -> a `.matter` file that means the same, and what it
 * could not carry over. What has no counterpart stays as a comment: nothing is lost.
 */
export function importHttp(source: string): Imported {
  const text = source.replace(/^\uFEFF/, '');
  const lines = text.split(/\r?\n/);
  const notes = new Notes(source);
  const starts = lineStarts(source);
  const note = (severity: Severity, line: number, message: string): void =>
    notes.add(severity, starts[line] ?? source.length, message);
  const variables: (readonly [name: string, value: Template])[] = [];
  const context: BlockContext = {
    names: namesIn(lines),
    note,
    fragments: new Map(),
    variable: (name, value, line) => {
      if (variables.some(([known]) => known === name))
        note('warning', line, `{{${name}}} is set more than once: here the last value holds for the whole file.`);
      variables.push([name, value]);
    },
    curl: (command, line) => curlOf(command, (severity, message) => note(severity, line, message)),
  };
  const read = blocksOf(lines).map(({ first, block }) => new HttpBlock(block, first, context).read());
  const requests = read.flatMap((block, index) => {
    const earlier = index === 0 ? [] : read[index - 1]?.requests.length === 0 ? (read[index - 1]?.comments ?? []) : [];
    const [start, ...rest] = block.requests;
    return start === undefined ? [] : [{ ...start, comments: [...earlier, ...(start.comments ?? [])] }, ...rest];
  });
  const named = withoutDuplicates(requests, (name) =>
    notes.add('warning', 0, `Another request is named "${name}": its name became a title.`),
  );
  const comments = requests.length === 0 ? read.flatMap((block) => block.comments) : trailing(read);
  return toImported({ requests: named, variables, comments, notes, asks: false });
}

/** A name that was given before is a title only. */
function withoutDuplicates(requests: readonly RequestText[], note: (name: string) => void): readonly RequestText[] {
  const seen = new Set<string>();
  return requests.map((request) => {
    const name = request.directives?.find(([word]) => word === 'name')?.[1];
    if (name === undefined || !seen.has(name)) {
      if (name !== undefined) seen.add(name);
      return request;
    }
    note(name);
    return { ...request, title: name, directives: request.directives?.filter(([word]) => word !== 'name') ?? [] };
  });
}

/** Comments behind which no request comes. */
function trailing(
  read: readonly { readonly requests: readonly RequestText[]; readonly comments: readonly string[] }[],
): readonly string[] {
  return read.flatMap((block, index) =>
    block.requests.length > 0 || index === read.length - 1 || read[index + 1]?.requests.length === 0
      ? block.comments
      : [],
  );
}

function blocksOf(lines: readonly string[]): readonly { readonly first: number; readonly block: readonly string[] }[] {
  const blocks: { first: number; block: string[] }[] = [{ first: 0, block: [] }];
  for (const [index, line] of lines.entries()) {
    if (index > 0 && /^\s*#{3,}/.test(line)) blocks.push({ first: index, block: [] });
    blocks.at(-1)?.block.push(line);
  }
  return blocks;
}

function curlOf(command: string, note: (severity: Severity, message: string) => void): readonly RequestText[] {
  const markers = new Markers(command);
  const notes = new Notes(command);
  // References of the file stay what they are.
  const marked = command.replaceAll(/\{\{\s*([^{}\s][^{}]*?)\s*\}\}/g, (_, expression: string) =>
    markers.mark(expression),
  );
  const read = readCurl(marked, markers, notes);
  for (const { severity, message } of notes.list) note(severity, message);
  if (read === undefined) note('error', 'This cURL command could not be read: it was left out.');
  return read?.requests ?? [];
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Names that references may mean: httpyac writes `{{login.token}}` for the response of the request `login`. */
function namesIn(lines: readonly string[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const line of lines) {
    const name = /^\s*(?:#+|\/\/)\s*@name\s*=?\s*(\S.*?)\s*$/.exec(line)?.[1];
    if (name !== undefined) names.add(name);
  }
  return names;
}
