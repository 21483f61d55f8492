import { parseArgs } from 'node:util';
import { AppError } from '../core/appError.ts';
import { durationMs } from '../core/syntax/duration.ts';
import type { CertificateFiles } from '../node/certificateFiles.ts';
import { usageError } from './usage.ts';

export interface RunArguments {
  /** Files and folders. */
  readonly paths: readonly string[];
  readonly sandbox: boolean;
  readonly origin: string | undefined;
  readonly name: string | undefined;
  readonly tags: readonly string[];
  readonly environment: string | undefined;
  readonly given: ReadonlyMap<string, string>;
  readonly allowedEnv: readonly string[];
  readonly parallel: number;
  readonly bail: boolean;
  readonly yes: boolean;
  readonly showBody: boolean;
  readonly quiet: boolean;
  readonly jsonFile: string | undefined;
  readonly junitFile: string | undefined;
  readonly outputFile: string | undefined;
  readonly timeoutMs: number | undefined;
  /** The file descriptor that holds the credentials. */
  readonly credentialsFd: number | undefined;
  readonly certificates: CertificateFiles;
}

export function parseRunArguments(args: readonly string[]): RunArguments {
  const { values, positionals } = parse(args);
  if (positionals.length === 0) throw new AppError('usage', 'Name at least one .matter file. See: matter --help');
  if (values.sandbox && values.origin !== undefined)
    throw new AppError('usage', 'Use --sandbox or --origin, not both.');
  const {
    name,
    tag,
    env,
    parallel,
    json,
    junit,
    output,
    timeout,
    cacert,
    cert,
    key,
    'show-body': showBody,
    'env-allow': allowedEnv,
    'credentials-stdin': fromStdin,
    'credentials-fd': descriptor,
    ...rest
  } = values;
  return {
    ...rest,
    paths: positionals,
    origin: values.origin,
    name,
    tags: tag,
    environment: env,
    given: new Map(values.var.map(toPair)),
    allowedEnv,
    parallel: toParallel(parallel),
    showBody: showBody || process.stdout.isTTY,
    jsonFile: json,
    junitFile: junit,
    outputFile: output,
    timeoutMs: timeout === undefined ? undefined : toDuration(timeout),
    credentialsFd: fromStdin ? 0 : toDescriptor(descriptor),
    certificates: { ca: cacert, cert, key },
  };
}

const flag = { type: 'boolean', default: false } as const;
const text = { type: 'string' } as const;
const list = (): { type: 'string'; multiple: true; default: string[] } => ({
  type: 'string',
  multiple: true,
  default: [],
});

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        sandbox: flag,
        origin: text,
        name: text,
        tag: list(),
        env: text,
        var: list(),
        'env-allow': list(),
        parallel: { type: 'string', default: '1' },
        bail: flag,
        yes: flag,
        'show-body': flag,
        quiet: flag,
        json: text,
        junit: text,
        output: text,
        timeout: text,
        cacert: text,
        cert: text,
        key: text,
        'credentials-stdin': flag,
        'credentials-fd': text,
      },
    });
  } catch (cause) {
    throw usageError(cause);
  }
}

function toPair(pair: string): readonly [string, string] {
  const at = pair.indexOf('=');
  if (at < 1) throw new AppError('usage', '--var takes NAME=VALUE.');
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function toDescriptor(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new AppError('usage', '--credentials-fd takes the number of an open file descriptor.');
}

function toDuration(text: string): number {
  const ms = durationMs(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new AppError('usage', '--timeout takes a time, as 30s or 5m.');
}

function toParallel(count: string): number {
  if (/^[1-9]\d?$/.test(count)) return Number(count);
  throw new AppError('usage', '--parallel takes a number from 1 to 99.');
}
