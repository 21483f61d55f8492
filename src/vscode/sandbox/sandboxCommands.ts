import * as vscode from 'vscode';
import type { Accounts } from '../../core/auth/accounts.ts';
import type { Credential } from '../../core/auth/credential.ts';
import type { SandboxServer } from '../../node/sandboxServer.ts';
import type { Report } from '../report.ts';
import { settings } from '../settings.ts';
import { refuseUntrusted } from '../trust.ts';

export interface SandboxPorts {
  readonly accounts: Accounts;
  readonly report: Report;
}

const sandboxAccountId = 'sandbox';

/** The embedded Matter API of this window: one server, one account. */
export class SandboxCommands {
  readonly #ports: SandboxPorts;
  #server: SandboxServer | undefined;

  constructor(ports: SandboxPorts) {
    this.#ports = ports;
  }

  readonly start = async (): Promise<void> => {
    const credential = await this.startAndSignIn();
    this.#ports.report.information(
      vscode.l10n.t('The sandbox runs at {0}. You are signed in to it.', credential.origin),
    );
  };

  readonly stop = async (): Promise<void> => {
    await this.#server?.stop();
    this.#server = undefined;
    await this.#ports.accounts.signOut(sandboxAccountId);
    this.#ports.report.information(vscode.l10n.t('The sandbox has stopped.'));
  };

  async startAndSignIn(): Promise<Credential> {
    refuseUntrusted();
    const server = await this.#running();
    return this.#ports.accounts.signIn({
      id: sandboxAccountId,
      label: vscode.l10n.t('Sandbox'),
      origin: server.origin,
      clientId: server.clientId,
      clientSecret: server.clientSecret,
      isHeld: true, // the server ends with this window
    });
  }

  dispose(): void {
    void this.#server?.stop();
  }

  async #running(): Promise<SandboxServer> {
    if (this.#server !== undefined) return this.#server;
    const { startSandboxServer } = await import('../../node/sandboxServer.ts');
    const server = await startSandboxServer({
      port: settings.sandboxPort(),
      readyAfterMs: settings.sandboxReadyAfterMs(),
      tokenLifetimeSeconds: settings.sandboxTokenLifetimeSeconds(),
    });
    server.onDidStop(() => {
      if (this.#server === server) this.#server = undefined;
    });
    this.#server = server;
    return server;
  }
}
