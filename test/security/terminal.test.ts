import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { portfolioCsv } from '../support/generators/portfolios.ts';
import { startRawServer } from '../support/servers/rawServer.ts';
import { hostile, threat } from '../support/security/threats.ts';

// T25 and T26: what servers and files say is printed, and neither a terminal nor a CI server may take it for a command.
// Every command that prints such text, in real processes; on a real terminal where this system can make one.

const matter = `'${process.execPath}' '${resolve('dist/matter.js')}'`;
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const script = '/usr/bin/script';
const hasTerminal = process.platform === 'linux' && existsSync(script);

interface Session {
  readonly cwd: string;
  readonly isTerminal: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** What somebody types, once that text was asked. */
  readonly answers?: readonly (readonly [asked: string, answer: string])[];
}

/** What these commands print, one after the other, on both of their streams. */
async function printed(
  commands: readonly string[],
  { cwd, isTerminal, env = {}, answers = [] }: Session,
): Promise<string> {
  const onTerminal = isTerminal && hasTerminal;
  const line = commands.map((command) => (onTerminal ? command : `${command} 2>&1`)).join('; ');
  const [file, args] = onTerminal ? [script, ['-qec', line, '/dev/null']] : ['/bin/sh', ['-c', line]];
  const child = spawn(file, args, {
    cwd,
    env: { ...process.env, SHELL: '/bin/sh', NO_COLOR: '', GITHUB_ACTIONS: '', ...env },
  });
  const chunks: Buffer[] = [];
  const open = [...answers];
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    const [next] = open;
    if (next === undefined || !Buffer.concat(chunks).includes(next[0])) return;
    open.shift();
    child.stdin.write(next[1]);
  });
  await once(child, 'close');
  return Buffer.concat(chunks).toString();
}

/** Files, and a server, that say a hostile text wherever a text is printed. */
class Bench {
  readonly #dir = mkdtempSync(join(tmpdir(), 'matter-terminal-'));
  readonly #texts = new Map<string, { readonly text: string; readonly body: string }>();
  origin = '';

  constructor() {
    let server: Awaited<ReturnType<typeof startRawServer>>;
    before(async () => {
      server = await startRawServer((socket, head) => {
        socket.end(this.#answer(head));
      });
      this.origin = server.origin;
    });
    after(async () => {
      await server.stop();
      rmSync(this.#dir, { recursive: true });
    });
  }

  folder(name: string): string {
    return join(this.#dir, name);
  }

  /** `text` is one line; the names of the files are hostile too. */
  write(name: string, text: string, body: string): void {
    this.#texts.set(name, { text, body });
    const write = (ending: string, content: string): void => {
      mkdirSync(this.folder(name), { recursive: true });
      writeFileSync(join(this.folder(name), text + ending), content);
    };
    const get = (kind: string, condition: string): string =>
      `### ${text} ${kind}\n# @assert ${condition}\nGET ${this.origin}/${name}/${kind}\n`;
    const requests = [
      get('body', 'body == x'),
      get('status', 'status == 201'),
      get('header', 'header X-Hostile == x'),
      get('json', 'body.$.value == x'),
      `### last\nGET ${this.origin}/{{${text}}}\n`,
    ];
    write('.matter', requests.join('\n'));
    write('.csv', portfolioCsv(2));
    write('-bad.csv', `ISIN,Weight,"${text}"\nUS0378331005,"${text}",1\n"${text}",1,1\n`);
    for (const value of [1, 2])
      write(
        `-${value}.json`,
        JSON.stringify({ analysis: { basic: [{ metric_id: text, metric_unit: text, metric_value: value }] } }),
      );
  }

  /** Every command that prints something of them, in two lists: they run at the same time. */
  commands(name: string): readonly (readonly string[])[] {
    const text = this.#texts.get(name)?.text ?? '';
    const file = (ending: string): string => quoted(text + ending);
    const results = `${file('-1.json')} ${file('-2.json')}`;
    const login = `MATTER_CLIENT_ID=sbx_${name} MATTER_CLIENT_SECRET=sbx_secret_terminal`;
    return [
      [`${matter} run --show-body ${file('.matter')}`, `${matter} compare ${results}`, `${matter} ${quoted(text)}`],
      [
        `${login} ${matter} analyse --wait 5s --origin ${this.origin} --out ${file('-out')} ${file('.csv')} ${file('-bad.csv')}`,
        `${matter} lint ${file('.matter')}`,
        `${matter} check ${file('-bad.csv')}`,
      ],
    ];
  }

  #answer(head: string): string {
    const [, path = '', kind = ''] = /^\w+ \/([\w-]+)\/([\w-]+)/.exec(head) ?? [];
    const basic = /^Authorization: Basic (\S+)/im.exec(head)?.[1];
    if (basic !== undefined) return tokenResponse(atob(basic).replace(/^sbx_|:.*$/g, ''));
    const name = /^Authorization: Bearer sbx_token_(\S+)/im.exec(head)?.[1];
    const said = this.#texts.get(name ?? path) ?? { text: '', body: '' };
    return name === undefined ? answer(kind, said) : response('422 No', JSON.stringify({ message: said.text }), json);
  }
}

function answer(kind: string, { text, body }: { readonly text: string; readonly body: string }): string {
  if (kind === 'status') return response(`200 ${text}`, '');
  if (kind === 'header') return response('200 OK', '', `X-Hostile: ${text}\r\n`);
  return kind === 'json' ? response('200 OK', JSON.stringify({ value: body }), json) : response('200 OK', body);
}

const json = 'Content-Type: application/json\r\n';

function tokenResponse(name: string): string {
  const token = { access_token: `sbx_token_${name}`, token_type: 'Bearer', expires_in: 60 };
  return response('200 OK', JSON.stringify(token), json);
}

function response(status: string, body: string, headers = ''): string {
  return `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;
}

const hidden = (text: string): string => `before${text}after`;

threat('T25', 'CI command injection', () => {
  const bench = new Bench();

  /** Lines that GitHub Actions, Azure Pipelines, TeamCity or GitLab take for commands; those of our own are none. */
  function commandsIn(output: string): readonly string[] {
    return output
      .split(/\r\n|\n|\r/)
      .filter((line) => !line.startsWith('::error file='))
      .filter((line) => /^\s*::/.test(line) || /##\w*\[/.test(line) || /section_(?:start|end):/.test(line))
      .concat(output.match(/^::error .*##\w*\[.*/gm) ?? []);
  }

  const payloads: Readonly<Record<string, string>> = {
    'a variable of GitHub Actions': '::set-env name=PATH::hostile',
    'a mask of GitHub Actions': '::add-mask::hostile',
    'the end of commands in GitHub Actions': '::stop-commands::hostile',
    'a variable of Azure Pipelines': '##vso[task.setvariable variable=PATH]hostile',
    'commands with brackets': '##[set-env name=PATH;]hostile ###[group]hostile ##[add-path]hostile',
    'messages of TeamCity and sections of GitLab':
      "##teamcity[setParameter name='a' value='hostile'] section_start:1:hostile section_end:1:hostile",
  };
  for (const [at, [name, payload]] of Object.entries(payloads).entries())
    hostile('hostile:terminal', name, async () => {
      // Control characters that are taken out must not leave a command behind.
      const split = `${payload[0] ?? ''}\u0007\u202e${payload.slice(1)}`;
      const starts = ['', '  ', '\t', '\u00a0\u3000', '\u2028', '\u001B[0m', '\r', 'text\r'];
      const body = [payload, split].flatMap((text) => starts.map((start) => `${start}${text}`)).join('\n');
      assert.ok(commandsIn(body).length >= starts.length - 2, 'nothing of it is a command anyway');
      bench.write(`ci-${at}`, payload, body);
      const session = { cwd: bench.folder(`ci-${at}`), isTerminal: false, env: { GITHUB_ACTIONS: 'true' } };
      const outputs = await Promise.all(bench.commands(`ci-${at}`).map((commands) => printed(commands, session)));
      const output = outputs.join('\n');
      assert.deepEqual(commandsIn(output), []);
      assert.ok((output.match(/hostile/g) ?? []).length > 20, output); // it was printed
      assert.equal(output.match(/^::error file=/gm)?.length, 5, output);
    });
});

threat('T25', 'CI command injection, in what is told of a request', () => {
  const bench = new Bench();
  const run = (name: string, file: string, content: string): Promise<string> => {
    bench.write(name, 'plain', 'the-body-of-it');
    writeFileSync(join(bench.folder(name), file), content);
    const session = { cwd: bench.folder(name), isTerminal: false, env: { GITHUB_ACTIONS: 'true' } };
    return printed([`${matter} run ${quoted(file)}`], session);
  };

  it('no body off a terminal, where nobody asks for it', async () => {
    const text = `### one\nGET ${bench.origin}/quiet/body\n`;
    const output = await run('quiet', 'one.matter', text);
    assert.match(output, /one: 200 OK/);
    assert.doesNotMatch(output, /the-body-of-it/);
  });

  it('a file whose name holds what parts the properties of a command', async () => {
    if (process.platform === 'win32') return; // it has no such names
    const text = `### one\n# @assert status == 201\nGET ${bench.origin}/names/body\n`;
    const output = await run('names', 'a,line=9::b%0Ac.matter', text);
    const lines = output.split('\n').filter((line) => line.startsWith('::'));
    assert.deepEqual(lines, [
      '::error file=a%2Cline=9%3A%3Ab%250Ac.matter,line=3::one: expected status == 201, was 200',
    ]);
  });
});

threat('T26', 'Terminal escape injection', () => {
  const bench = new Bench();
  const own = /\u001B\[(?:3[123]|0)m|\r\u001B\[K|\r+\n/g;

  /** Control characters that we do not send ourselves, and those that make text run backwards. */
  function controlsIn(output: string, more = /(?!)/g): readonly string[] {
    const foreign = output.replaceAll(own, '').replaceAll(more, '');
    return foreign.match(/(?![\t\n])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu) ?? [];
  }

  const payloads: Readonly<Record<string, string>> = {
    'the clipboard (OSC 52)': '\u001B]52;c;cHduZWQ=\u0007',
    'the title (OSC 0)': '\u001B]0;hostile\u001B\\',
    'the cursor (CSI)': '\u001B[5A\u001B[10D\u001B[2K',
    'an empty screen (CSI 2J)': '\u001B[2J\u001B[H\u001Bc',
    'a device control string (DCS)': '\u001BP$q"p\u001B\\',
    'application commands (APC, PM, SOS)': '\u001B_hostile\u001B\\\u001B^hostile\u001B\\\u001BXhostile\u001B\\',
    'the same in 8 bits (C1)': '\u009B2J\u009D52;c;cHduZWQ=\u009C\u0090$q"p\u009C',
    'bell, backspaces and an overwritten line': '\u0007\b\b\b\b\b\b\b\rpassed\u000B\u000C\u007F',
    'text that runs backwards': '\u202Egnp.exe\u202C\u2066hostile\u2069\u202A\u202B\u202D\u2067\u2068',
    'modes of the terminal (DECSET)': '\u001B[?1049h\u001B[?25l\u001B[?1000h\u001B(0',
  };
  for (const [at, [name, payload]] of Object.entries(payloads).entries())
    hostile('hostile:terminal', name, async () => {
      const text = hidden(payload);
      assert.notDeepEqual(controlsIn(text), []); // the check sees it
      bench.write(`tty-${at}`, text, `${text}\n${text}`);
      const cwd = bench.folder(`tty-${at}`);
      const [run = [], others = []] = bench.commands(`tty-${at}`);
      const outputs = await Promise.all([
        printed(run, { cwd, isTerminal: true }),
        printed(others, { cwd, isTerminal: true }),
        printed(run.slice(0, 1), { cwd, isTerminal: false }),
      ]);
      for (const output of outputs) {
        assert.deepEqual(controlsIn(output), [], JSON.stringify(output));
        assert.ok((output.match(/before[^\n]*after/g) ?? []).length >= 7, output); // it was printed
      }
      if (hasTerminal) assert.match(outputs[0], /\u001B\[31m✗/); // it was a terminal
    });

  it('in what is asked before a request', async function () {
    if (!hasTerminal) return;
    const label = hidden('\u001B]52;c;cHduZWQ=\u0007\u009B2J\u202E');
    const text = `# @prompt who ${label} who\n# @secret-prompt key ${label} key\n# @note ${label} note\nGET ${bench.origin}/{{who}}/{{key}}\n`;
    mkdirSync(bench.folder('ask'));
    writeFileSync(join(bench.folder('ask'), 'a.matter'), text);
    const answers = [
      ['[y/N]', 'y\r'],
      [' who: ', 'me\r'],
      [' key: ', 'sbx_hidden_key\r'],
    ] as const;
    const session = { cwd: bench.folder('ask'), isTerminal: true, answers };
    const output = await printed([`${matter} run a.matter`], session);
    // What readline itself sends to move the cursor.
    assert.deepEqual(controlsIn(output, /\u001B\[(?:\d+G|0J|1G)/g), [], JSON.stringify(output));
    assert.equal(output.match(/before[^\n]*after (?:who|key|note)/g)?.length, 3, output);
    assert.ok(!output.includes('sbx_hidden_key'));
  });
});
