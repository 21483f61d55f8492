import * as vscode from 'vscode';
import { matterApiOrigin } from '../core/auth/origin.ts';

/** The only reader of configuration; each setting is described in package.json. */
export const settings = {
  apiOrigin: (): string => read('apiOrigin', matterApiOrigin),
  apiDescription: (): string => read('apiDescription', ''),
  showsResolvedPath: (): boolean => read('inlayHints.resolvedPath', false),
  sandboxPort: (): number => read('sandbox.port', 0),
  sandboxReadyAfterMs: (): number => read('sandbox.readyAfterSeconds', 3) * 1000,
  sandboxTokenLifetimeSeconds: (): number => read('sandbox.tokenLifetimeSeconds', 3600),
  onDidChange(listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('matter')) listener();
    });
  },
};

function read<T>(name: string, fallback: T): T {
  return vscode.workspace.getConfiguration('matter').get(name, fallback);
}
