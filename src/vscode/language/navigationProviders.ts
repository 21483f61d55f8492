import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import { definitionAt, expand, referencesAt, renameAt, targetAt } from '../../core/language/navigation.ts';
import { resolvedPath } from '../../core/language/actions.ts';
import { requestAt } from '../../core/syntax/requestAt.ts';
import type { Disposable } from '../../core/event.ts';
import { inlayHint, toLabel } from '../labels.ts';
import { toRange, toSpan, type MatterDocuments } from '../matterDocuments.ts';

const selector = { language: 'matter' };

/** Definition, references and rename of variables and of request names. */
export function registerNavigation(documents: MatterDocuments): Disposable {
  const definition: vscode.DefinitionProvider = {
    provideDefinition: (document, position) => {
      const span = definitionAt(documents.tree(document), document.offsetAt(position));
      return span === undefined ? undefined : new vscode.Location(document.uri, toRange(document, span));
    },
  };
  const references: vscode.ReferenceProvider = {
    provideReferences: (document, position, { includeDeclaration }) =>
      referencesAt(documents.tree(document), document.offsetAt(position), includeDeclaration).map(
        (span) => new vscode.Location(document.uri, toRange(document, span)),
      ),
  };
  const rename: vscode.RenameProvider = {
    prepareRename: (document, position) => {
      const target = targetAt(documents.tree(document), document.offsetAt(position));
      if (target === undefined)
        throw new AppError('usage', vscode.l10n.t('Put the cursor on a variable or on the name of a request.'));
      return { range: toRange(document, target.span), placeholder: target.name };
    },
    provideRenameEdits: (document, position, newName) => {
      const edits = renameAt(documents.tree(document), document.offsetAt(position), newName);
      if ('problem' in edits) throw new AppError('usage', toLabel(edits.problem)); // VS Code shows it
      const edit = new vscode.WorkspaceEdit();
      for (const { span, text } of edits) edit.replace(document.uri, toRange(document, span), text);
      return edit;
    },
  };
  return vscode.Disposable.from(
    vscode.languages.registerDefinitionProvider(selector, definition),
    vscode.languages.registerReferenceProvider(selector, references),
    vscode.languages.registerRenameProvider(selector, rename),
  );
}

/** The path with its variables replaced, behind the request line; off until the setting turns it on. */
export function registerInlayHints(documents: MatterDocuments, isOn: () => boolean): Disposable {
  return vscode.languages.registerInlayHintsProvider(selector, {
    provideInlayHints: (document, range) => {
      if (!isOn()) return [];
      const tree = documents.tree(document);
      const { start, end } = toSpan(document, range);
      const hints: vscode.InlayHint[] = [];
      for (let index = tree.blockAt(start); index < tree.blocks.length && (tree.starts[index] ?? 0) < end; index++) {
        const request = requestAt(tree, tree.starts[index] ?? 0);
        const path = request === undefined ? undefined : resolvedPath(request.url, (text) => expand(tree, text));
        if (request === undefined || path === undefined) continue;
        hints.push(inlayHint(document.positionAt(request.urlSpan.end), path.slice(0, 120)));
      }
      return hints;
    },
  });
}
