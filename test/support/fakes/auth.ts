import { Accounts, type RememberedAccount } from '../../../src/core/auth/accounts.ts';
import type { Credential } from '../../../src/core/auth/credential.ts';
import { TokenClient } from '../../../src/core/auth/tokenClient.ts';
import { TokenService } from '../../../src/core/auth/tokenService.ts';
import type { Clock } from '../../../src/core/clock.ts';
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
): { readonly accounts: Accounts; readonly tokens: TokenService } {
  const client = new TokenClient(transport, clock);
  const tokens = new TokenService(client, clock, () => () => undefined);
  let active: RememberedAccount | undefined;
  let count = 0;
  const accounts = new Accounts({
    store: secrets.window(),
    client,
    tokens,
    active: {
      get: () => active,
      set: (account) => {
        active = account;
        return Promise.resolve();
      },
    },
    clock,
    newId: () => `id-${++count}`,
    remember: () => undefined,
  });
  return { accounts, tokens };
}
