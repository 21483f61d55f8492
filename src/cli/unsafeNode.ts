import { AppError } from '../core/appError.ts';

/** Options of Node that print what is encrypted, or weaken what protects it. */
const unsafeOptions = /--(?:insecure-http-parser|trace-tls|tls-keylog|tls-cipher-list|tls-min-v1\.[01])\b/;

/**
 * Throws 'usage' where the environment tells Node to print what is sent, or to trust anybody: what SECURITY.md promises
 * would not hold.
 */
export function refuseUnsafeNode(env: NodeJS.ProcessEnv, execArgv: readonly string[]): void {
  for (const name of ['NODE_DEBUG', 'NODE_DEBUG_NATIVE'])
    if ((env[name] ?? '') !== '') throw unsafe(name, 'prints what is sent, secrets too');
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0')
    throw unsafe('NODE_TLS_REJECT_UNAUTHORIZED', 'switches off the check of certificates (see --cacert)');
  const [option] = unsafeOptions.exec([env['NODE_OPTIONS'] ?? '', ...execArgv].join(' ').replaceAll('_', '-')) ?? [];
  if (option !== undefined) throw unsafe(`NODE_OPTIONS with ${option}`, 'weakens or prints what is encrypted');
}

function unsafe(name: string, what: string): AppError {
  return new AppError('usage', `${name} ${what}. Unset it. Nothing was sent.`);
}
