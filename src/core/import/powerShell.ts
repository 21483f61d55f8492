import type { RequestText } from '../syntax/requestText.ts';
import type { Markers } from './markers.ts';
import type { Notes } from './notes.ts';
import type { ShellCommand, ShellScript, ShellWord } from './shellCommand.ts';

/**
 * PowerShell as browsers copy requests ("Copy as PowerShell"): Invoke-WebRequest with its headers, session and body;
 * and curl commands whose lines go on with a backtick.
 */
export function readPowerShell(source: string, markers: Markers, notes: Notes): ShellScript {
  const commands: ShellCommand[] = [];
  const session = new Map<string, string>();
  const cookies: string[] = [];
  for (const words of commandsOf(source, markers)) {
    const texts = words.map(({ text }) => text);
    const [command = ''] = texts;
    if (/^\$session\.UserAgent$/i.test(command)) session.set('User-Agent', texts[2] ?? '');
    else if (/^\$session\.Cookies\.Add$/i.test(command)) cookies.push(cookieOf(texts));
    else if (/^(?:Invoke-(?:WebRequest|RestMethod)|iwr|irm)$/i.test(command))
      commands.push({ words, web: [requestOf(words, { session, cookies, markers, notes })] });
    else if (/curl(?:\.exe)?$/i.test(command))
      commands.push({ words: words.map((word) => ({ ...word, text: word.text.replaceAll('\\"', '"') })) });
  }
  return { commands, variables: [] };
}

const token =
  /`\r?\n|"((?:[^"`]|`[^]|"")*)"|'((?:[^']|'')*)'|@\{|\$\(\[char\](\d+)\)|(\$[A-Za-z_][\w:.]*)|[{}()=;,\n]|(?:[^\s"'`{}()=;,$]|`[^])+|\s/g;

/** The words of each command; the punctuation of tables and calls are words of their own, quoted text is not. */
function commandsOf(source: string, markers: Markers): readonly (readonly ShellWord[])[] {
  const commands: ShellWord[][] = [[]];
  let depth = 0;
  for (const match of source.matchAll(token)) {
    const { 0: found, index } = match;
    depth += depthOf(found);
    if (depth <= 0 && (found === '\n' || found === ';')) commands.push([]);
    else if (!/^(?:`\r?\n|\s)$/.test(found)) commands.at(-1)?.push({ text: textOf(match, markers), at: index });
  }
  return commands.filter((words) => words.length > 0);
}

function depthOf(found: string): number {
  if (found === '@{' || found === '{' || found === '(') return 1;
  return found === '}' || found === ')' ? -1 : 0;
}

function textOf([found, double, single, , variable]: RegExpExecArray, markers: Markers): string {
  if (double !== undefined) return unescape(double, markers);
  return single?.replaceAll("''", "'") ?? plainOf(found, variable, markers);
}

function plainOf(found: string, variable: string | undefined, markers: Markers): string {
  if (variable === undefined) return found.replaceAll(/`([^])/g, '$1');
  return /^\$(?:session|env:)/i.test(variable) ? variable : markers.mark(variable.slice(1));
}

const letters: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0' };

function unescape(text: string, markers: Markers): string {
  return text.replaceAll(
    /`([^])|""|\$\(\[char\](\d+)\)|\$(?:env:)?([A-Za-z_]\w*)/gi,
    (all, escaped?: string, code?: string, name?: string) => {
      if (escaped !== undefined) return letters[escaped] ?? escaped;
      if (code !== undefined) return String.fromCharCode(Number(code));
      return name === undefined ? all.slice(1) : markers.mark(name);
    },
  );
}

/** `$session.Cookies.Add((New-Object System.Net.Cookie("name", "value", …)))` */
function cookieOf(texts: readonly string[]): string {
  const start = texts.findIndex((text) => /^System\.Net\.Cookie$/i.test(text));
  return `${texts[start + 2] ?? ''}=${texts[start + 4] ?? ''}`;
}

interface Parts {
  readonly session: ReadonlyMap<string, string>;
  readonly cookies: readonly string[];
  readonly markers: Markers;
  readonly notes: Notes;
}

const quiet =
  /^-(?:UseBasicParsing|WebSession|Verbose|OutFile|PassThru|MaximumRedirection|DisableKeepAlive|SkipCertificateCheck)$/i;

function requestOf(words: readonly ShellWord[], { session, cookies, markers, notes }: Parts): RequestText {
  const options = optionsOf(words, notes);
  const url = options.get('uri') ?? '';
  const method = options.get('method')?.toUpperCase() ?? 'GET';
  const headers: readonly (readonly [string, string | undefined])[] = [
    ...session,
    ['Cookie', cookies.length === 0 ? undefined : cookies.join('; ')],
    ...tableOf(words),
    ['User-Agent', options.get('useragent')],
    ['Content-Type', options.get('contenttype')],
  ];
  const body = bodyOf(words);
  return {
    title: `${method} ${url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '') || '/'}`,
    method,
    url: markers.template(url),
    headers: headers.flatMap(([name, value]) =>
      value === undefined || /^(?:content-length|connection)$/i.test(name)
        ? []
        : [[name, markers.template(value)] as const],
    ),
    ...(body === undefined ? {} : { body: markers.template(body) }),
  };
}

const known: ReadonlySet<string> = new Set(['uri', 'method', 'useragent', 'contenttype', 'headers', 'body']);

/** The values of the options, by their names in lower case; a word that is no option's value is the URL. */
function optionsOf(words: readonly ShellWord[], notes: Notes): ReadonlyMap<string, string> {
  const options = new Map<string, string>();
  for (const [index, { text, at }] of words.entries()) {
    const name = /^-[A-Za-z]+$/.test(text) ? text.slice(1).toLowerCase() : '';
    if (known.has(name)) options.set(name, words[index + 1]?.text ?? '');
    else if (name !== '' && !quiet.test(text))
      notes.add('warning', at, `${text} has no counterpart here: it was left out.`);
    else if (!options.has('uri') && /^https?:/i.test(text)) options.set('uri', text);
  }
  return options;
}

function tableOf(words: readonly ShellWord[]): readonly (readonly [string, string])[] {
  const start = words.findIndex(({ text }, index) => /^-headers$/i.test(text) && words[index + 1]?.text === '@{');
  return start < 0 ? [] : tableAt(words, start + 2);
}

function bodyOf(words: readonly ShellWord[]): string | undefined {
  const start = words.findIndex(({ text }) => /^-body$/i.test(text));
  return start < 0 ? undefined : bodyAt(words, start + 1);
}

function tableAt(words: readonly ShellWord[], start: number): readonly (readonly [string, string])[] {
  const rows: (readonly [string, string])[] = [];
  for (let index = start; index < words.length && words[index]?.text !== '}'; index++) {
    if (words[index + 1]?.text !== '=') continue;
    rows.push([words[index]?.text ?? '', words[index + 2]?.text ?? '']);
    index += 2;
  }
  return rows;
}

/** A text, or `([System.Text.Encoding]::UTF8.GetBytes("…"))`. */
function bodyAt(words: readonly ShellWord[], index: number): string {
  const texts = words.slice(index, index + 6).map(({ text }) => text);
  if (texts[0] !== '(') return texts[0] ?? '';
  const open = texts.lastIndexOf('(');
  return texts[open + 1] ?? '';
}
