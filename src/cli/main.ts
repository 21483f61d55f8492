#!/usr/bin/env node
import { version } from '../../package.json';
import { AppError, isCancelled } from '../core/appError.ts';
import { exitCodeOf } from './exitCode.ts';

const help = `matter ${version}: send requests from .matter files to the Matter Partner API

Usage:
  matter run PATH… [options]    send the requests of files and folders, in order
  matter lint FILE… [options]   check the files, as the editor does
  matter format FILE… [options] lay the files out, as the editor does
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

matter sandbox:
  --port N              default: a free one
  --ready-after TIME    time until a result is ready, default 3s
  --token-lifetime TIME default 1h

Exit codes: 0 all is well, 1 a request failed, a file has errors or is not formatted,
2 usage or file, 3 credentials, 4 network, 130 interrupted.
`;

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command === '--version' || command === '-v') return print(`${version}\n`);
  if (command === undefined || command === '--help' || command === '-h') return print(help);
  if (command === 'run') return (await import('./run.ts')).run(rest);
  if (command === 'lint') return (await import('./lint.ts')).lint(rest);
  if (command === 'format') return (await import('./format.ts')).format(rest);
  if (command === 'sandbox') return (await import('./sandbox.ts')).sandbox(rest);
  throw new AppError('usage', `There is no command "${command.slice(0, 40)}". See: matter --help`);
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

// A reader that went away is not our failure (`matter run … | head`).
process.stdout.on('error', () => process.exit(0));
main(process.argv.slice(2)).then(
  // Not process.exit(): it would cut short what a pipe has not yet taken.
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.exitCode = exitCodeOf(error);
    if (isCancelled(error)) return;
    process.stderr.write(
      error instanceof AppError ? `matter: ${error.message}\n` : `matter: this is a bug: ${String(error)}\n`,
    );
  },
);
