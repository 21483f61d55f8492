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
  for (const { 0: found, 1: double, 2: single, 4: variable, index } of source.matchAll(token)) {
    if (found === '@{' || found === '{' || found === '(') depth++;
    if (found === '}' || found === ')') depth--;
    if (depth <= 0 && (found === '\n' || found === ';')) commands.push([]);
    else if (/^(?:`\r?\n|\s)$/.test(found)) continue;
    else {
      const text =
        double === undefined
          ? (single?.replaceAll("''", "'") ?? plainOf(found, variable, markers))
          : unescape(double, markers);
      commands.at(-1)?.push({ text, at: index });
    }
  }
  return commands.filter((words) => words.length > 0);
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
  let [url, method, body] = ['', '', undefined as string | undefined];
  const headers: (readonly [string, string])[] = [...session];
  if (cookies.length > 0) headers.push(['Cookie', cookies.join('; ')]);
  for (let index = 1; index < words.length; index++) {
    const { text = '', at = 0 } = words[index] ?? {};
    const value = words[index + 1]?.text ?? '';
    const name = text.toLowerCase();
    if (name === '-uri') url = value;
    else if (name === '-method') method = value.toUpperCase();
    else if (name === '-useragent') headers.push(['User-Agent', value]);
    else if (name === '-contenttype') headers.push(['Content-Type', value]);
    else if (name === '-headers' && value === '@{') headers.push(...tableAt(words, index + 2));
    else if (name === '-body') body = bodyAt(words, index + 1);
    else if (text.startsWith('-') && !quiet.test(text) && words[index - 1]?.text.startsWith('-') === false)
      notes.add('warning', at, `${text} has no counterpart here: it was left out.`);
    else if (url === '' && /^https?:/i.test(text)) url = text;
  }
  const verb = method === '' ? 'GET' : method;
  return {
    title: `${verb} ${url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '') || '/'}`,
    method: verb,
    url: markers.template(url),
    headers: headers
      .filter(([name]) => !/^(?:content-length|connection)$/i.test(name))
      .map(([name, value]) => [name, markers.template(value)]),
    ...(body === undefined ? {} : { body: markers.template(body) }),
  };
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
