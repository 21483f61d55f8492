#!/usr/bin/env node
import { version } from '../../package.json';
import { AppError, isCancelled } from '../core/appError.ts';
import { exitCodeOf } from './exitCode.ts';
import { interruptAll } from './interruptible.ts';
import { redactor } from './redaction.ts';
import { guardOutput } from './terminal.ts';

const help = `matter ${version}: send requests from .matter files to the Matter Partner API

Usage:
  matter run PATH… [options]    send the requests of files and folders, in order
  matter lint FILE… [options]   check the files, as the editor does
  matter format FILE… [options] lay the files out, as the editor does
  matter check PORTFOLIO…       check portfolio files (CSV, XLSX); sends nothing
  matter analyse PORTFOLIO…     send portfolios, wait for their results, write them down
  matter compare RESULT RESULT… compare results (JSON)
  matter sandbox [options]      start a Matter API with sample data on this computer
  matter --version | --help

matter run:
  --sandbox          start a sandbox, send to it, stop it
  --origin URL       the API to send to (default: the Matter API); signs in with
                     MATTER_CLIENT_ID and MATTER_CLIENT_SECRET of the environment
  --credentials-stdin, --credentials-fd N
                     sign in with {"client_id": "…", "client_secret": "…"} from there
  --name NAME        send this request only, with what it depends on
  --tag TAG          send the requests with this tag only; may be repeated
  --env NAME         an environment of http-client.env.json
  --var NAME=VALUE   give a variable, or answer a prompt; may be repeated
  --env-allow NAME   let {{$processEnv NAME}} read this variable; may be repeated;
                     those that begin with MATTER_VAR_ need no permission
  --parallel N       send N requests at the same time (default 1)
  --bail             end the run at the first failure
  --yes              send requests with @note without asking
  --allow-private-hosts
                     send to a host of a private network that a response named
  --json FILE        write a report as JSON
  --junit FILE       write a report for CI servers
  --output FILE      write the body of the last response
  --timeout TIME     the longest a request may take (default: no limit)
  --cacert FILE      trust these authorities too (PEM)
  --cert FILE        the client certificate (PEM), with --key FILE; the passphrase of the
  --key FILE         key comes from MATTER_KEY_PASSPHRASE
  --show-body        print response bodies (a terminal shows them anyway)
  --quiet            print failures only

matter lint:
  --json             print the problems as JSON
  --api FILE         an OpenAPI description of your own, beside the shipped one

matter format:
  --check            change nothing; exit with 1 where a file would change

matter check, matter analyse:
  PORTFOLIO          files, or folders of them
  --id COLUMN        the identifiers: a column by name, letter or number
  --weight COLUMN    the weights
  --scheme SCHEME    of the identifiers, for example ISIN
  --scale percent|fraction
  --sheet NAME       of an Excel file (default: the first)
  --json             (check) print the findings as JSON

matter analyse, with --sandbox, --origin, credentials, certificates and --timeout as above:
  --out DIR          where the results go (default: matter-results)
  --format csv,json  (default: both)
  --concurrency N    analyses under way at the same time (default 8)
  --resume           go on with the run in DIR: nothing is sent twice
  --wait TIME        for a result at most (default 1h)
  --external-id ID   of one portfolio (default: made from its name)
  --drop-bad-rows, --merge-duplicates, --normalise-weights
                     change the holdings so before they are sent
  --api FILE         an OpenAPI description of your own, beside the shipped one
  --quiet            print the summary only

matter compare:
  --format table|csv|json
  --tolerance SHARE  take values for the same up to this, as 0.01 or 1%

matter sandbox:
  --port N              default: a free one
  --ready-after TIME    time until a result is ready, default 3s
  --token-lifetime TIME default 1h

Exit codes: 0 all is well, 1 a request or analysis failed, a file has errors or is not
formatted, results differ, 2 usage or file, 3 credentials, 4 network, 130 interrupted.
`;

type Command = (args: readonly string[]) => Promise<number>;

/** Each is loaded when it is asked for. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  run: async () => (await import('./run.ts')).run,
  lint: async () => (await import('./lint.ts')).lint,
  format: async () => (await import('./format.ts')).format,
  check: async () => (await import('./check.ts')).check,
  analyse: async () => (await import('./analyse.ts')).analyse,
  compare: async () => (await import('./compare.ts')).compare,
  sandbox: async () => (await import('./sandbox.ts')).sandbox,
};

async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version' || name === '-v') return print(`${version}\n`);
  if (name === undefined || name === '--help' || name === '-h') return print(help);
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  // Without what follows an "=": it may be a pasted secret.
  const [shown = ''] = name.slice(0, 40).split('=');
  if (load === undefined) throw new AppError('usage', `There is no command "${shown}". See: matter --help`);
  return (await load())(rest);
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** The code of the process is that of the error. */
function tell(error: unknown): void {
  process.exitCode = exitCodeOf(error);
  if (isCancelled(error)) return;
  const text = error instanceof AppError ? error.message : `this is a bug: ${String(error)}`;
  process.stderr.write(`matter: ${text}\n`);
}

let hasEnded = false;
// Until a command says otherwise: what never ends, or dies, is no success.
process.exitCode = 1;
const redact = (text: string): string => redactor.redact(text);
guardOutput(process.stdout, redact);
guardOutput(process.stderr, redact);
process.on('uncaughtException', (error) => {
  if (interruptAll(error)) return;
  tell(error);
  process.exit();
});
process.once('beforeExit', () => {
  if (!hasEnded) tell(new Error('the work came to a halt before its end'));
});
main(process.argv.slice(2))
  // Not process.exit(): it would cut short what a pipe has not yet taken.
  .then((code) => (process.exitCode = code), tell)
  .finally(() => {
    hasEnded = true;
  });
