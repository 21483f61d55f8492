import * as vscode from 'vscode';
import { toPlainLine, toPlainText } from '../core/plainText.ts';

// Everything that VS Code shows as a label is made here or in dialogs.ts and report.ts; lint refuses it elsewhere. What
// stands in a label is taken for text of others, ours too: VS Code reads `$(name)` as an icon and `[text](command:…)` as
// a link, in one place today and in another tomorrow. So icons are given beside the text, and a text holds neither.

/** VS Code's icons that we show in texts. */
export type Icon =
  | 'account'
  | 'add'
  | 'circle-slash'
  | 'debug-disconnect'
  | 'error'
  | 'files'
  | 'layers'
  | 'list-unordered'
  | 'play'
  | 'sync~spin'
  | 'table'
  | 'tag'
  | 'warning';

/** One line: no icon, no link, no escape sequence. A space, which is seen, breaks what would be one. */
export function toLabel(text: string, icon?: Icon): string {
  const label = withoutMarks(toPlainLine(text));
  return icon === undefined ? label : `$(${icon}) ${label}`;
}

/** The same for a text of several lines. */
export function toLabelText(text: string): string {
  return withoutMarks(toPlainText(text));
}

function withoutMarks(text: string): string {
  return text.replaceAll(/\](?=\()/g, '] ').replaceAll(/\$(?=\()/g, '$ ');
}

/** A row of a tree. */
export interface Row extends Readonly<Partial<Pick<vscode.TreeItem, 'id' | 'iconPath' | 'contextValue' | 'command'>>> {
  readonly label: string;
  readonly description?: string | undefined;
  readonly tooltip?: string | vscode.MarkdownString | undefined;
  /** For those who hear it instead. */
  readonly spoken?: string;
  readonly children?: 'collapsed' | 'expanded';
  /** Of a file, whose icon it then has. */
  readonly resourceUri?: vscode.Uri;
}

export function treeItem({ label, description, tooltip, spoken, children, ...own }: Row): Readonly<vscode.TreeItem> {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const state = children === undefined ? None : children === 'collapsed' ? Collapsed : Expanded;
  return Object.assign(new vscode.TreeItem(toLabel(label), state), own, {
    ...(description === undefined ? {} : { description: toLabel(description) }),
    ...(tooltip === undefined ? {} : { tooltip: typeof tooltip === 'string' ? toLabelText(tooltip) : tooltip }),
    ...(spoken === undefined ? {} : { accessibilityInformation: { label: toLabel(spoken) } }),
  });
}

export interface Lens {
  readonly title: string;
  readonly icon?: Icon;
  readonly command?: string;
  readonly arguments?: readonly unknown[];
}

export function codeLens(range: vscode.Range, lens: Lens): vscode.CodeLens {
  const { title, icon, command = '', arguments: given = [] } = lens;
  return new vscode.CodeLens(range, { title: toLabel(title, icon), command, arguments: [...given] });
}

export interface Status {
  readonly icon: Icon;
  readonly text: string;
  readonly tooltip?: string;
  readonly command: string;
}

/** An item at the left of the status bar. */
export class StatusItem {
  readonly #item: vscode.StatusBarItem;

  constructor(id: string, name: string) {
    this.#item = vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Left, 0);
    this.#item.name = name;
  }

  show({ icon, text, tooltip, command }: Status): void {
    this.#item.text = toLabel(text, icon);
    this.#item.tooltip = tooltip === undefined ? undefined : toLabelText(tooltip);
    this.#item.command = command;
    this.#item.show();
  }

  hide(): void {
    this.#item.hide();
  }

  dispose(): void {
    this.#item.dispose();
  }
}

/** In the status bar, for some seconds. */
export function showBriefly(text: string): void {
  vscode.window.setStatusBarMessage(toLabel(text), 5000);
}

export function diagnostic(
  range: vscode.Range,
  message: string,
  severity: vscode.DiagnosticSeverity,
  code: string,
): vscode.Diagnostic {
  return Object.assign(new vscode.Diagnostic(range, toLabelText(message), severity), { source: 'Matter', code });
}

export function codeAction(title: string, kind: vscode.CodeActionKind): vscode.CodeAction {
  return new vscode.CodeAction(toLabel(title), kind);
}

export function inlayHint(position: vscode.Position, text: string): vscode.InlayHint {
  return Object.assign(new vscode.InlayHint(position, toLabel(text)), { paddingLeft: true });
}

export function testItem(
  controller: vscode.TestController,
  id: string,
  label: string,
  uri: vscode.Uri,
): vscode.TestItem {
  return controller.createTestItem(id, toLabel(label), uri);
}

/** Into the terminal of the test results: no text drives it. */
export function testOutput(run: vscode.TestRun, text: string, item: vscode.TestItem): void {
  run.appendOutput(`${toPlainText(text).replaceAll('\n', '\r\n')}\r\n`, undefined, item);
}

export function testMessage(text: string, place?: vscode.Location): vscode.TestMessage {
  return Object.assign(new vscode.TestMessage(toPlainText(text)), place === undefined ? {} : { location: place });
}

export interface Symbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: vscode.SymbolKind;
}

/** In the outline. */
export function documentSymbol(
  { name, detail, kind }: Symbol,
  range: vscode.Range,
  selection: vscode.Range,
): vscode.DocumentSymbol {
  return new vscode.DocumentSymbol(toLabel(name), toLabel(detail), kind, range, selection);
}

/** In the search of the workspace. */
export function workspaceSymbol({ name, detail, kind }: Symbol, place: vscode.Location): vscode.SymbolInformation {
  return new vscode.SymbolInformation(toLabel(name), kind, toLabel(detail), place);
}

export function completionItem(label: string, kind: vscode.CompletionItemKind): vscode.CompletionItem {
  return new vscode.CompletionItem(toLabel(label), kind);
}
