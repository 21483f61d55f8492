import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import type { LensPlace } from '../../core/language/symbols.ts';
import { redactRequest } from '../../core/export/redactRequest.ts';
import { readDirectives } from '../../core/run/directives.ts';
import type { Exchange } from '../../core/run/exchange.ts';
import type { AuthenticatedClient } from '../../core/http/authenticatedClient.ts';
import type { CodePoll } from '../../core/export/toCode.ts';
import { requestAt } from '../../core/syntax/requestAt.ts';
import type { RequestNode } from '../../core/syntax/nodes.ts';
import { mask } from '../../core/secret.ts';
import { openDocument } from '../openDocument.ts';
import type { Services } from '../services.ts';
import type { DocumentRuns } from './documentRuns.ts';
import { LiveResponse } from './liveResponse.ts';
import { keyOf, titleOf } from './requestNames.ts';
import type { StoredExchange } from './storedExchanges.ts';
import { pollText, type CancellableWork } from './progress.ts';
import type { ResponseDocuments } from './responseDocuments.ts';
import { summaryOf } from './responseText.ts';

interface Place {
  readonly document: vscode.TextDocument;
  readonly request: RequestNode;
}

/** Sends the request at a place and shows what came. */
export class SendCommands {
  readonly #services: Services;
  readonly #runs: DocumentRuns;
  readonly #responses: ResponseDocuments;
  readonly #work: CancellableWork;

  constructor(services: Services, runs: DocumentRuns, responses: ResponseDocuments, work: CancellableWork) {
    this.#services = services;
    this.#runs = runs;
    this.#responses = responses;
    this.#work = work;
  }

  readonly send = async (uri?: unknown, offset?: unknown): Promise<void> => {
    await this.#sendAndShow(await this.#place(uri, offset), await this.#services.accounts.client());
  };

  /** With another account than the one in use. */
  readonly sendWith = async (uri?: unknown, offset?: unknown): Promise<void> => {
    const place = await this.#place(uri, offset);
    const accounts = await this.#services.accounts.list();
    if (accounts.length === 0) throw new AppError('not-signed-in', vscode.l10n.t('You are not signed in.'));
    const items = accounts.map(({ id, label, origin }) => ({ label, description: origin, id }));
    const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Send With Account') });
    if (picked !== undefined) await this.#sendAndShow(place, await this.#services.accounts.client(picked.id));
  };

  /** Puts the request on the clipboard as a command or program; the token of the account is not in it. */
  readonly copyAs = async (uri?: unknown, offset?: unknown, language?: unknown): Promise<void> => {
    const { redactor } = this.#services;
    const { document, request } = await this.#place(uri, offset);
    const { codeLabels, toCode } = await import('../../core/export/toCode.ts');
    const isKnown = typeof language === 'string' && codeLabels.includes(language);
    const title = vscode.l10n.t('Copy Request As');
    const label = isKnown ? language : await vscode.window.showQuickPick(codeLabels, { title });
    if (label === undefined) return;
    const runner = await this.#runs.runner(document, await this.#services.accounts.client());
    const { poll } = readDirectives(request, document.getText());
    const { request: prepared, takesToken } = await runner.prepare(request);
    const code = await toCode(label, redactRequest(prepared, redactor), takesToken, poll && toCodePoll(poll));
    const shown = redactor.redact(code).replaceAll(encodeURIComponent(mask), mask); // what others will see of it
    await vscode.env.clipboard.writeText(shown);
    const notes = [
      vscode.l10n.t('Copied as {0}.', label),
      ...(takesToken ? [vscode.l10n.t('It takes the token from $MATTER_TOKEN.')] : []),
      ...(shown.includes(mask) ? [vscode.l10n.t('Secrets are masked: fill them in.')] : []),
    ];
    vscode.window.setStatusBarMessage(notes.join(' '), 5000);
  };

  readonly showResponse = async (uri?: unknown, offset?: unknown): Promise<void> => {
    await this.#responses.showBody(await this.#lastAt(uri, offset));
  };

  readonly showDetails = async (uri?: unknown, offset?: unknown): Promise<void> => {
    await this.#responses.showDetails(await this.#lastAt(uri, offset));
  };

  lastStatus({ uri }: vscode.TextDocument, { name, span }: LensPlace): string | undefined {
    const last = this.#runs.stored.last(uri, name ?? `#${span.start}`);
    return last === undefined ? undefined : summaryOf(last.exchange);
  }

  async #lastAt(uri: unknown, offset: unknown): Promise<StoredExchange> {
    const { document, request } = await this.#place(uri, offset);
    const last = this.#runs.stored.last(document.uri, keyOf(request));
    if (last !== undefined) return last;
    throw new AppError('usage', vscode.l10n.t('This request has no response yet: send it first.'));
  }

  /** From a lens or the tree: uri and offset. From key, palette and title: the active editor. */
  async #place(uri: unknown, offset: unknown): Promise<Place> {
    const editor = vscode.window.activeTextEditor;
    const hasOffset = uri instanceof vscode.Uri && typeof offset === 'number';
    const document = hasOffset ? await openDocument(uri) : editor?.document;
    if (document?.languageId !== 'matter') {
      throw new AppError('usage', vscode.l10n.t('Open a .matter file and put the cursor into a request.'));
    }
    const tree = this.#services.documents.tree(document);
    const at = hasOffset ? offset : document.offsetAt(editor?.selection.active ?? new vscode.Position(0, 0));
    const request = requestAt(tree, at);
    if (request === undefined)
      throw new AppError(
        'usage',
        vscode.l10n.t('There is no request at the cursor. Put it into a request and send again.'),
      );
    return { document, request };
  }

  async #sendAndShow({ document, request }: Place, client: AuthenticatedClient): Promise<void> {
    const runner = await this.#runs.runner(document, client);
    const title = vscode.l10n.t('Sending {0}', titleOf(request));
    const { virtualDocuments, redactor } = this.#services;
    const live = new LiveResponse(virtualDocuments, redactor, titleOf(request));
    const running = this.#work.run(title, (signal, report) =>
      runner.run(request, {
        signal,
        onStream: (_request, part) => {
          live.add(part);
        },
        onProgress: (_request, progress) => {
          report(pollText(progress));
        },
        onExchange: (node, done) => {
          this.#runs.record(document, node, done);
          this.#services.log.info(logLine(done));
        },
      }),
    );
    await running.finally(() => {
      live.dispose();
    });
    const last = this.#runs.stored.last(document.uri, keyOf(request));
    if (last !== undefined) await this.#responses.showBody(last);
  }
}

function toCodePoll({ everyMs, timeoutMs }: { readonly everyMs: number; readonly timeoutMs: number }): CodePoll {
  return { everySeconds: Math.max(1, Math.round(everyMs / 1000)), attempts: Math.ceil(timeoutMs / everyMs) };
}

/** Method, origin, path without query, status, milliseconds, bytes: nothing else of a request is logged. */
export function logLine({ request, response }: Exchange): string {
  const { origin, pathname } = request.url;
  return `${request.method} ${origin}${pathname} ${response.status} ${Math.round(response.timings.totalMs)} ms ${response.body.sizeBytes} B`;
}
