import { createHash, randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { Accounts } from '../core/auth/accounts.ts';
import { createAuthTransport } from '../core/auth/authTransport.ts';
import { TokenClient } from '../core/auth/tokenClient.ts';
import { TokenService } from '../core/auth/tokenService.ts';
import { Redactor } from '../core/http/redactor.ts';
import type { Transport } from '../core/http/transport.ts';
import type { Sender } from '../core/run/runner.ts';
import { toHistoryEntry } from '../core/run/history.ts';
import { Secret } from '../core/secret.ts';
import { createNodeTransport } from '../node/httpTransport.ts';
import { systemClock } from '../node/systemClock.ts';
import { createAccountCommands, type AccountCommands } from './auth/accountCommands.ts';
import { registerAccountStatus } from './auth/accountStatus.ts';
import { MatterAuthenticationProvider, providerId } from './auth/authenticationProvider.ts';
import { SecretCredentialStore } from './auth/secretCredentialStore.ts';
import { signIn } from './auth/signIn.ts';
import { registerCommands, type CommandHandlers } from './commands.ts';
import { Disposables } from './disposables.ts';
import { ApiService } from './apiService.ts';
import { EditorEnvironments } from './environments.ts';
import { Explorer } from './explorer/explorer.ts';
import type { LanguageFeatures } from './language/registerLanguage.ts';
import { registerRequestLenses } from './language/requestLenses.ts';
import { Log } from './log.ts';
import { MatterDocuments } from './matterDocuments.ts';
import { Report } from './report.ts';
import { HistoryStore } from './history/historyStore.ts';
import { HistoryView } from './history/historyView.ts';
import { DocumentRuns, keyOf, type RunPorts } from './runner/documentRuns.ts';
import { SendCommands } from './runner/sendCommands.ts';
import { TestExplorer } from './runner/testExplorer.ts';
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
  const api = createApiService(context, report);
  const redact = (text: string): string => redactor.redact(text);
  const environments = own.add(
    new EditorEnvironments(context.workspaceState, (secret) => redactor.add(new Secret(secret))),
  );
  const runPorts: RunPorts = {
    documents,
    sender: (id) => senderOf(accounts, tokens, transport, id),
    accounts: () => accounts.list(),
    environment: (document) => environments.valuesFor(document),
    remember: (secret) => redactor.add(new Secret(secret)),
  };
  const runs = own.add(new DocumentRuns(runPorts));
  const sends = own.add(new SendCommands({ ...runPorts, runs, log, redact }));
  const history = registerHistory(context, own, runs, report);
  const explorer = own.add(new Explorer(api, documents, async () => (await accounts.active()) !== undefined));
  const { sender } = runPorts;
  const language = registerEditor(own, { documents, redact, accounts, api, sends, runs, sender, environments });
  const refresh = (): void => {
    explorer.refresh();
    void language.then((features) => {
      features.refresh();
    });
  };
  own.add(accounts.onDidChange(refresh));
  own.add(settings.onDidChange(refresh));

  own.add(
    registerCommands(
      commandHandlers({ log, accountCommands, sandbox, sends, explorer, environments, history, refresh }),
      report,
    ),
  );
}

interface CommandParts {
  readonly log: Log;
  readonly accountCommands: AccountCommands;
  readonly sandbox: SandboxCommands;
  readonly sends: SendCommands;
  readonly explorer: Explorer;
  readonly environments: EditorEnvironments;
  readonly history: HistoryView;
  readonly refresh: () => void;
}

function commandHandlers({
  log,
  accountCommands,
  sandbox,
  sends,
  explorer,
  environments,
  history,
  refresh,
}: CommandParts): CommandHandlers {
  return {
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
    'matter.sendWith': sends.sendWith,
    'matter.copyAs': sends.copyAs,
    'matter.compareResponses': sends.compareResponses,
    'matter.showResponse': sends.showResponse,
    'matter.showResponseDetails': sends.showDetails,
    'matter.openRequest': explorer.openRequest,
    'matter.newRequest': explorer.newRequest,
    'matter.newRequestFromOperation': explorer.newRequestFromOperation,
    'matter.importHttpFile': async (uri) => (await import('./import/importCommands.ts')).importHttpFile(uri),
    'matter.importCurl': async () => (await import('./import/importCommands.ts')).importCurl(),
    'matter.history.open': history.open,
    'matter.history.resend': history.resend,
    'matter.history.remove': history.remove,
    'matter.history.clear': history.clear,
    'matter.selectEnvironment': environments.select,
    'matter.refresh': refresh,
  };
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

const lensDelayMs = 300;

interface EditorParts {
  readonly documents: MatterDocuments;
  readonly redact: (text: string) => string;
  readonly accounts: Accounts;
  readonly api: ApiService;
  readonly sends: SendCommands;
  readonly runs: DocumentRuns;
  readonly sender: () => Promise<Sender>;
  readonly environments: EditorEnvironments;
}

function registerEditor(
  own: Disposables,
  { documents, redact, accounts, api, sends, runs, sender, environments }: EditorParts,
): Promise<LanguageFeatures> {
  // Once the response is on the screen: VS Code drops a refresh of lenses that comes while an editor opens.
  const onDidRecord: vscode.Event<void> = (listener) => runs.onDidRecord(() => setTimeout(listener, lensDelayMs));
  own.add(registerRequestLenses(documents, (document, place) => sends.lastStatus(document, place), onDidRecord));
  return loadLanguage().then(({ registerLanguage }) => {
    own.add(new TestExplorer(documents, runs, sender));
    return own.add(
      registerLanguage({
        documents,
        redact,
        api: () => api.description(),
        accounts: async () => (await accounts.list()).map(({ label }) => label),
        lastResponse: (document, name) => runs.lastResponse(document, name),
        outside: (document) => environments.sourcesFor(document),
        onDidChangeResponses: onDidRecord,
        onDidChangeOutside: environments.onDidChange,
        showsResolvedPath: settings.showsResolvedPath,
      }),
    );
  });
}

/** Right after activation, which does not wait for it. */
async function loadLanguage(): Promise<typeof import('./language/registerLanguage.ts')> {
  await new Promise((resolve) => setImmediate(resolve));
  return import('./language/registerLanguage.ts');
}

function registerHistory(
  context: vscode.ExtensionContext,
  own: Disposables,
  runs: DocumentRuns,
  report: Report,
): HistoryView {
  const store = own.add(
    new HistoryStore(historyFolder(context), (error) => {
      report.quiet(error);
    }),
  );
  own.add(
    runs.onDidRecord(({ document, request, exchange }) => {
      const title = request.title ?? '';
      const about = {
        id: randomUUID(),
        at: Date.now(),
        file: document.uri.toString(),
        key: keyOf(request),
        title: title === '' ? (request.name ?? request.method) : title,
      };
      if (document.uri.scheme === 'file') void store.add(toHistoryEntry(exchange, about));
    }),
  );
  return own.add(new HistoryView(store));
}

/** In the extension's own storage, not in the workspace's: a copied workspace takes no history along. */
function historyFolder({ globalStorageUri }: vscode.ExtensionContext): vscode.Uri | undefined {
  const workspace = vscode.workspace.workspaceFile ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  if (workspace === undefined) return undefined;
  const id = createHash('sha256').update(workspace.toString()).digest('hex').slice(0, 16);
  return vscode.Uri.joinPath(globalStorageUri, 'history', id);
}

function createApiService(context: vscode.ExtensionContext, report: Report): ApiService {
  return new ApiService({
    shipped: vscode.Uri.joinPath(context.extensionUri, 'media', 'matter-partner-api.openapi.yaml'),
    userPath: settings.apiDescription,
    onProblem: (error) => {
      report.error(error);
    },
  });
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
async function senderOf(
  accounts: Accounts,
  tokens: TokenService,
  plainTransport: Transport,
  accountId?: string,
): Promise<Sender> {
  const all = await accounts.list();
  const credential = accountId === undefined ? await accounts.active() : all.find(({ id }) => id === accountId);
  if (credential === undefined) return { transport: plainTransport, plainTransport };
  return {
    origin: credential.origin,
    transport: createAuthTransport(plainTransport, tokens, credential),
    plainTransport,
  };
}
