import * as vscode from 'vscode';
import { Senders } from '../core/auth/senders.ts';
import { Redactor } from '../core/http/redactor.ts';
import { systemClock } from '../node/systemClock.ts';
import { registerAnalysis } from './analysis/registerAnalysis.ts';
import { ApiService } from './apiService.ts';
import { createAccounts } from './auth/createAccounts.ts';
import { registerAuth } from './auth/registerAuth.ts';
import { registerCommands } from './commands.ts';
import { Disposables } from './disposables.ts';
import { createEditorTransport } from './editorTransport.ts';
import { EditorEnvironments } from './environments.ts';
import { registerExplorer } from './explorer/registerExplorer.ts';
import { registerHistory } from './history/registerHistory.ts';
import { registerImport } from './import/registerImport.ts';
import { registerLanguage } from './language/registerLanguage.ts';
import { Issued } from './issued.ts';
import { Log } from './log.ts';
import { MatterDocuments } from './matterDocuments.ts';
import { Report } from './report.ts';
import { registerRunner } from './runner/registerRunner.ts';
import { registerSandbox } from './sandbox/registerSandbox.ts';
import type { Services } from './services.ts';
import { settings } from './settings.ts';
import { VirtualDocuments } from './virtualDocuments.ts';

/** Composes the extension. Reads no file, opens no socket: all of that waits for the user. */
export function activate(context: vscode.ExtensionContext): void {
  const disposables = new Disposables();
  context.subscriptions.push(disposables);
  const services = createServices(context, disposables);

  const sandbox = disposables.add(registerSandbox(services));
  const auth = disposables.add(registerAuth(services, sandbox.startAndSignIn));
  const runner = disposables.add(registerRunner(services));
  const history = disposables.add(registerHistory(services, runner.onDidSend, runner.sendAt));
  const analysis = disposables.add(registerAnalysis(services));
  const explorer = disposables.add(registerExplorer(services));
  const importer = disposables.add(registerImport(services));
  const language = disposables.add(registerLanguage(services, runner));

  const { environments, issued, log, report } = services;
  void language.whenLoaded.then(() => analysis.resume());
  const handlers = {
    ...sandbox.handlers,
    ...auth.handlers,
    ...runner.handlers,
    ...history.handlers,
    ...analysis.handlers,
    ...explorer.handlers,
    ...importer.handlers,
    'matter.selectEnvironment': environments.select,
    'matter.showLog': () => {
      log.show();
    },
  };
  disposables.add(registerCommands(handlers, report, issued));
}

function createServices(context: vscode.ExtensionContext, disposables: Disposables): Services {
  const redactor = new Redactor();
  const log = disposables.add(new Log(redactor));
  const report = new Report(log, redactor);
  const transport = disposables.add(createEditorTransport(redactor));
  const senders = disposables.add(new Senders(transport, systemClock, redactor));
  const api = disposables.add(
    new ApiService({
      shipped: vscode.Uri.joinPath(context.extensionUri, 'media', 'matter-partner-api.openapi.yaml'),
      cache: vscode.Uri.joinPath(context.globalStorageUri, 'descriptions'),
      userPath: settings.apiDescription,
      onProblem: (error) => {
        report.error(error);
      },
      onNote: (note) => {
        report.information(note);
      },
    }),
  );
  disposables.add(
    settings.onDidChange(() => {
      api.reload();
    }),
  );
  return {
    context,
    redactor,
    issued: new Issued(),
    log,
    report,
    senders,
    accounts: createAccounts(context, senders, disposables),
    api,
    documents: disposables.add(new MatterDocuments()),
    virtualDocuments: disposables.add(new VirtualDocuments()),
    environments: disposables.add(new EditorEnvironments(context.workspaceState, redactor, report)),
  };
}
