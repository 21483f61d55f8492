import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import type { Exchange } from '../../core/run/exchange.ts';
import { Runner, type RunOptions, type Sender } from '../../core/run/runner.ts';
import { requestAt } from '../../core/syntax/requestAt.ts';
import type { RequestNode } from '../../core/syntax/nodes.ts';
import { systemClock } from '../../node/systemClock.ts';
import type { Log } from '../log.ts';
import type { MatterDocuments } from '../matterDocuments.ts';
import { ResponseDocuments, summaryOf } from './responseDocuments.ts';

export interface SendPorts {
  readonly documents: MatterDocuments;
  readonly log: Log;
  readonly sender: () => Promise<Sender>;
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
  readonly #last = new Map<string, Map<string, Exchange>>();
  readonly #changed = new vscode.EventEmitter<void>();

  readonly onDidChangeStatus = this.#changed.event;

  constructor(ports: SendPorts) {
    this.#ports = ports;
  }

  readonly send = async (uri?: unknown, offset?: unknown): Promise<void> => {
    if (!vscode.workspace.isTrusted) {
      throw new AppError(
        'usage',
        vscode.l10n.t('Requests are sent from trusted workspaces only. Trust this workspace first.'),
      );
    }
    const { document, request } = await this.#place(uri, offset);
    const exchange = await this.#run(document, request);
    await this.#responses.showBody(titleOf(request), exchange, this.#ports.redact);
  };

  readonly showResponse = async (uri?: unknown, offset?: unknown): Promise<void> => {
    const { request, exchange } = await this.#lastAt(uri, offset);
    await this.#responses.showBody(titleOf(request), exchange, this.#ports.redact);
  };

  readonly showDetails = async (uri?: unknown, offset?: unknown): Promise<void> => {
    const { request, exchange } = await this.#lastAt(uri, offset);
    await this.#responses.showDetails(titleOf(request), exchange, this.#ports.redact);
  };

  lastStatus(document: vscode.TextDocument, index: number): string | undefined {
    const request = this.#ports.documents.tree(document).requests[index];
    const exchange = request === undefined ? undefined : this.#exchanges(document).get(keyOf(request));
    return exchange === undefined ? undefined : summaryOf(exchange);
  }

  dispose(): void {
    this.#responses.dispose();
    this.#changed.dispose();
  }

  #exchanges(document: vscode.TextDocument): Map<string, Exchange> {
    const key = document.uri.toString();
    const known = this.#last.get(key) ?? new Map<string, Exchange>();
    this.#last.set(key, known);
    return known;
  }

  async #lastAt(uri: unknown, offset: unknown): Promise<Place & { readonly exchange: Exchange }> {
    const place = await this.#place(uri, offset);
    const exchange = this.#exchanges(place.document).get(keyOf(place.request));
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

  async #run(document: vscode.TextDocument, request: RequestNode): Promise<Exchange> {
    const tree = this.#ports.documents.tree(document);
    const exchanges = this.#exchanges(document);
    const runner = new Runner(tree, await this.#ports.sender(), { clock: systemClock, newUuid: randomUUID }, exchanges);
    const exchange = await withProgress(titleOf(request), (options) =>
      runner.run(request, {
        ...options,
        onExchange: (node, done) => {
          exchanges.set(keyOf(node), done);
          this.#ports.log.info(logLine(done));
          this.#changed.fire();
        },
      }),
    );
    return exchange;
  }
}

function titleOf(request: RequestNode): string {
  return request.title !== undefined && request.title !== ''
    ? request.title
    : (request.name ?? `${request.method} request`);
}

function keyOf(request: RequestNode): string {
  return request.name ?? `#${request.lineSpan.start}`;
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
