import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import { extensionOf, fileNameOf } from '../../core/http/fileName.ts';
import { FileBody } from '../../node/fileBody.ts';
import { copyBody } from '../../node/saveBody.ts';
import { Disposables } from '../disposables.ts';
import type { Kept, KeptExchanges } from './storedExchanges.ts';
import { ReadonlyDocuments, responseScheme, responseUri } from '../virtualDocuments.ts';
import { bodyDocument, detailsOf, summaryOf, warningsOf } from './responseText.ts';

export interface ResponseDocumentsPorts {
  readonly kept: KeptExchanges;
  readonly documents: ReadonlyDocuments;
  readonly redact: (text: string) => string;
}

/** Responses in editors: what is done with them stands above their first line. */
export class ResponseDocuments {
  readonly #ports: ResponseDocumentsPorts;
  readonly #own = new Disposables();
  readonly #uris = new Map<number, vscode.Uri>();

  constructor(ports: ResponseDocumentsPorts) {
    this.#ports = ports;
    const selector = { scheme: responseScheme };
    this.#own.add(
      vscode.languages.registerCodeLensProvider(selector, { provideCodeLenses: ({ uri }) => this.#lenses(uri) }),
    );
  }

  /** Opens the body beside the request; the title says name, status, time and size. */
  async showBody(kept: Kept): Promise<void> {
    await this.#ports.documents.show(this.#uriOf(kept));
  }

  async showDetails({ title, exchange }: Kept): Promise<void> {
    const { documents, redact } = this.#ports;
    const name = vscode.l10n.t('{0} · headers and timings', title);
    await documents.show(documents.add(name, 'txt', () => redact(detailsOf(exchange))));
  }

  /** The headers and timings of the response in the editor. */
  readonly details = async (uri?: unknown): Promise<void> => {
    await this.showDetails(this.#keptAt(uri));
  };

  /** Asks where to, unless the place is given; the bytes are saved as they came. */
  readonly save = async (uri?: unknown, target?: unknown): Promise<void> => {
    const { exchange, title, document } = this.#keptAt(uri);
    const { body, headers } = exchange.response;
    const folder = vscode.workspace.getWorkspaceFolder(document)?.uri;
    const name = fileNameOf(headers, title);
    const options = folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) };
    const place =
      target instanceof vscode.Uri ? await refuseExisting(target) : await vscode.window.showSaveDialog(options);
    if (place === undefined) return;
    if (place.scheme === 'file') await copyBody(body, place.fsPath);
    else if (body.bytes !== undefined) await vscode.workspace.fs.writeFile(place, body.bytes);
    else throw new AppError('file', vscode.l10n.t('A response of this size can be saved on this computer only.'));
  };

  /** The file that a large body is kept in, in VS Code's own way for large files. */
  readonly openAnyway = async (uri?: unknown): Promise<void> => {
    const { body } = this.#keptAt(uri).exchange.response;
    if (body instanceof FileBody) await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(body.path));
  };

  /** The values at a JSONPath, in an editor of their own. */
  readonly query = async (uri?: unknown, path?: unknown): Promise<void> => {
    const { exchange, title } = this.#keptAt(uri);
    const asked = typeof path === 'string' ? path : await askForPath();
    if (asked === undefined) return;
    const location = vscode.ProgressLocation.Notification;
    const values = await vscode.window.withProgress({ location, title: vscode.l10n.t('Searching the response') }, () =>
      exchange.response.body.query(asked),
    );
    const { documents, redact } = this.#ports;
    const shown = values.length === 1 ? values[0] : values;
    await documents.show(
      documents.add(`${title} · ${asked}`, 'json', () => redact(JSON.stringify(shown, undefined, 2))),
    );
  };

  /** Two responses that are still kept, in the editor's own comparison; given by their ids, or asked for. */
  readonly compare = async (left?: unknown, right?: unknown): Promise<void> => {
    const { kept } = this.#ports;
    const given = [left, right].map((id) => (typeof id === 'number' ? kept.byId(id) : undefined));
    const [first = await this.#pick(vscode.l10n.t('Compare Which Response?')), second] = given;
    if (first === undefined) return;
    const other = second ?? (await this.#pick(vscode.l10n.t('Compare With?'), first));
    if (other === undefined) return;
    const [before, after] = first.id < other.id ? [first, other] : [other, first];
    const title = vscode.l10n.t('{0} ↔ {1}', nameOf(before), nameOf(after));
    await vscode.commands.executeCommand('vscode.diff', this.#uriOf(before), this.#uriOf(after), title);
  };

  dispose(): void {
    this.#own.dispose();
  }

  #uriOf(kept: Kept): vscode.Uri {
    const known = this.#uris.get(kept.id);
    if (known !== undefined) return known;
    const { documents, redact } = this.#ports;
    const { response } = kept.exchange;
    const extension = response.body.bytes === undefined ? 'txt' : extensionOf(response.headers);
    const uri = documents.add(nameOf(kept), extension, async () => redact(await bodyDocument(kept.exchange)));
    this.#uris.set(kept.id, uri);
    this.#forgetGone();
    return uri;
  }

  /** An open editor keeps its text; the commands above it say that the response is gone. */
  #forgetGone(): void {
    for (const [id, uri] of this.#uris) {
      if (this.#ports.kept.byId(id) !== undefined) continue;
      this.#ports.documents.remove(uri);
      this.#uris.delete(id);
    }
  }

  #find(uri: vscode.Uri): Kept | undefined {
    const [id] = [...this.#uris].find(([, known]) => known.toString() === uri.toString()) ?? [];
    return id === undefined ? undefined : this.#ports.kept.byId(id);
  }

  #keptAt(uri: unknown): Kept {
    const kept = this.#find(responseUri(uri));
    if (kept !== undefined) return kept;
    throw new AppError('usage', vscode.l10n.t('This response is no longer kept. Send the request again.'));
  }

  async #pick(title: string, but?: Kept): Promise<Kept | undefined> {
    const items = this.#ports.kept
      .all()
      .filter((kept) => kept !== but)
      .map((kept) => ({
        label: kept.title,
        description: `${kept.at.toLocaleTimeString()} · ${summaryOf(kept.exchange)}`,
        kept,
      }));
    if (items.length === 0 || (but === undefined && items.length < 2))
      throw new AppError('usage', vscode.l10n.t('Two responses are needed to compare. Send a request twice.'));
    return (await vscode.window.showQuickPick(items, { title }))?.kept;
  }

  async #lenses(uri: vscode.Uri): Promise<vscode.CodeLens[]> {
    const kept = this.#find(uri);
    if (kept === undefined) return [];
    const range = new vscode.Range(0, 0, 0, 0);
    const lens = (title: string, command: string, ...args: readonly unknown[]): vscode.CodeLens =>
      new vscode.CodeLens(range, { title, command, arguments: [...args] });
    const { bytes } = kept.exchange.response.body;
    const before = this.#ports.kept.of(kept.document, kept.key).findLast(({ id }) => id < kept.id);
    return [
      ...(await warningsOf(kept.exchange)).map((warning) => lens(`$(warning) ${warning}`, '')),
      lens(vscode.l10n.t('Save Body…'), 'matter.response.save', uri),
      lens(vscode.l10n.t('Query…'), 'matter.response.query', uri),
      ...(bytes === undefined ? [lens(vscode.l10n.t('Open Anyway'), 'matter.response.openAnyway', uri)] : []),
      lens(vscode.l10n.t('Headers'), 'matter.response.details', uri),
      ...(before === undefined
        ? []
        : [lens(vscode.l10n.t('Compare with Previous'), 'matter.compareResponses', before.id, kept.id)]),
    ];
  }
}

function nameOf({ title, exchange }: Kept): string {
  return `${title} · ${summaryOf(exchange)}`;
}

function askForPath(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Query the Response'),
    prompt: vscode.l10n.t('A JSONPath (RFC 9535)'),
    value: '$',
    placeHolder: '$.analysis.basic[*]',
  });
}

/** Nobody was asked whether to replace it. */
async function refuseExisting(target: vscode.Uri): Promise<vscode.Uri> {
  const isThere = await vscode.workspace.fs.stat(target).then(
    () => true,
    () => false,
  );
  if (isThere) throw new AppError('file', vscode.l10n.t('{0} exists. Choose another name.', target.fsPath));
  return target;
}
