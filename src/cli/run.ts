import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { AppError } from '../core/appError.ts';
import { createAuthTransport } from '../core/auth/authTransport.ts';
import { matterApiOrigin, parseOrigin } from '../core/auth/origin.ts';
import { TokenClient } from '../core/auth/tokenClient.ts';
import { TokenService } from '../core/auth/tokenService.ts';
import type { Transport } from '../core/http/transport.ts';
import { Redactor } from '../core/http/redactor.ts';
import { Runner, type Sender } from '../core/run/runner.ts';
import { Secret } from '../core/secret.ts';
import { parseMatter } from '../core/syntax/parse.ts';
import type { RequestNode } from '../core/syntax/nodes.ts';
import type { MatterTree } from '../core/syntax/tree.ts';
import { createNodeTransport } from '../node/httpTransport.ts';
import { systemClock } from '../node/systemClock.ts';
import type { SandboxServer } from '../node/sandboxServer.ts';
import { readText } from '../node/textFile.ts';
import { RunPrinter } from './runPrinter.ts';
import { usageError } from './usage.ts';

interface RunArguments {
  readonly files: readonly string[];
  readonly sandbox: boolean;
  readonly origin: string | undefined;
  readonly name: string | undefined;
  readonly given: ReadonlyMap<string, string>;
  readonly showBody: boolean;
  readonly quiet: boolean;
}

interface Login {
  readonly origin: string;
  readonly clientId: string;
  readonly clientSecret: Secret;
}

/** `matter run FILE…` */
export async function run(args: readonly string[]): Promise<number> {
  const parsed = parse(args);
  const trees = await Promise.all(
    parsed.files.map(async (file) => ({ file, tree: parseMatter(await readText(file)) })),
  );
  const environment = takeCredentials(); // taken out of the environment before anything else runs
  const server = parsed.sandbox ? await startSandbox() : undefined;
  const transport = createNodeTransport();
  const redactor = new Redactor();
  const printer = new RunPrinter({ ...parsed, redactor, out: process.stdout });
  const interrupt = new AbortController();
  const onInterrupt = (): void => {
    interrupt.abort();
  };
  process.once('SIGINT', onInterrupt);
  try {
    const sender = createSender(server ?? environment, parsed, transport, redactor);
    let failed = 0;
    for (const { file, tree } of trees) failed += await runFile(file, tree, sender, parsed, printer, interrupt.signal);
    printer.summary(failed);
    return failed === 0 ? 0 : 1;
  } finally {
    process.removeListener('SIGINT', onInterrupt);
    transport.dispose();
    await server?.stop();
  }
}

function parse(args: readonly string[]): RunArguments {
  const { values, positionals } = parseRaw(args);
  if (positionals.length === 0) throw new AppError('usage', 'Name at least one .matter file. See: matter --help');
  if (values.sandbox && values.origin !== undefined)
    throw new AppError('usage', 'Use --sandbox or --origin, not both.');
  const given = new Map(values.var.map((text) => toPair(text)));
  return {
    files: positionals,
    sandbox: values.sandbox,
    origin: values.origin,
    name: values.name,
    given,
    showBody: values['show-body'] || process.stdout.isTTY,
    quiet: values.quiet,
  };
}

function parseRaw(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        sandbox: { type: 'boolean', default: false },
        origin: { type: 'string' },
        name: { type: 'string' },
        var: { type: 'string', multiple: true, default: [] },
        'show-body': { type: 'boolean', default: false },
        quiet: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    throw usageError(cause);
  }
}

function toPair(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new AppError('usage', '--var takes NAME=VALUE.');
  return [text.slice(0, at), text.slice(at + 1)];
}

async function startSandbox(): Promise<SandboxServer> {
  const { startSandboxServer } = await import('../node/sandboxServer.ts');
  return startSandboxServer({ readyAfterMs: 1000 });
}

function takeCredentials(): { readonly clientId: string; readonly clientSecret: Secret } | undefined {
  const { MATTER_CLIENT_ID: clientId, MATTER_CLIENT_SECRET: secret } = process.env;
  delete process.env['MATTER_CLIENT_ID'];
  delete process.env['MATTER_CLIENT_SECRET'];
  return clientId === undefined || secret === undefined || clientId === '' || secret === ''
    ? undefined
    : { clientId, clientSecret: new Secret(secret) };
}

function createSender(
  login: (Omit<Login, 'origin'> & { readonly origin?: string }) | undefined,
  { origin }: RunArguments,
  plainTransport: Transport,
  redactor: Redactor,
): Sender {
  if (login === undefined) return { transport: plainTransport, plainTransport };
  redactor.add(login.clientSecret);
  const credential = {
    id: 'cli',
    label: 'cli',
    origin: login.origin ?? parseOrigin(origin ?? matterApiOrigin),
    clientId: login.clientId,
    clientSecret: login.clientSecret,
    basic: 'raw',
    createdAt: 0,
  } as const;
  const tokens = new TokenService(new TokenClient(plainTransport, systemClock), systemClock, (token) =>
    redactor.add(token),
  );
  return {
    origin: credential.origin,
    transport: createAuthTransport(plainTransport, tokens, credential),
    plainTransport,
  };
}

/** Sends the requests of one file in order, each once; the number of those that failed. */
async function runFile(
  file: string,
  tree: MatterTree,
  sender: Sender,
  { name, given }: RunArguments,
  printer: RunPrinter,
  signal: AbortSignal,
): Promise<number> {
  const wanted = tree.requests.filter((request) => name === undefined || request.name === name);
  if (wanted.length === 0)
    throw new AppError(
      'usage',
      name === undefined ? `${file} holds no request.` : `${file} holds no request named "${name}".`,
    );
  const done = new Set<RequestNode>();
  const runner = new Runner(tree, sender, { clock: systemClock, newUuid: randomUUID });
  let failed = 0;
  printer.file(file);
  for (const request of wanted) {
    if (done.has(request)) continue; // was sent for another one
    try {
      await runner.run(request, {
        signal,
        given,
        onProgress: (node, progress) => {
          printer.progress(node, progress);
        },
        onExchange: (node, exchange) => {
          done.add(node);
          if (printer.exchange(node, exchange) === 'failed') failed++;
        },
      });
    } catch (error) {
      throw inFile(file, error);
    }
  }
  return failed;
}

function inFile(file: string, error: unknown): unknown {
  const hasPlace = error instanceof AppError && /^\d+:\d+: /.test(error.message);
  return hasPlace ? new AppError(error.code, `${file}:${error.message}`, { cause: error }) : error;
}
