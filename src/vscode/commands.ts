import * as vscode from 'vscode';
import type { Disposable } from '../core/event.ts';
import type { Issued } from './issued.ts';
import type { Report } from './report.ts';
import { refuseUntrusted } from './trust.ts';

/** What sends, signs in, or reads a request's files: not in a workspace that the user does not trust. */
export const trustedCommandIds = [
  'matter.signIn',
  'matter.testConnection',
  'matter.startSandbox',
  'matter.send',
  'matter.sendWith',
  'matter.copyAs',
  'matter.runAll',
  'matter.runSelection',
  'matter.runTag',
  'matter.history.resend',
  'matter.analysePortfolio',
  'matter.openAnalysis',
  'matter.analysis.resume',
  'matter.analysis.rerun',
] as const;

/** In any workspace. */
const otherCommandIds = [
  'matter.signOut',
  'matter.switchAccount',
  'matter.showLog',
  'matter.stopSandbox',
  'matter.cancel',
  'matter.compareResponses',
  'matter.response.save',
  'matter.response.query',
  'matter.response.openAnyway',
  'matter.response.details',
  'matter.showResponse',
  'matter.showResponseDetails',
  'matter.openRequest',
  'matter.newRequest',
  'matter.newRequestFromOperation',
  'matter.importHttpFile',
  'matter.importCurl',
  'matter.history.open',
  'matter.history.showBody',
  'matter.history.remove',
  'matter.history.clear',
  'matter.analysis.open',
  'matter.analysis.compare',
  'matter.analysis.stop',
  'matter.analysis.rename',
  'matter.analysis.copyId',
  'matter.analysis.delete',
  'matter.analysis.summary',
  'matter.selectEnvironment',
  'matter.refresh',
] as const;

/** Every command of the extension; a test equates this table with package.json. */
export const commandIds = [...trustedCommandIds, ...otherCommandIds] as const;

export type CommandId = (typeof commandIds)[number];

const needsTrust: ReadonlySet<CommandId> = new Set(trustedCommandIds);

/** Arguments come from outside (keybindings, other extensions), as `Issued` admits them: each handler checks its own. */
export type CommandHandler = (...args: readonly unknown[]) => unknown;

export type CommandHandlers = Readonly<Record<CommandId, CommandHandler>>;

/** Registers every command; what a handler throws is reported once, here. */
export function registerCommands(handlers: CommandHandlers, report: Report, issued: Issued): Disposable {
  const registrations = commandIds.map((id) =>
    vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
      try {
        if (needsTrust.has(id)) refuseUntrusted();
        return await handlers[id](...args.map((argument) => issued.admit(argument)));
      } catch (error) {
        report.error(error);
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}
