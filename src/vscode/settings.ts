import * as vscode from 'vscode';
import { matterApiOrigin } from '../core/auth/origin.ts';
import type { Timeouts } from '../node/phases.ts';

/** For one server. */
export interface ClientCertificate {
  /** With the port, where it is not 443. */
  readonly host: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly pfxFile?: string;
}

/** The only reader of configuration; each setting is described in package.json. */
export const settings = {
  apiOrigin: (): string => read('apiOrigin', matterApiOrigin),
  apiDescription: (): string => read('apiDescription', ''),
  showsResolvedPath: (): boolean => read('inlayHints.resolvedPath', false),
  sandboxPort: (): number => read('sandbox.port', 0),
  sandboxReadyAfterMs: (): number => read('sandbox.readyAfterSeconds', 3) * 1000,
  sandboxTokenLifetimeSeconds: (): number => read('sandbox.tokenLifetimeSeconds', 3600),
  caFile: (): string => read('tls.caFile', ''),
  clientCertificates: (): readonly ClientCertificate[] => read('tls.clientCertificates', []),
  historyStoresBodies: (): boolean => read('history.storeBodies', false),
  analysisTimeoutMs: (): number => read('analysis.timeoutMinutes', 60) * 60_000,
  timeouts: (): Partial<Timeouts> => ({
    connectMs: read('timeout.connectSeconds', 10) * 1000,
    firstByteMs: read('timeout.firstByteSeconds', 60) * 1000,
    idleMs: read('timeout.idleSeconds', 60) * 1000,
    totalMs: read('timeout.totalSeconds', 0) * 1000 || undefined,
  }),
  onDidChange(listener: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('matter')) listener();
    });
  },
};

function read<T>(name: string, fallback: T): T {
  return vscode.workspace.getConfiguration('matter').get(name, fallback);
}
