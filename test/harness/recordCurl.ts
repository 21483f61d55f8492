// Asks the servers of the transport corpus with the curl of this computer and writes down what it makes of them:
// node out/harness/recordCurl.js
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { oddServers, type OddServer } from '../support/servers/oddServers.ts';
import { postedBody, verdictOf, withOddServer, type Verdict } from '../support/servers/verdict.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'matter-curl-'));
const bodyFile = join(folder, 'body');
const postFile = join(folder, 'post');
const headFile = join(folder, 'head');

/** Of curl's exit codes (curl.se/docs/manpage.html): 18 and 56 within a body, and 28 there, are a body that is cut. */
const cutCodes: ReadonlySet<number> = new Set([18, 28, 56, 92]);

async function curl(origin: string, { method }: OddServer): Promise<Verdict> {
  writeFileSync(bodyFile, '');
  writeFileSync(headFile, '');
  const options = ['--silent', '--compressed', '--noproxy', '*', '--max-time', '1', '--output', bodyFile];
  const post = method === 'POST' ? ['--data-binary', `@${postFile}`, '--header', 'Expect:'] : [];
  const head = method === 'HEAD' ? ['--head', '--dump-header', headFile] : [];
  const args = [...options, ...post, ...head, '--write-out', '%{http_code}', `${origin}/`];
  const { code, status } = await run('curl', args).then(
    ({ stdout }) => ({ code: 0, status: Number(stdout) }),
    (error: unknown) => {
      const { code: exit, stdout } = error as { readonly code: number; readonly stdout: string };
      return { code: exit, status: Number(stdout) };
    },
  );
  const body = method === 'HEAD' ? Buffer.alloc(0) : readFileSync(bodyFile);
  if (code === 0) return verdictOf('', status, body);
  return cutCodes.has(code) && status >= 200 && body.length > 0 ? verdictOf('cut ', status, body) : `error ${code}`;
}

writeFileSync(postFile, postedBody);
const verdicts: Record<string, Verdict> = {};
for (const server of oddServers) verdicts[server.name] = await withOddServer(server, (origin) => curl(origin, server));
rmSync(folder, { recursive: true });
const version = (await run('curl', ['--version'])).stdout.split(' ').slice(0, 2).join(' ');
writeFileSync('test/unit/node/curlVerdicts.json', `${JSON.stringify({ version, verdicts }, undefined, 2)}\n`);
console.log(`${version}: ${Object.keys(verdicts).length} servers`);
