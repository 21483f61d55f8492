import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import type { Exchange } from '../../core/run/exchange.ts';
import type { LensPlace } from '../../core/language/symbols.ts';
import type { RunOptions, Sender } from '../../core/run/runner.ts';
import { toCurl } from '../../core/run/toCurl.ts';
import { requestAt } from '../../core/syntax/requestAt.ts';
import type { RequestNode } from '../../core/syntax/nodes.ts';
import type { Log } from '../log.ts';
import { keyOf, refuseUntrusted, type DocumentRuns, type RunPorts } from './documentRuns.ts';
import { ResponseDocuments, summaryOf } from './responseDocuments.ts';

export interface SendPorts extends Pick<RunPorts, 'documents' | 'sender' | 'accounts'> {
  readonly runs: DocumentRuns;
  readonly log: Log;
  readonly redact: (text: string) => string;
}

interface Place {
  readonly document: vscode.TextDocument;
  readonly request: RequestNode;
}

const progressDelayMs = 400;

/** Sends the request at a place and shows what came; remembers the last response of each request. */
export class SendCommands {
  readonly #ports: SendPorts;
  readonly #responses = new ResponseDocuments();

  constructor(ports: SendPorts) {
    this.#ports = ports;
  }

  readonly send = async (uri?: unknown, offset?: unknown): Promise<void> => {
    refuseUntrusted();
    await this.#sendAndShow(await this.#place(uri, offset), await this.#ports.sender());
  };

  /** With another account than the one in use. */
  readonly sendWith = async (uri?: unknown, offset?: unknown): Promise<void> => {
    refuseUntrusted();
    const place = await this.#place(uri, offset);
    const accounts = await this.#ports.accounts();
    if (accounts.length === 0) throw new AppError('not-signed-in', vscode.l10n.t('You are not signed in.'));
    const items = accounts.map(({ id, label, origin }) => ({ label, description: origin, id }));
    const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Send With Account') });
    if (picked !== undefined) await this.#sendAndShow(place, await this.#ports.sender(picked.id));
  };

  /** Puts the request on the clipboard as a command; the token of the account is not in it. */
  readonly copyAs = async (uri?: unknown, offset?: unknown): Promise<void> => {
    const { document, request } = await this.#place(uri, offset);
    const runner = this.#ports.runs.runner(document, await this.#ports.sender());
    const isSigned = request.url.startsWith('/') && !request.directives.some(({ word }) => word === 'no-auth');
    await vscode.env.clipboard.writeText(toCurl(await runner.prepare(request), isSigned));
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied as cURL. It takes the token from $MATTER_TOKEN.'), 5000);
  };

  readonly showResponse = async (uri?: unknown, offset?: unknown): Promise<void> => {
    const { request, exchange } = await this.#lastAt(uri, offset);
    await this.#responses.showBody(titleOf(request), exchange, this.#ports.redact);
  };

  readonly showDetails = async (uri?: unknown, offset?: unknown): Promise<void> => {
    const { request, exchange } = await this.#lastAt(uri, offset);
    await this.#responses.showDetails(titleOf(request), exchange, this.#ports.redact);
  };

  /** Two responses that are still kept, side by side. */
  readonly compareResponses = async (): Promise<void> => {
    await this.#responses.compare();
  };

  lastStatus(document: vscode.TextDocument, { name, span }: LensPlace): string | undefined {
    const exchange = this.#ports.runs.last(document, name ?? `#${span.start}`);
    return exchange === undefined ? undefined : summaryOf(exchange);
  }

  dispose(): void {
    this.#responses.dispose();
  }

  async #lastAt(uri: unknown, offset: unknown): Promise<Place & { readonly exchange: Exchange }> {
    const place = await this.#place(uri, offset);
    const exchange = this.#ports.runs.last(place.document, keyOf(place.request));
    if (exchange === undefined)
      throw new AppError('usage', vscode.l10n.t('This request has no response yet: send it first.'));
    return { ...place, exchange };
  }

  /** From a lens or the tree: uri and offset. From key, palette and title: the active editor. */
  async #place(uri: unknown, offset: unknown): Promise<Place> {
    const editor = vscode.window.activeTextEditor;
    const hasOffset = uri instanceof vscode.Uri && typeof offset === 'number';
    const document = hasOffset ? await vscode.workspace.openTextDocument(uri) : editor?.document;
    if (document?.languageId !== 'matter') {
      throw new AppError('usage', vscode.l10n.t('Open a .matter file and put the cursor into a request.'));
    }
    const tree = this.#ports.documents.tree(document);
    const at = hasOffset ? offset : document.offsetAt(editor?.selection.active ?? new vscode.Position(0, 0));
    const request = requestAt(tree, at);
    if (request === undefined)
      throw new AppError(
        'usage',
        vscode.l10n.t('There is no request at the cursor. Put it into a request and send again.'),
      );
    return { document, request };
  }

  async #sendAndShow({ document, request }: Place, sender: Sender): Promise<void> {
    const { runs, log, redact } = this.#ports;
    const runner = runs.runner(document, sender);
    const exchange = await withProgress(titleOf(request), (options) =>
      runner.run(request, {
        ...options,
        onExchange: (node, done) => {
          runs.record(document, node, done);
          log.info(logLine(done));
        },
      }),
    );
    await this.#responses.showBody(titleOf(request), exchange, redact);
  }
}

function titleOf(request: RequestNode): string {
  return request.title !== undefined && request.title !== ''
    ? request.title
    : (request.name ?? `${request.method} request`);
}

/** Method, origin, path without query, status, milliseconds, bytes: nothing else of a request is logged. */
function logLine({ request, response }: Exchange): string {
  const { origin, pathname } = request.url;
  return `${request.method} ${origin}${pathname} ${response.status} ${Math.round(response.timings.totalMs)} ms ${response.body.length} B`;
}

/** A notification with Cancel, once the work takes long enough for one to be read. */
async function withProgress(title: string, work: (options: RunOptions) => Promise<Exchange>): Promise<Exchange> {
  const controller = new AbortController();
  let report: ((message: string) => void) | undefined;
  const running = work({
    signal: controller.signal,
    onProgress: (_request, { attempt, elapsedMs, nextInMs }) => {
      const seconds = (ms: number): string => String(Math.round(ms / 1000));
      report?.(
        vscode.l10n.t(
          'not ready after attempt {0}, {1} s; next in {2} s',
          attempt,
          seconds(elapsedMs),
          seconds(nextInMs),
        ),
      );
    },
  });
  const timer = setTimeout(() => {
    const options = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Sending {0}', title),
      cancellable: true,
    };
    void vscode.window.withProgress(options, (progress, token) => {
      report = (message) => {
        progress.report({ message });
      };
      token.onCancellationRequested(() => {
        controller.abort();
      });
      return running.catch(() => undefined);
    });
  }, progressDelayMs);
  try {
    return await running;
  } finally {
    clearTimeout(timer);
  }
}
