import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import { extensionOf, fileNameOf } from '../../core/http/fileName.ts';
import { prettyJson } from '../../core/http/prettyJson.ts';
import type { Redactor } from '../../core/http/redactor.ts';
import { printJson } from '../../core/printJson.ts';
import { FileBody } from '../../node/fileBody.ts';
import { copyBody } from '../../node/saveBody.ts';
import type { StoredExchange, StoredExchanges } from './storedExchanges.ts';
import type { Services } from '../services.ts';
import { languageOf, responseScheme, responseUri, type VirtualDocuments } from '../virtualDocuments.ts';
import { bodyDocument, detailsOf, isLarge, warningsOf } from './responseText.ts';
import { enterText, pickOne, showProgress } from '../dialogs.ts';
import { codeLens, toLabel } from '../labels.ts';

/** Responses in editors: what is done with them stands above their first line. */
export class ResponseDocuments {
  readonly #redactor: Redactor;
  readonly #documents: VirtualDocuments;
  readonly #stored: StoredExchanges;
  readonly #registration: vscode.Disposable;
  readonly #uris = new Map<number, vscode.Uri>();

  constructor({ redactor, virtualDocuments }: Services, stored: StoredExchanges) {
    this.#redactor = redactor;
    this.#documents = virtualDocuments;
    this.#stored = stored;
    const selector = { scheme: responseScheme };
    const provider = { provideCodeLenses: ({ uri }: vscode.TextDocument) => this.#lenses(uri) };
    this.#registration = vscode.languages.registerCodeLensProvider(selector, provider);
  }

  /** Opens the body beside the request; the title says name, status, time and size. */
  async showBody(stored: StoredExchange): Promise<void> {
    await this.#documents.show(this.#uriOf(stored));
  }

  async showDetails({ title, exchange }: StoredExchange): Promise<void> {
    const name = vscode.l10n.t('{0} · headers and timings', title);
    await this.#documents.show(this.#documents.add(name, 'txt', () => this.#redactor.redact(detailsOf(exchange))));
  }

  /** The headers and timings of the response in the editor. */
  readonly details = async (uri?: unknown): Promise<void> => {
    await this.showDetails(this.#storedAt(uri));
  };

  /** Asks where to; the bytes are saved as they came. */
  readonly save = async (uri?: unknown): Promise<void> => {
    const { exchange, title, document } = this.#storedAt(uri);
    const { body, headers } = exchange.response;
    const folder = vscode.workspace.getWorkspaceFolder(document)?.uri;
    const name = fileNameOf(headers, title);
    const options = folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) };
    const place = await vscode.window.showSaveDialog(options);
    if (place === undefined) return;
    if (place.scheme === 'file') await copyBody(body, place.fsPath);
    else if (body.bytes !== undefined) await vscode.workspace.fs.writeFile(place, body.bytes);
    else throw new AppError('file', vscode.l10n.t('A response of this size can be saved on this computer only.'));
  };

  /** The file that a large body is stored in, in VS Code's own way for large files. */
  readonly openAnyway = async (uri?: unknown): Promise<void> => {
    const { body } = this.#storedAt(uri).exchange.response;
    if (body instanceof FileBody) await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(body.path));
  };

  /** The values at a JSONPath, in an editor of their own. */
  readonly query = async (uri?: unknown, path?: unknown): Promise<void> => {
    const { exchange, title } = this.#storedAt(uri);
    const asked = typeof path === 'string' ? path : await askForPath();
    if (asked === undefined) return;
    const values = await showProgress(vscode.l10n.t('Searching the response'), () =>
      exchange.response.body.query(asked),
    );
    const json = printJson(values.length === 1 ? values[0] : values);
    await this.#documents.show(
      this.#documents.add(`${title} · ${asked}`, 'json', () => this.#redactor.redact(prettyJson(json) ?? json)),
    );
  };

  /** Two responses that are still stored, in the editor's own comparison; given by their ids, or asked for. */
  readonly compare = async (left?: unknown, right?: unknown): Promise<void> => {
    const given = [left, right].map((id) => (typeof id === 'number' ? this.#stored.byId(id) : undefined));
    const [first = await this.#pick(vscode.l10n.t('Compare Which Response?')), second] = given;
    if (first === undefined) return;
    const other = second ?? (await this.#pick(vscode.l10n.t('Compare With?'), first));
    if (other === undefined) return;
    const [before, after] = first.id < other.id ? [first, other] : [other, first];
    const title = toLabel(vscode.l10n.t('{0} ↔ {1}', nameOf(before), nameOf(after)));
    const uris = [this.#uriOf(before), this.#uriOf(after)];
    for (const uri of uris) await this.#documents.open(uri);
    await vscode.commands.executeCommand('vscode.diff', ...uris, title);
  };

  dispose(): void {
    this.#registration.dispose();
  }

  #uriOf(stored: StoredExchange): vscode.Uri {
    const known = this.#uris.get(stored.id);
    if (known !== undefined) return known;
    const { response } = stored.exchange;
    const language = isLarge(response.body) ? 'txt' : languageOf(extensionOf(response.headers));
    const uri = this.#documents.add(nameOf(stored), language, async () =>
      this.#redactor.redact(await bodyDocument(stored.exchange)),
    );
    this.#uris.set(stored.id, uri);
    this.#forgetGone();
    return uri;
  }

  /** An open editor keeps its text; the commands above it say that the response is gone. */
  #forgetGone(): void {
    for (const [id, uri] of this.#uris) {
      if (this.#stored.byId(id) !== undefined) continue;
      this.#documents.remove(uri);
      this.#uris.delete(id);
    }
  }

  #find(uri: vscode.Uri): StoredExchange | undefined {
    const [id] = [...this.#uris].find(([, known]) => known.toString() === uri.toString()) ?? [];
    return id === undefined ? undefined : this.#stored.byId(id);
  }

  #storedAt(uri: unknown): StoredExchange {
    const stored = this.#find(responseUri(uri));
    if (stored !== undefined) return stored;
    throw new AppError('usage', vscode.l10n.t('This response is no longer kept. Send the request again.'));
  }

  async #pick(title: string, but?: StoredExchange): Promise<StoredExchange | undefined> {
    const items = this.#stored
      .all()
      .filter((stored) => stored !== but)
      .map((stored) => ({
        label: stored.title,
        description: `${stored.at.toLocaleTimeString()} · ${stored.summary}`,
        stored,
      }));
    if (items.length === 0 || (but === undefined && items.length < 2))
      throw new AppError('usage', vscode.l10n.t('Two responses are needed to compare. Send a request twice.'));
    return (await pickOne(items, { title }))?.stored;
  }

  async #lenses(uri: vscode.Uri): Promise<vscode.CodeLens[]> {
    const stored = this.#find(uri);
    if (stored === undefined) return [];
    const range = new vscode.Range(0, 0, 0, 0);
    const lens = (title: string, command: string, ...args: readonly unknown[]): vscode.CodeLens =>
      codeLens(range, { title, command, arguments: args });
    const { bytes } = stored.exchange.response.body;
    const before = this.#stored.of(stored.document, stored.key).findLast(({ id }) => id < stored.id);
    return [
      ...(await warningsOf(stored.exchange)).map((title) => codeLens(range, { title, icon: 'warning' })),
      lens(vscode.l10n.t('Save Body…'), 'matter.response.save', uri),
      lens(vscode.l10n.t('Query…'), 'matter.response.query', uri),
      ...(bytes === undefined ? [lens(vscode.l10n.t('Open Anyway'), 'matter.response.openAnyway', uri)] : []),
      lens(vscode.l10n.t('Headers'), 'matter.response.details', uri),
      ...(before === undefined
        ? []
        : [lens(vscode.l10n.t('Compare with Previous'), 'matter.compareResponses', before.id, stored.id)]),
    ];
  }
}

function nameOf({ title, summary }: StoredExchange): string {
  return `${title} · ${summary}`;
}

function askForPath(): Thenable<string | undefined> {
  return enterText({
    title: vscode.l10n.t('Query the Response'),
    prompt: vscode.l10n.t('A JSONPath (RFC 9535)'),
    value: '$',
    placeHolder: '$.analysis.basic[*]',
  });
}
