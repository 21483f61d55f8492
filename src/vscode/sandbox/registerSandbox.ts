import * as vscode from 'vscode';
import type { Credential } from '../../core/auth/credential.ts';
import type { SandboxServer } from '../../node/sandboxServer.ts';
import type { CommandId } from '../commands.ts';
import type { Feature, Services } from '../services.ts';
import { sandboxAccountId } from '../sandboxAccount.ts';
import { settings } from '../settings.ts';
import { refuseUntrusted } from '../trust.ts';

type SandboxCommandId = Extract<CommandId, 'matter.startSandbox' | 'matter.stopSandbox'>;

export interface SandboxFeature extends Feature<SandboxCommandId> {
  readonly startAndSignIn: () => Promise<Credential>;
}

export function registerSandbox(services: Services): SandboxFeature {
  const sandbox = new WindowSandbox(services);
  return {
    handlers: { 'matter.startSandbox': sandbox.start, 'matter.stopSandbox': sandbox.stop },
    startAndSignIn: () => sandbox.startAndSignIn(),
    dispose: () => {
      sandbox.dispose();
    },
  };
}

/** The embedded Matter API of this window: one server, one account. */
class WindowSandbox {
  readonly #services: Services;
  #server: SandboxServer | undefined;

  constructor(services: Services) {
    this.#services = services;
  }

  readonly start = async (): Promise<void> => {
    const credential = await this.startAndSignIn();
    void this.#services.report.information(
      vscode.l10n.t('The sandbox runs at {0}. You are signed in to it.', credential.origin),
    );
  };

  readonly stop = async (): Promise<void> => {
    await this.#server?.stop();
    this.#server = undefined;
    await this.#services.accounts.signOut(sandboxAccountId);
    void this.#services.report.information(vscode.l10n.t('The sandbox has stopped.'));
  };

  async startAndSignIn(): Promise<Credential> {
    refuseUntrusted();
    const server = await this.#running();
    return this.#services.accounts.signIn({
      id: sandboxAccountId,
      label: vscode.l10n.t('Sandbox'),
      origin: server.origin,
      clientId: server.clientId,
      clientSecret: server.clientSecret,
      sessionOnly: true, // the server ends with this window
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
