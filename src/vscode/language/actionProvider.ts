import * as vscode from 'vscode';
import { fixesOf, refactoringsAt } from '../../core/language/actions.ts';
import type { Fix, Problem } from '../../core/syntax/nodes.ts';
import { codeAction } from '../labels.ts';
import { toRange, toSpan, type MatterDocuments } from '../matterDocuments.ts';
import { toDiagnostic, type Diagnostics } from './diagnostics.ts';
import type { LanguageContexts } from './languageContexts.ts';

export const actionKinds = [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.RefactorRewrite];

export function createActionProvider(
  documents: MatterDocuments,
  contexts: LanguageContexts,
  diagnostics: Diagnostics,
): vscode.CodeActionProvider {
  return {
    provideCodeActions: async (document, range) => {
      const context = await contexts.of(document);
      const tree = documents.tree(document);
      const { start, end } = toSpan(document, range);
      const problems = diagnostics.problems(document).filter(({ span }) => span.start <= end && start <= span.end);
      return [
        ...problems.flatMap((problem) => actionsFor(document, problem, fixesOf(tree, problem))),
        ...refactoringsAt(tree, start, context).map((fix) =>
          toAction(document, fix, vscode.CodeActionKind.RefactorRewrite),
        ),
      ];
    },
  };
}

function actionsFor(
  document: vscode.TextDocument,
  problem: Problem,
  fixes: readonly Fix[],
): readonly vscode.CodeAction[] {
  const actions = fixes.map((fix) => toAction(document, fix, vscode.CodeActionKind.QuickFix));
  const [first] = actions;
  if (first !== undefined) first.isPreferred = true;
  if (problem.code === 'pasted-secret') actions.push(signInAction());
  for (const action of actions) action.diagnostics = [toDiagnostic(document, problem)];
  return actions;
}

function signInAction(): vscode.CodeAction {
  const action = codeAction(vscode.l10n.t('Sign in instead'), vscode.CodeActionKind.QuickFix);
  action.command = { command: 'matter.signIn', title: vscode.l10n.t('Sign In') };
  return action;
}

function toAction(document: vscode.TextDocument, fix: Fix, kind: vscode.CodeActionKind): vscode.CodeAction {
  const action = codeAction(fix.title, kind);
  action.edit = new vscode.WorkspaceEdit();
  for (const { span, text } of fix.edits) action.edit.replace(document.uri, toRange(document, span), text);
  return action;
}
