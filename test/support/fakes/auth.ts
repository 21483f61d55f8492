import { Accounts, type ActiveAccountMemory, type RememberedAccount } from '../../../src/core/auth/accounts.ts';
import type { Credential } from '../../../src/core/auth/credential.ts';
import { Senders } from '../../../src/core/auth/senders.ts';
import type { TokenService } from '../../../src/core/auth/tokenService.ts';
import type { Clock } from '../../../src/core/clock.ts';
import { Redactor } from '../../../src/core/http/redactor.ts';
import type { Transport } from '../../../src/core/http/transport.ts';
import { Secret } from '../../../src/core/secret.ts';
import type { MemorySecrets } from './memorySecrets.ts';

export function testCredential(origin: string, change: Partial<Credential> = {}): Credential {
  return {
    id: 'one',
    label: 'Test',
    origin,
    clientId: 'sbx_test_client',
    clientSecret: new Secret('sbx_secret_test_1234'),
    basic: 'raw',
    createdAt: 0,
    ...change,
  };
}

/** What one VS Code window composes for accounts, over a shared secret storage. */
export function createTestWindow(
  secrets: MemorySecrets,
  transport: Transport,
  clock: Clock,
): { readonly accounts: Accounts; readonly senders: Senders; readonly tokens: TokenService } {
  const senders = new Senders(transport, clock, new Redactor());
  let count = 0;
  const accounts = new Accounts(senders, secrets.window(), activeInMemory(), clock, () => `id-${++count}`);
  return { accounts, senders, tokens: senders.tokens };
}

/** Which account is in use, as a window remembers it. */
export function activeInMemory(active?: RememberedAccount): ActiveAccountMemory {
  return {
    get: () => active,
    set: (account) => {
      active = account;
      return Promise.resolve();
    },
  };
}
