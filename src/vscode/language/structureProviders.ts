import * as vscode from 'vscode';
import { foldsOf, linksOf, selectionAt, type Fold } from '../../core/language/structure.ts';
import { symbolsOf, type MatterSymbol } from '../../core/language/symbols.ts';
import { tokensIn, tokenTypes } from '../../core/language/tokens.ts';
import type { Disposable } from '../../core/event.ts';
import type { Span } from '../../core/syntax/nodes.ts';
import { ignoredGlob } from '../../node/ignoredFolders.ts';
import { documentSymbol, workspaceSymbol } from '../labels.ts';
import { toRange, toSpan, type MatterDocuments } from '../matterDocuments.ts';

const selector = { language: 'matter' };
const symbolKinds = { request: vscode.SymbolKind.Method, variable: vscode.SymbolKind.Variable } as const;

/** Outline, folding, selection, links, colours. */
export function registerStructure(documents: MatterDocuments): Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerDocumentSymbolProvider(selector, {
      provideDocumentSymbols: (document) =>
        symbolsOf(documents.tree(document)).map((symbol) => toSymbol(document, symbol)),
    }),
    vscode.languages.registerFoldingRangeProvider(selector, {
      provideFoldingRanges: (document) => foldsOf(documents.tree(document)).flatMap((fold) => toFold(document, fold)),
    }),
    vscode.languages.registerSelectionRangeProvider(selector, {
      provideSelectionRanges: (document, positions) =>
        positions.map((position) =>
          toSelection(document, selectionAt(documents.tree(document), document.offsetAt(position)), position),
        ),
    }),
    vscode.languages.registerDocumentLinkProvider(selector, {
      provideDocumentLinks: (document) =>
        linksOf(documents.tree(document)).flatMap(({ span, target }) => {
          const uri = 'url' in target ? toUri(target.url) : vscode.Uri.joinPath(document.uri, '..', target.path);
          return uri === undefined ? [] : new vscode.DocumentLink(toRange(document, span), uri);
        }),
    }),
    registerTokens(documents),
    vscode.languages.registerWorkspaceSymbolProvider({
      provideWorkspaceSymbols: (query) => workspaceSymbols(documents, query),
    }),
  );
}

function registerTokens(documents: MatterDocuments): Disposable {
  const legend = new vscode.SemanticTokensLegend([...tokenTypes], ['definition']);
  const build = (document: vscode.TextDocument, range: Span): vscode.SemanticTokens => {
    const builder = new vscode.SemanticTokensBuilder(legend);
    for (const { type, isDefinition, ...span } of tokensIn(documents.tree(document), range))
      builder.push(toRange(document, span), type, isDefinition === true ? ['definition'] : []);
    return builder.build();
  };
  return vscode.Disposable.from(
    vscode.languages.registerDocumentSemanticTokensProvider(
      selector,
      { provideDocumentSemanticTokens: (document) => build(document, { start: 0, end: Infinity }) },
      legend,
    ),
    vscode.languages.registerDocumentRangeSemanticTokensProvider(
      selector,
      { provideDocumentRangeSemanticTokens: (document, range) => build(document, toSpan(document, range)) },
      legend,
    ),
  );
}

function toSymbol(
  document: vscode.TextDocument,
  { name, detail, kind, span, selection }: MatterSymbol,
): vscode.DocumentSymbol {
  const range = toRange(document, span);
  return documentSymbol({ name, detail, kind: symbolKinds[kind] }, range, toRange(document, selection));
}

function toFold(document: vscode.TextDocument, fold: Fold): readonly vscode.FoldingRange[] {
  const { start, end } = toRange(document, fold);
  if (start.line >= end.line) return [];
  return [
    new vscode.FoldingRange(
      start.line,
      end.line,
      fold.kind === 'comment' ? vscode.FoldingRangeKind.Comment : vscode.FoldingRangeKind.Region,
    ),
  ];
}

function toSelection(
  document: vscode.TextDocument,
  spans: readonly Span[],
  position: vscode.Position,
): vscode.SelectionRange {
  let selection: vscode.SelectionRange | undefined;
  for (const span of spans.toReversed()) selection = new vscode.SelectionRange(toRange(document, span), selection);
  return selection ?? new vscode.SelectionRange(new vscode.Range(position, position));
}

function toUri(url: string): vscode.Uri | undefined {
  return URL.canParse(url) ? vscode.Uri.parse(url) : undefined;
}

const fileLimit = 500;
const symbolLimit = 1000;

/** The named requests of the workspace. */
async function workspaceSymbols(documents: MatterDocuments, query: string): Promise<vscode.SymbolInformation[]> {
  const uris = await vscode.workspace.findFiles('**/*.matter', ignoredGlob, fileLimit);
  const wanted = query.toLowerCase();
  const symbols: vscode.SymbolInformation[] = [];
  for (const uri of uris) {
    const document = await vscode.workspace.openTextDocument(uri);
    const tree = documents.tree(document);
    for (const { name, detail, kind, selection } of symbolsOf(tree)) {
      const isWanted = kind === 'request' && `${name} ${detail}`.toLowerCase().includes(wanted);
      if (!isWanted || symbols.length >= symbolLimit) continue;
      const location = new vscode.Location(uri, toRange(document, selection));
      symbols.push(workspaceSymbol({ name, detail, kind: symbolKinds[kind] }, location));
    }
  }
  return symbols;
}
