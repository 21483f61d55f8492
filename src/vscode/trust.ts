import * as vscode from 'vscode';
import { AppError } from '../core/appError.ts';

/**
 * Throws where the user has not trusted this workspace. Called for the commands of `trustedCommandIds` and by what VS
 * Code itself starts (tests, sign in), and once more by the transport, which nothing gets past.
 */
export function refuseUntrusted(): void {
  if (vscode.workspace.isTrusted) return;
  throw new AppError(
    'usage',
    vscode.l10n.t('Matter sends nothing and reads no other file in a workspace that you do not trust. Trust it first.'),
  );
}
