import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { viewStrings } from '../../core/analysis/viewStrings.ts';

/**
 * Fills a webview with one of our pages: nothing from outside, no inline script or style, a nonce for each render
 * (docs/security-model.md, 3.5). `script`: without its ending.
 */
export function fillWebview(webview: vscode.Webview, extensionUri: vscode.Uri, script: 'result' | 'review'): void {
  const folder = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
  webview.options = { enableScripts: true, localResourceRoots: [folder] };
  webview.html = page(webview, folder, script);
}

/** In the language of VS Code, where it has them. */
export function translated<Key extends string>(strings: Readonly<Record<Key, string>>): Readonly<Record<Key, string>> {
  const all = Object.entries<string>(strings).map(([key, text]) => [key, vscode.l10n.t(text)]);
  return Object.fromEntries(all) as Record<Key, string>;
}

function page(webview: vscode.Webview, folder: vscode.Uri, script: string): string {
  const nonce = randomBytes(16).toString('base64');
  const source = webview.cspSource;
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source}`,
    `img-src ${source} data:`,
    `font-src ${source}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-src 'none'",
  ].join('; ');
  const uri = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Matter</title>
<link rel="stylesheet" href="${uri('style.css')}">
</head>
<body><main><p>${vscode.l10n.t(viewStrings.waiting)}</p></main><script nonce="${nonce}" src="${uri(`${script}.js`)}"></script></body>
</html>`;
}
