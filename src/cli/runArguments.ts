import { parseArgs } from 'node:util';
import { AppError } from '../core/appError.ts';
import { connectionFlags, toConnectionArguments, type ConnectionArguments } from './connection.ts';
import { usageError } from './usage.ts';

export interface RunArguments extends ConnectionArguments {
  /** Files and folders. */
  readonly paths: readonly string[];
  readonly name: string | undefined;
  readonly tags: readonly string[];
  readonly environment: string | undefined;
  readonly overrides: ReadonlyMap<string, string>;
  readonly allowedEnv: readonly string[];
  readonly parallel: number;
  readonly bail: boolean;
  readonly yes: boolean;
  readonly allowsPrivateHosts: boolean;
  readonly showBody: boolean;
  readonly quiet: boolean;
  readonly jsonFile: string | undefined;
  readonly junitFile: string | undefined;
  readonly outputFile: string | undefined;
}

export function parseRunArguments(args: readonly string[]): RunArguments {
  const { values, positionals } = parse(args);
  if (positionals.length === 0) throw new AppError('usage', 'Name at least one .matter file. See: matter --help');
  const { name, tag, env, parallel, bail, yes, quiet, json, junit, output } = values;
  return {
    ...toConnectionArguments(values),
    paths: positionals,
    name,
    tags: tag,
    environment: env,
    overrides: new Map(values.var.map(toPair)),
    allowedEnv: values['env-allow'],
    parallel: toParallel(parallel),
    bail,
    yes,
    allowsPrivateHosts: values['allow-private-hosts'],
    quiet,
    showBody: values['show-body'] || process.stdout.isTTY,
    jsonFile: json,
    junitFile: junit,
    outputFile: output,
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
        ...connectionFlags,
        name: text,
        tag: list(),
        env: text,
        var: list(),
        'env-allow': list(),
        parallel: { type: 'string', default: '1' },
        bail: flag,
        yes: flag,
        'allow-private-hosts': flag,
        'show-body': flag,
        quiet: flag,
        json: text,
        junit: text,
        output: text,
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

function toParallel(count: string): number {
  if (/^[1-9]\d?$/.test(count)) return Number(count);
  throw new AppError('usage', '--parallel takes a number from 1 to 99.');
}
