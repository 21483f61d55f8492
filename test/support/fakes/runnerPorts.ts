import { AppError } from '../../../src/core/appError.ts';
import type { Clock } from '../../../src/core/clock.ts';
import type { AuthenticatedClient } from '../../../src/core/http/authenticatedClient.ts';
import type { RunnerPorts } from '../../../src/core/run/runner.ts';

/** Ports of a run without files, prompts and environment, but for those given. */
export function runnerPorts(client: AuthenticatedClient, clock: Clock, own: Partial<RunnerPorts> = {}): RunnerPorts {
  const refuse = (): Promise<never> => Promise.reject(new AppError('file', 'There are no files here.'));
  return {
    client,
    clientOf: () => Promise.resolve(client),
    clock,
    dynamic: {
      newUuid: () => 'uuid',
      randomInt: (from) => from,
      localOffsetMinutes: () => 0,
      dotenv: () => Promise.resolve(undefined),
      processEnv: () => undefined,
    },
    files: { read: refuse, save: refuse },
    environment: new Map(),
    prompt: () => Promise.reject(new AppError('cancelled', 'Not sent.')),
    confirmSend: () => Promise.resolve(true),
    allowsPrivateHost: () => Promise.resolve(false),
    ...own,
  };
}
