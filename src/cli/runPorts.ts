import { randomInt, randomUUID } from 'node:crypto';
import { AppError } from '../core/appError.ts';
import type { AuthenticatedClient } from '../core/http/authenticatedClient.ts';
import type { Redactor } from '../core/http/redactor.ts';
import type { RunnerPorts } from '../core/run/runner.ts';
import { Secret } from '../core/secret.ts';
import { projectOf } from '../node/project.ts';
import { readEnvironments } from '../node/requestEnvironment.ts';
import { createRequestFiles, readDotenv } from '../node/requestFiles.ts';
import { systemClock } from '../node/systemClock.ts';
import type { RunArguments } from './runArguments.ts';
import { askOnTerminal, isTerminal } from './terminal.ts';

export interface RunParts {
  readonly options: RunArguments;
  readonly client: AuthenticatedClient;
  readonly redactor: Redactor;
  readonly signal: AbortSignal;
}

/** What the requests of a file may know and use: its folder, the chosen environment, the options, the terminal. */
export async function createRunPorts(
  file: string,
  { client, options, redactor, signal }: RunParts,
): Promise<RunnerPorts> {
  const root = await projectOf(file);
  return {
    client,
    clientOf: () => Promise.resolve(client), // the command line has one account
    clock: systemClock,
    files: createRequestFiles(root, file),
    environment: await environmentOf(file, root, options.environment, redactor),
    dynamic: {
      newUuid: randomUUID,
      randomInt,
      localOffsetMinutes: (at) => -new Date(at).getTimezoneOffset(),
      dotenv: async (name) => hidden(await readDotenv(file, name), redactor),
      processEnv: (name) =>
        name.startsWith('MATTER_VAR_') || options.allowedEnv.includes(name)
          ? hidden(process.env[name], redactor)
          : undefined,
    },
    prompt: async ({ name, label, isSecret }) => {
      if (!isTerminal()) throw new AppError('usage', `The request asks for "${name}". Give it with --var ${name}=…`);
      const answer = await askOnTerminal(`${label}: `, { isSecret, signal });
      if (isSecret) redactor.register(new Secret(answer));
      return answer;
    },
    allowsPrivateHost: (host) => {
      if (options.allowsPrivateHosts) return Promise.resolve(true);
      const message = `A response named the host ${host}, which is in a private network. Nothing was sent to it. Allow it with --allow-private-hosts.`;
      return Promise.reject(new AppError('private-host', message));
    },
    confirmSend: async (note) => {
      if (options.yes) return true;
      if (!isTerminal())
        throw new AppError('usage', `The request asks before it is sent: "${note}". Confirm with --yes.`);
      return /^y(es)?$/i.test(await askOnTerminal(`${note} Send? [y/N] `, { isSecret: false, signal }));
    },
  };
}

/** A value that is nobody's business from now on. */
function hidden(value: string | undefined, redactor: Redactor): string | undefined {
  if (value !== undefined) redactor.register(new Secret(value));
  return value;
}

async function environmentOf(
  file: string,
  root: string,
  name: string | undefined,
  redactor: Redactor,
): Promise<ReadonlyMap<string, unknown>> {
  if (name === undefined) return new Map();
  const { names, valuesOf, secretValues } = await readEnvironments(file, root);
  for (const value of secretValues) redactor.register(new Secret(value));
  const values = valuesOf(name);
  if (values !== undefined) return values;
  const known = names.length === 0 ? 'There is no http-client.env.json.' : `There are: ${names.join(', ')}.`;
  throw new AppError('usage', `There is no environment "${name}" for ${file}. ${known}`);
}
