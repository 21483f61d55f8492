import { randomInt, randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import type { Files } from '../../core/run/files.ts';
import type { AuthenticatedClient } from '../../core/http/authenticatedClient.ts';
import type { RunnerPorts } from '../../core/run/runner.ts';
import { Secret } from '../../core/secret.ts';
import { createRequestFiles, readDotenv } from '../../node/requestFiles.ts';
import { systemClock } from '../../node/systemClock.ts';
import { enterText } from '../dialogs.ts';
import type { Services } from '../services.ts';

export { Runner } from '../../core/run/runner.ts';

/** What a run of a document's requests may use: files of the workspace, answers of the user. */
export function createRunnerPorts(
  document: vscode.TextDocument,
  client: AuthenticatedClient,
  clientOf: RunnerPorts['clientOf'],
  { environments, redactor, report }: Services,
): RunnerPorts {
  const { uri } = document;
  return {
    environment: environments.valuesFor(document),
    client,
    clientOf,
    clock: systemClock,
    files: filesOf(uri),
    dynamic: {
      newUuid: randomUUID,
      randomInt,
      localOffsetMinutes: (at) => -new Date(at).getTimezoneOffset(),
      dotenv: async (name) => {
        const value = uri.scheme === 'file' ? await readDotenv(uri.fsPath, name) : undefined;
        if (value !== undefined) redactor.register(new Secret(value));
        return value;
      },
      processEnv: () => undefined, // the editor's environment is nobody's business
    },
    prompt: async ({ name, label, isSecret }) => {
      const answer = await enterText({
        title: label,
        prompt: vscode.l10n.t('The value of {0} for this request', `{{${name}}}`),
        password: isSecret,
        ignoreFocusOut: true,
      });
      if (answer === undefined) throw new AppError('cancelled', 'Not sent.');
      if (isSecret) redactor.register(new Secret(answer));
      return answer;
    },
    allowsPrivateHost: (host) => {
      const question = vscode.l10n.t('A response named the host {0}, which is in a private network. Send to it?', host);
      return report.confirm(question, vscode.l10n.t('Send'));
    },
    confirmSend: (note) => report.confirm(note, vscode.l10n.t('Send')),
  };
}

/** Of the workspace folder that holds the file; an unsaved file has none. */
function filesOf(uri: vscode.Uri): Files {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (uri.scheme === 'file' && folder !== undefined) return createRequestFiles(folder.uri.fsPath, uri.fsPath);
  const refuse = (): Promise<never> =>
    Promise.reject(
      new AppError('file', vscode.l10n.t('Files can be sent and saved from request files in a workspace folder only.')),
    );
  return { read: refuse, save: refuse };
}
