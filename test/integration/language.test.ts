import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const jobs = '/partner-api/v1/analysis/jobs';

/** The text with the cursor `|` as an open document, and the cursor's position. */
async function open(marked: string): Promise<{ document: vscode.TextDocument; position: vscode.Position }> {
  const offset = marked.indexOf('|');
  const content = offset < 0 ? marked : marked.slice(0, offset) + marked.slice(offset + 1);
  const document = await vscode.workspace.openTextDocument({ language: 'matter', content });
  await vscode.window.showTextDocument(document);
  return { document, position: document.positionAt(Math.max(offset, 0)) };
}

async function execute<T>(command: string, ...args: readonly unknown[]): Promise<T> {
  return vscode.commands.executeCommand<T>(command, ...args);
}

async function problemsOf(document: vscode.TextDocument, count: number): Promise<readonly vscode.Diagnostic[]> {
  const found = (): readonly vscode.Diagnostic[] => vscode.languages.getDiagnostics(document.uri);
  for (let tries = 0; tries < 1200 && found().length < count; tries++)
    await new Promise((resolve) => setTimeout(resolve, 50));
  return found();
}

async function apply(document: vscode.TextDocument, edits: readonly vscode.TextEdit[]): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, [...edits]);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

async function outline(document: vscode.TextDocument): Promise<readonly unknown[]> {
  const symbols = await execute<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
  return symbols.map(({ name, detail, range }) => [name, detail, range]);
}

const sample = `@fund = EX-1

### Create
# @name create
POST ${jobs}?external_id={{fund}}
Content-Type: application/json

{
  "holdings": [{ "id_value": "US0378331005", "weight": 1 }]
}

### Result
GET ${jobs}?external_id={{create.response.body.$.external_id}}
`;

describe('the language in VS Code', () => {
  const complete = async (marked: string): Promise<readonly string[]> => {
    const { document, position } = await open(marked);
    const list = await execute<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, position);
    return list.items.map(({ label }) => (typeof label === 'string' ? label : label.label));
  };

  it('completes paths, headers, directives, references and body properties', async () => {
    for (const [marked, label] of [
      ['GET /|', jobs],
      ['GET /a\nAcc|', 'Accept'],
      ['# @p|', '@poll'],
      ['@fund = 1\nGET /{{f|', 'fund'],
      [`POST ${jobs}?external_id=1\nContent-Type: application/json\n\n{ | }`, 'holdings'],
    ] as const) {
      const labels = await complete(marked);
      assert.ok(labels.includes(label), `${label} in ${labels.slice(0, 20).join()}`);
    }
  });

  it('explains what the pointer is on', async () => {
    for (const [marked, words] of [
      ['@fund = EX-1\nGET /{{fu|nd}}', 'EX-1'],
      [`GET ${jobs}|?external_id=1`, 'Get the results'],
      [`POST ${jobs}?external_id=1\nContent-Type: application/json\n\n{ "holdings": [{ "wei|ght": 1 }] }`, 'fraction'],
    ] as const) {
      const { document, position } = await open(marked);
      const hovers = await execute<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, position);
      const text = hovers
        .flatMap(({ contents }) => contents)
        .map((one) => (one instanceof vscode.MarkdownString ? one.value : JSON.stringify(one)))
        .join('\n');
      assert.match(text.replaceAll('\\', ''), new RegExp(words));
    }
  });

  it('shows problems of the file and of its bodies, and mends them', async () => {
    const { document } = await open(
      `GET ${jobs}?external_id={{nope}}\n\n###\nPOST ${jobs}?external_id=1\nContent-Type: application/json\n\n{ "holdings": [{ "id_value": 1 }] }\n`,
    );
    const problems = await problemsOf(document, 3);
    assert.deepEqual(problems.map(({ code }) => code).sort(), ['body', 'body', 'unresolved']);
    const unresolved = problems.find(({ code }) => code === 'unresolved');
    const actions = await execute<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      unresolved?.range,
    );
    const define = actions.find(({ title }) => title === 'Define @nope');
    assert.ok(define?.edit);
    assert.ok(await vscode.workspace.applyEdit(define.edit));
    assert.ok(document.getText().startsWith('@nope = \n'));
    assert.ok(actions.some(({ title }) => title === 'Wait for the result: add @poll'));
  });

  it('outlines, folds, selects, links and colours', async () => {
    const { document } = await open(sample);
    const symbols = await execute<vscode.DocumentSymbol[]>('vscode.executeDocumentSymbolProvider', document.uri);
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['@fund', 'Create', 'Result'],
    );
    const folds = await execute<vscode.FoldingRange[]>('vscode.executeFoldingRangeProvider', document.uri);
    assert.ok(folds.length >= 3);
    const selections = await execute<vscode.SelectionRange[]>('vscode.executeSelectionRangeProvider', document.uri, [
      document.positionAt(sample.indexOf('application')),
    ]);
    assert.ok(selections[0]?.parent);
    const tokens = await execute<vscode.SemanticTokens>('vscode.provideDocumentSemanticTokens', document.uri);
    assert.ok(tokens.data.length > 0);
    const { document: linked } = await open('GET https://example.com/a\n');
    const links = await execute<vscode.DocumentLink[]>('vscode.executeLinkProvider', linked.uri);
    assert.equal(links[0]?.target?.toString(), 'https://example.com/a');
  });

  it('goes to definitions, finds references and renames', async () => {
    const { document } = await open(sample);
    const position = document.positionAt(sample.indexOf('{{fund') + 3);
    const [definition] = await execute<vscode.Location[]>('vscode.executeDefinitionProvider', document.uri, position);
    assert.equal(definition?.range.start.line, 0);
    const references = await execute<vscode.Location[]>('vscode.executeReferenceProvider', document.uri, position);
    assert.equal(references.length, 2);
    const edit = await execute<vscode.WorkspaceEdit>(
      'vscode.executeDocumentRenameProvider',
      document.uri,
      position,
      'id',
    );
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.match(document.getText(), /^@id = EX-1[\s\S]*\{\{id\}\}/);
  });

  it('formats a document and a range', async () => {
    const { document } = await open('GET   /a\nA:b\n\n\n###\nGET   /b\n');
    const range = new vscode.Range(5, 0, 5, 3);
    const some = await execute<vscode.TextEdit[]>('vscode.executeFormatRangeProvider', document.uri, range, {});
    await apply(document, some);
    assert.equal(document.getText(), 'GET   /a\nA:b\n\n\n###\nGET /b\n');
    const all = await execute<vscode.TextEdit[]>('vscode.executeFormatDocumentProvider', document.uri, {});
    await apply(document, all);
    assert.equal(document.getText(), 'GET /a\nA: b\n\n###\nGET /b\n');
  });

  it('follows edits: the tree is that of the text', async () => {
    const { document } = await open(sample);
    for (const [find, text] of [
      ['### Result', 'x'],
      ['EX-1', '{{b}}'],
      ['\n\n{', ''],
    ] as const) {
      const edit = new vscode.WorkspaceEdit();
      const at = document.getText().indexOf(find);
      edit.replace(
        document.uri,
        new vscode.Range(document.positionAt(at), document.positionAt(at + find.length)),
        text,
      );
      await vscode.workspace.applyEdit(edit);
      const { document: fresh } = await open(document.getText());
      assert.deepEqual(await outline(document), await outline(fresh));
    }
  });

  it('shows the resolved path only when the setting turns it on', async () => {
    const { document } = await open('@fund = EX-1\nGET /a/{{fund}}\n');
    const range = new vscode.Range(0, 0, 2, 0);
    const hints = (): Promise<vscode.InlayHint[]> => execute('vscode.executeInlayHintProvider', document.uri, range);
    assert.deepEqual(await hints(), []);
    const setting = vscode.workspace.getConfiguration('matter');
    await setting.update('inlayHints.resolvedPath', true, vscode.ConfigurationTarget.Workspace);
    assert.deepEqual(
      (await hints()).map(({ label }) => label),
      ['/a/EX-1'],
    );
    await setting.update('inlayHints.resolvedPath', undefined, vscode.ConfigurationTarget.Workspace);
  });

  it('finds the requests of the workspace by name', async () => {
    const symbols = await execute<vscode.SymbolInformation[]>('vscode.executeWorkspaceSymbolProvider', 'Broken');
    assert.ok(symbols.some(({ name }) => name === 'Broken'));
  });

  it('imports a .http file and a cURL command, and copies a request as one', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const uri = vscode.Uri.joinPath(folder.uri, 'old.http');
    const source = '### Login\n# @name login\nPOST example.com/login\n\n> {% client.log() %}\n';
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(source));
    await execute('matter.importHttpFile', uri);
    const imported = vscode.window.activeTextEditor?.document.getText() ?? '';
    assert.match(imported, /POST http:\/\/example.com\/login/);
    assert.match(imported, /# Line 5: Scripts are not supported/);
    await vscode.env.clipboard.writeText("curl -H 'X-A: b' https://example.com/x");
    await execute('matter.importCurl');
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /GET https:\/\/example.com\/x\nX-A: b/);
    const document = vscode.window.activeTextEditor?.document;
    const copied = async (language: string): Promise<string> => {
      await execute('matter.copyAs', document?.uri, document?.getText().indexOf('GET https'), language);
      return vscode.env.clipboard.readText();
    };
    assert.equal(await copied('cURL'), "curl -X GET https://example.com/x \\\n  -H 'X-A: b'");
    assert.match(await copied('Python (requests)'), /requests\.(get|request)\(/);
  });
});
