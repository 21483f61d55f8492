import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from '../servers/certificates.ts';

/** What a server got. */
export interface Recorded {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Bytes, one character each. */
  readonly body: string;
}

/** The files that commands may name, and the variables of their shell. */
export const shellFiles: Readonly<Record<string, string>> = {
  'f.txt': 'first\nsecond & third\n',
  'data.json': '{"a": 1,\n "b": [2]}\n',
  'payload.json': '{"policies": "dev"}',
  'requests.ndjson': '{"index":{}}\n{"a":1}\n',
  'a.png': '\u0089PNG bytes',
  'b.png': 'more bytes',
  'index.html': '<p>x</p>\n',
  'headers.txt': 'X-From-File: 1\n',
  cookiefile: '',
  'cfg.txt': 'header = "X-Config: 1"\n',
};
export const shellVariables: Readonly<Record<string, string>> = {
  ...{ TOKEN: 'sbx_tok', API_KEY: 'sbx_key', VAULT_TOKEN: 'sbx_vault', NAME: 'nameValue', A: 'userA', B: 'passB' },
  ...{ ACCOUNT_SID: 'AC123', AUTH_TOKEN: 'sbx_auth', USER_NAME: 'someone', PASSWORD: 'sbx_pw' },
};

/** Every command, run by bash and the real curl, whose connections all lead to servers of ours. */
export async function recordCurl(commands: readonly string[]): Promise<readonly (readonly Recorded[])[]> {
  const seen: Recorded[] = [];
  const listener = recorder(seen);
  const [plain, tls] = [createServer(listener), createTlsServer(selfSigned(), listener)];
  const folder = mkdtempSync(join(tmpdir(), 'matter-curl-'));
  try {
    const ports = await Promise.all([plain, tls].map(listen));
    writeShim(folder, ports[0] ?? 0, ports[1] ?? 0);
    const recorded: (readonly Recorded[])[] = [];
    for (const command of commands) {
      for (const [name, content] of Object.entries(shellFiles)) writeFileSync(join(folder, name), content);
      await runBash(command, folder);
      recorded.push(seen.splice(0));
    }
    return recorded;
  } finally {
    for (const server of [plain, tls]) {
      server.closeAllConnections();
      server.close();
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

function recorder(seen: Recorded[]): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { rawHeaders, method = '', url: target = '' } = request;
      const headers = rawHeaders.flatMap((name, at) =>
        at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? ''] as const] : [],
      );
      seen.push({ method, target, headers, body: Buffer.concat(chunks).toString('latin1') });
      response.writeHead(200, { Connection: 'close' }).end('ok');
    });
  };
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A `curl` before the real one: the same options for each part of a command. */
function writeShim(folder: string, plain: number, tls: number): void {
  const options = `-s -k --max-time 5 --connect-to ":443:127.0.0.1:${tls}" --connect-to "::127.0.0.1:${plain}"`;
  const shim = `#!/bin/bash
real=$(PATH=\${PATH#*:} command -v curl)
words=(-q ${options})
for word in "$@"; do
  words+=("$word")
  case "$word" in --next|-:) words+=(${options});; esac
done
exec "$real" "\${words[@]}"
`;
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'curl'), shim);
  chmodSync(join(folder, 'bin', 'curl'), 0o755);
}

async function runBash(command: string, folder: string): Promise<void> {
  const lines = command.endsWith('\r\n') ? command.replaceAll('\r\n', '\n') : command; // as Windows has it
  // A terminal's prompt is no part of the command; a curl with its path would go round ours.
  const script = `${lines.replace(/^\$ /, '').replace('/usr/bin/curl', 'curl')}\nwait`;
  const path = `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}`;
  const env = { ...shellVariables, PATH: path, LC_ALL: 'C.UTF-8', HOME: folder };
  const child = spawn('bash', ['-c', script], { cwd: folder, env, stdio: ['ignore', 'ignore', 'ignore'] });
  await once(child, 'close');
}
