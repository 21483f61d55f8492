import { dirname } from 'node:path';
import { AppError } from '../core/appError.ts';
import type { Credential } from '../core/auth/credential.ts';
import { Senders } from '../core/auth/senders.ts';
import type { AuthenticatedClient } from '../core/http/authenticatedClient.ts';
import type { Redactor } from '../core/http/redactor.ts';
import type { Secret } from '../core/secret.ts';
import { durationMs } from '../core/syntax/duration.ts';
import { savedLimits } from '../node/bodyCollector.ts';
import type { CertificateFiles } from '../node/certificateFiles.ts';
import type { Certificates } from '../node/connections.ts';
import { createNodeTransport } from '../node/httpTransport.ts';
import type { SandboxServer } from '../node/sandboxServer.ts';
import { systemClock } from '../node/systemClock.ts';
import { interruptible } from './interruptible.ts';
import { redactor } from './redaction.ts';
import { refuseUnsafeNode } from './unsafeNode.ts';
import { consumeCredentials, consumeSecret, toCredential, type Login } from './login.ts';

/** What the commands that send have in common, for parseArgs. */
export const connectionFlags = {
  sandbox: { type: 'boolean', default: false },
  origin: { type: 'string' },
  timeout: { type: 'string' },
  cacert: { type: 'string' },
  cert: { type: 'string' },
  key: { type: 'string' },
  'credentials-stdin': { type: 'boolean', default: false },
  'credentials-fd': { type: 'string' },
} as const;

interface ConnectionValues {
  readonly sandbox: boolean;
  readonly origin?: string | undefined;
  readonly timeout?: string | undefined;
  readonly cacert?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly 'credentials-stdin': boolean;
  readonly 'credentials-fd'?: string | undefined;
}

export interface ConnectionArguments {
  readonly sandbox: boolean;
  readonly origin: string | undefined;
  readonly timeoutMs: number | undefined;
  /** The file descriptor that holds the credentials. */
  readonly credentialsFd: number | undefined;
  readonly certificates: CertificateFiles;
}

export function toConnectionArguments(values: ConnectionValues): ConnectionArguments {
  const { sandbox, origin, timeout, cacert, cert, key } = values;
  if (sandbox && origin !== undefined) throw new AppError('usage', 'Use --sandbox or --origin, not both.');
  return {
    sandbox,
    origin,
    timeoutMs: timeout === undefined ? undefined : toDuration(timeout),
    credentialsFd: values['credentials-stdin'] ? 0 : toDescriptor(values['credentials-fd']),
    certificates: { ca: cacert, cert, key },
  };
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

export interface Secrets {
  readonly login: Login | undefined;
  readonly passphrase: Secret | undefined;
}

/** Out of the environment, before anything else runs. */
export function consumeSecrets({ credentialsFd, sandbox }: ConnectionArguments): Secrets {
  refuseUnsafeNode(process.env, process.execArgv);
  const passphrase = consumeSecret('MATTER_KEY_PASSPHRASE');
  if (passphrase !== undefined) redactor.register(passphrase);
  return { login: consumeCredentials(sandbox ? 'unused' : credentialsFd), passphrase };
}

export interface Connection {
  readonly client: AuthenticatedClient;
  readonly redactor: Redactor;
  /** Aborts at Ctrl-C, and whenever the command has to end before its end. */
  readonly signal: AbortSignal;
  readonly close: () => Promise<void>;
}

/** To the API, or to a sandbox that lives as long. `outputFile`: bodies of any size will be moved beside it. */
export async function connect(
  options: ConnectionArguments & { readonly outputFile?: string | undefined },
  { login, passphrase }: Secrets,
): Promise<Connection> {
  const certificates = await readCertificates(options, passphrase?.reveal());
  const server = options.sandbox ? await startSandbox() : undefined;
  const transport = await createTransport(options, certificates);
  const senders = new Senders(transport, systemClock, redactor);
  const account = toAccount(server ?? login, options.origin);
  const interruption = interruptible();
  const dispose = (): void => {
    transport.dispose();
  };
  process.once('exit', dispose); // no temporary file is left, however it ends
  return {
    client: senders.for(account),
    redactor,
    signal: interruption.signal,
    close: async () => {
      interruption.dispose();
      process.removeListener('exit', dispose);
      senders.dispose();
      dispose();
      await server?.stop();
    },
  };
}

function toAccount(login: Login | undefined, origin: string | undefined): Credential | undefined {
  return login === undefined ? undefined : toCredential(login, origin);
}

async function startSandbox(): Promise<SandboxServer> {
  const { startSandboxServer } = await import('../node/sandboxServer.ts');
  return startSandboxServer({ readyAfterMs: 1000 });
}

/** Nothing of TLS is loaded where none are named. */
async function readCertificates(
  { certificates: files }: ConnectionArguments,
  passphrase: string | undefined,
): Promise<Certificates> {
  if (Object.values(files).every((path) => path === undefined)) return {};
  const { isUsable, readCertificates: read } = await import('../node/certificateFiles.ts');
  const certificates = await read(files, passphrase);
  if (await isUsable(certificates)) return certificates;
  throw new AppError(
    'usage',
    'The certificates cannot be used. Check --cacert, --cert and --key, and the passphrase in MATTER_KEY_PASSPHRASE.',
  );
}

const proxyVariable = /^(?:https?|all)_proxy$/i;

async function createTransport(
  { outputFile, timeoutMs }: ConnectionArguments & { readonly outputFile?: string | undefined },
  certificates: Certificates,
): Promise<ReturnType<typeof createNodeTransport>> {
  const hasProxy = Object.keys(process.env).some((name) => proxyVariable.test(name));
  return createNodeTransport({
    certificates: () => Promise.resolve(certificates),
    timeouts: () => (timeoutMs === undefined ? {} : { totalMs: timeoutMs }),
    ...(hasProxy ? { proxyFor: (await import('../node/environmentProxy.ts')).environmentProxy } : {}),
    ...(outputFile === undefined ? {} : { folder: dirname(outputFile), limits: savedLimits }),
  });
}
