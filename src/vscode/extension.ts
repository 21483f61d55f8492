import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { Accounts } from '../core/auth/accounts.ts';
import { createAuthTransport } from '../core/auth/authTransport.ts';
import { TokenClient } from '../core/auth/tokenClient.ts';
import { TokenService } from '../core/auth/tokenService.ts';
import { Redactor } from '../core/http/redactor.ts';
import type { Transport } from '../core/http/transport.ts';
import type { Sender } from '../core/run/runner.ts';
import { createNodeTransport } from '../node/httpTransport.ts';
import { systemClock } from '../node/systemClock.ts';
import { createAccountCommands, type AccountCommands } from './auth/accountCommands.ts';
import { registerAccountStatus } from './auth/accountStatus.ts';
import { MatterAuthenticationProvider, providerId } from './auth/authenticationProvider.ts';
import { SecretCredentialStore } from './auth/secretCredentialStore.ts';
import { signIn } from './auth/signIn.ts';
import { registerCommands, type CommandHandlers } from './commands.ts';
import { Disposables } from './disposables.ts';
import { ApiService } from './explorer/apiService.ts';
import { Explorer } from './explorer/explorer.ts';
import { registerProblems } from './language/problems.ts';
import { registerRequestLenses } from './language/requestLenses.ts';
import { Log } from './log.ts';
import { MatterDocuments } from './matterDocuments.ts';
import { Report } from './report.ts';
import { SendCommands } from './runner/sendCommands.ts';
import { SandboxCommands } from './sandbox/sandboxCommands.ts';
import { settings } from './settings.ts';

/** Composes the extension. Reads no file, opens no socket: all of that waits for the user. */
export function activate(context: vscode.ExtensionContext): void {
  const own = new Disposables();
  context.subscriptions.push(own);
  const redactor = new Redactor();
  const log = own.add(new Log(redactor));
  const report = new Report(log, redactor);
  const transport = own.add(createNodeTransport());
  const { accounts, tokens } = createAuth(context, own, transport, redactor);
  const sandbox = own.add(new SandboxCommands({ accounts, report }));
  const accountCommands = registerAccounts(own, accounts, tokens, sandbox, report);

  const documents = own.add(new MatterDocuments());
  const sender = (): Promise<Sender> => senderOf(accounts, tokens, transport);
  const sends = own.add(new SendCommands({ documents, log, sender, redact: (text) => redactor.redact(text) }));
  own.add(
    registerRequestLenses(documents, (document, index) => sends.lastStatus(document, index), sends.onDidChangeStatus),
  );
  own.add(registerProblems(documents));
  const explorer = registerExplorer(context, own, accounts, documents, report);

  const handlers: CommandHandlers = {
    'matter.signIn': accountCommands.signIn,
    'matter.signOut': accountCommands.signOut,
    'matter.switchAccount': accountCommands.switchAccount,
    'matter.testConnection': accountCommands.testConnection,
    'matter.showLog': () => {
      log.show();
    },
    'matter.startSandbox': sandbox.start,
    'matter.stopSandbox': sandbox.stop,
    'matter.send': sends.send,
    'matter.showResponse': sends.showResponse,
    'matter.showResponseDetails': sends.showDetails,
    'matter.openRequest': explorer.openRequest,
    'matter.newRequest': explorer.newRequest,
    'matter.refresh': explorer.refresh,
  };
  own.add(registerCommands(handlers, report));
}

function registerAccounts(
  own: Disposables,
  accounts: Accounts,
  tokens: TokenService,
  sandbox: SandboxCommands,
  report: Report,
): AccountCommands {
  const signInByUser = (): ReturnType<typeof signIn> =>
    signIn({ accounts, apiOrigin: settings.apiOrigin, startSandbox: () => sandbox.startAndSignIn() });
  const provider = own.add(new MatterAuthenticationProvider(accounts, tokens, signInByUser));
  const options = { supportsMultipleAccounts: true };
  own.add(vscode.authentication.registerAuthenticationProvider(providerId, 'Matter', provider, options));
  own.add(registerAccountStatus(accounts, tokens));
  return createAccountCommands({ accounts, tokens, report, signIn: signInByUser });
}

function registerExplorer(
  context: vscode.ExtensionContext,
  own: Disposables,
  accounts: Accounts,
  documents: MatterDocuments,
  report: Report,
): Explorer {
  const api = new ApiService({
    shipped: vscode.Uri.joinPath(context.extensionUri, 'media', 'matter-partner-api.openapi.yaml'),
    userPath: settings.apiDescription,
    onProblem: (error) => {
      report.error(error);
    },
  });
  const explorer = own.add(new Explorer(api, documents, async () => (await accounts.active()) !== undefined));
  own.add(accounts.onDidChange(explorer.refresh));
  own.add(settings.onDidChange(explorer.refresh));
  return explorer;
}

function createAuth(
  context: vscode.ExtensionContext,
  own: Disposables,
  transport: Transport,
  redactor: Redactor,
): { readonly accounts: Accounts; readonly tokens: TokenService } {
  const client = new TokenClient(transport, systemClock);
  const tokens = own.add(new TokenService(client, systemClock, (token) => redactor.add(token)));
  const accounts = new Accounts({
    store: own.add(new SecretCredentialStore(context.secrets)),
    client,
    tokens,
    active: {
      get: () => context.globalState.get<string>('activeAccount'),
      set: async (id) => {
        await context.globalState.update('activeAccount', id);
      },
    },
    clock: systemClock,
    newId: randomUUID,
    remember: (secret) => {
      redactor.add(secret);
    },
  });
  return { accounts: own.add(accounts), tokens };
}

/** The account in use with the transport that attaches its token; signed out, requests with whole URLs still go. */
async function senderOf(accounts: Accounts, tokens: TokenService, plainTransport: Transport): Promise<Sender> {
  const credential = await accounts.active();
  if (credential === undefined) return { transport: plainTransport, plainTransport };
  return {
    origin: credential.origin,
    transport: createAuthTransport(plainTransport, tokens, credential),
    plainTransport,
  };
}
