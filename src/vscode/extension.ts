import { createRequire } from 'node:module';
import * as vscode from 'vscode';
import type { Disposable } from '../core/event.ts';
import { Redactor } from '../core/http/redactor.ts';
import { accountVariable } from '../core/environment/accountVariable.ts';
import type { Transport } from '../core/http/transport.ts';
import { Secret } from '../core/secret.ts';
import type { TransportOptions } from '../node/httpTransport.ts';
import { createAnalyses, type AnalysesFeature } from './analysis/createAnalyses.ts';
import { ApiService } from './apiService.ts';
import { Auth } from './auth/auth.ts';
import type { AccountCommands } from './auth/accountCommands.ts';
import type { EditorCertificates } from './certificates.ts';
import { registerCommands, type CommandHandlers } from './commands.ts';
import { Disposables } from './disposables.ts';
import { EditorEnvironments } from './environments.ts';
import { Explorer } from './explorer/explorer.ts';
import { createHistory } from './history/createHistory.ts';
import type { HistoryView } from './history/historyView.ts';
import type { LanguageFeatures } from './language/registerLanguage.ts';
import { registerRequestLenses } from './language/requestLenses.ts';
import { Log } from './log.ts';
import { MatterDocuments } from './matterDocuments.ts';
import { ReadonlyDocuments } from './virtualDocuments.ts';
import { Report } from './report.ts';
import { createRequests, type Requests } from './runner/createRequests.ts';
import { SandboxCommands } from './sandbox/sandboxCommands.ts';
import { settings } from './settings.ts';
import { refuseUntrusted } from './trust.ts';

/** Composes the extension. Reads no file, opens no socket: all of that waits for the user. */
export function activate(context: vscode.ExtensionContext): void {
  const own = new Disposables();
  context.subscriptions.push(own);
  const redactor = new Redactor();
  const redact = (text: string): string => redactor.redact(text);
  const redactSecrets = (text: string): string => redactor.redactSecrets(text);
  const remember = (secret: string): void => void redactor.add(new Secret(secret));
  const log = own.add(new Log(redactor));
  const report = new Report(log, redactor);
  const auth = own.add(new Auth(context, own.add(createTransport(remember)), redactor));
  const { accounts } = auth;
  const sandbox = own.add(new SandboxCommands({ accounts, report }));
  const accountCommands = auth.register(() => sandbox.startAndSignIn(), report);

  const documents = own.add(new MatterDocuments());
  const texts = own.add(new ReadonlyDocuments());
  const api = createApiService(context, report);
  const environments = own.add(new EditorEnvironments(context.workspaceState, remember));
  const requests = own.add(createRequests({ documents, texts, auth, environments, redact, remember, log }));
  const history = own.add(createHistory(context, { onDidSend: requests.onDidSend, texts, redact, report }));
  const analyses = own.add(
    createAnalyses({ context, auth, api: () => api.description(), texts, redact, redactSecrets, report }),
  );
  const explorer = own.add(new Explorer(api, documents, async () => (await accounts.active()) !== undefined));
  const language = registerEditor(own, { documents, redact, auth, api, requests, environments });
  const refresh = (): void => {
    explorer.refresh();
    void language.then((features) => {
      features.refresh();
    });
  };
  own.add(accounts.onDidChange(refresh));
  own.add(settings.onDidChange(refresh));
  void language.then(() => analyses.resume());
  const parts = { analyses, log, accountCommands, sandbox, requests, explorer, environments, history, refresh };
  own.add(registerCommands(commandHandlers(parts), report));
}

interface CommandParts {
  readonly analyses: AnalysesFeature;
  readonly log: Log;
  readonly accountCommands: AccountCommands;
  readonly sandbox: SandboxCommands;
  readonly requests: Requests;
  readonly explorer: Explorer;
  readonly environments: EditorEnvironments;
  readonly history: HistoryView;
  readonly refresh: () => void;
}

function commandHandlers(parts: CommandParts): CommandHandlers {
  const { analyses, log, accountCommands, sandbox, requests, explorer, environments, history, refresh } = parts;
  return {
    ...requests.handlers,
    ...analyses.handlers,
    'matter.signIn': accountCommands.signIn,
    'matter.signOut': accountCommands.signOut,
    'matter.switchAccount': accountCommands.switchAccount,
    'matter.testConnection': accountCommands.testConnection,
    'matter.showLog': () => {
      log.show();
    },
    'matter.startSandbox': sandbox.start,
    'matter.stopSandbox': sandbox.stop,
    'matter.openRequest': explorer.openRequest,
    'matter.newRequest': explorer.newRequest,
    'matter.newRequestFromOperation': explorer.newRequestFromOperation,
    'matter.importHttpFile': async (uri) => (await import('./import/importCommands.ts')).importHttpFile(uri),
    'matter.importCurl': async () => (await import('./import/importCommands.ts')).importCurl(),
    'matter.history.open': history.open,
    'matter.history.resend': history.resend,
    'matter.history.showBody': history.showBody,
    'matter.history.remove': history.remove,
    'matter.history.clear': history.clear,
    'matter.selectEnvironment': environments.select,
    'matter.refresh': refresh,
  };
}

const lensDelayMs = 300;

interface EditorParts {
  readonly documents: MatterDocuments;
  readonly redact: (text: string) => string;
  readonly auth: Auth;
  readonly api: ApiService;
  readonly requests: Requests;
  readonly environments: EditorEnvironments;
}

function registerEditor(
  own: Disposables,
  { documents, redact, auth, api, requests, environments }: EditorParts,
): Promise<LanguageFeatures> {
  const { sends, runs, onDidSend } = requests;
  // Once the response is on the screen: VS Code drops a refresh of lenses that comes while an editor opens.
  const onDidRecord: vscode.Event<void> = (listener) => onDidSend(() => setTimeout(listener, lensDelayMs));
  own.add(registerRequestLenses(documents, (document, place) => sends.lastStatus(document, place), onDidRecord));
  return loadEditor().then(([{ registerLanguage }, { TestExplorer }]) => {
    own.add(new TestExplorer({ documents, runs, sender: () => auth.sender(), redact }));
    return own.add(
      registerLanguage({
        documents,
        redact,
        api: () => api.description(),
        accounts: async () => (await auth.accounts.list()).map(({ label }) => label),
        lastResponse: (document, name) => runs.lastResponse(document, name),
        outside: (document) =>
          new Map([[accountVariable, vscode.l10n.t('the account in use')], ...environments.sourcesFor(document)]),
        onDidChangeResponses: onDidRecord,
        onDidChangeOutside: environments.onDidChange,
        showsResolvedPath: settings.showsResolvedPath,
      }),
    );
  });
}

/** Right after activation, which does not wait for it. */
async function loadEditor(): Promise<
  readonly [typeof import('./language/registerLanguage.ts'), typeof import('./runner/testExplorer.ts')]
> {
  await new Promise((resolve) => setImmediate(resolve));
  return Promise.all([import('./language/registerLanguage.ts'), import('./runner/testExplorer.ts')]);
}

/**
 * VS Code's settings for proxies and its certificates apply to these modules, but only where an extension requires them,
 * and by these names: an import gets Node's own.
 */
const editorModule = createRequire(import.meta.url) as {
  (name: 'http'): typeof import('node:http');
  (name: 'https'): typeof import('node:https');
};

/** Loaded with the first request; certificates by those who have set some. */
function createTransport(remember: (secret: string) => void): Transport & Disposable {
  let certificates: Promise<EditorCertificates> | undefined;
  const options: TransportOptions = {
    modules: { http: () => editorModule('http'), https: () => Promise.resolve(editorModule('https')) },
    timeouts: settings.timeouts,
    certificates: async (url) => {
      if (settings.caFile() === '' && settings.clientCertificates().length === 0) return {};
      certificates ??= import('./certificates.ts').then((module) => new module.EditorCertificates(remember));
      return (await certificates).for(url);
    },
  };
  let loading: Promise<Transport & Disposable> | undefined;
  return {
    async send(request, signal) {
      refuseUntrusted();
      loading ??= import('../node/httpTransport.ts').then(({ createNodeTransport }) => createNodeTransport(options));
      return (await loading).send(request, signal);
    },
    dispose() {
      void loading?.then((transport) => {
        transport.dispose();
      });
    },
  };
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
