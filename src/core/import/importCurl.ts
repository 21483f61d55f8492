import type { RequestText } from '../syntax/requestText.ts';
import { readBash } from './bashScript.ts';
import { readCurlArguments, type CurlArgument } from './curlArguments.ts';
import { curlRequests } from './curlRequest.ts';
import { toImported } from './toImported.ts';
import type { Imported } from './imported.ts';
import { Markers } from './markers.ts';
import { Notes } from './notes.ts';
import { readPowerShell } from './powerShell.ts';
import type { ShellCommand, ShellScript } from './shellCommand.ts';
import { readWindowsCommands } from './windowsCommand.ts';

/**
 * cURL commands, as a browser copies them or documentation shows them, as requests. Of bash, of Windows' cmd and of
 * PowerShell; undefined where the text holds no such command.
 */
export function importCurl(source: string): Imported | undefined {
  const notes = new Notes(source);
  const markers = new Markers(source);
  const read = readCurl(source, markers, notes);
  if (read === undefined) return undefined;
  const variables = read.variables
    .filter(([, value]) => !markers.has(value))
    .map(([name, value]) => [name, [value]] as const);
  return toImported({ requests: read.requests, variables, notes, asks: true });
}

export interface CurlRead {
  readonly requests: readonly RequestText[];
  readonly variables: readonly (readonly [name: string, value: string])[];
}

/** The requests of the commands in a text, and the variables that it sets. */
export function readCurl(source: string, markers: Markers, notes: Notes): CurlRead | undefined {
  const { commands, variables } = readShell(source, markers, notes);
  const curls = commands.flatMap((command) => curlOf(command) ?? []);
  const [first] = curls;
  if (first === undefined && !commands.some(({ web }) => web !== undefined)) return undefined;
  const requests = commands.flatMap((command) => command.web ?? requestsOf(command, markers, notes));
  return { requests, variables: variables.map(({ name, value }) => [name, value] as const) };
}

function readShell(source: string, markers: Markers, notes: Notes): ShellScript {
  if (/\^\r?\n|\^"|\^$/.test(source)) return { commands: readWindowsCommands(source, markers), variables: [] };
  if (/`[ \t]*\r?\n|\bInvoke-(?:WebRequest|RestMethod)\b/i.test(source)) return readPowerShell(source, markers, notes);
  return readBash(source, markers, notes);
}

function curlOf({ words }: ShellCommand): ShellCommand['words'] | undefined {
  return /^(?:.*[/\\])?curl(?:\.exe)?$/i.test(words[0]?.text ?? '') ? words.slice(1) : undefined;
}

function requestsOf(command: ShellCommand, markers: Markers, notes: Notes): readonly RequestText[] {
  const words = curlOf(command);
  const at = command.words[0]?.at ?? 0;
  if (words === undefined) {
    const [name = ''] = command.words.map(({ text }) => text);
    if (/^(?:wget|http|https|httpie|xargs)$/.test(name))
      notes.add('error', at, `Only curl is carried over: the command ${name} was left out.`);
    return [];
  }
  const groups: CurlArgument[][] = [[]];
  for (const argument of readCurlArguments(words, notes)) {
    if (argument.name === 'next') groups.push([]);
    else groups.at(-1)?.push(argument);
  }
  return groups.flatMap((args) => curlRequests(args, { markers, notes, input: command.input, at }));
}
