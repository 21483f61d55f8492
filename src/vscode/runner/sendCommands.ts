import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import type { LensAnchor } from '../../core/language/symbols.ts';
import { pollDirective, type Poll } from '../../core/directives/poll.ts';
import { directiveValue } from '../../core/directives/readDirectives.ts';
import { redactRequest } from '../../core/export/redactRequest.ts';
import type { Exchange } from '../../core/run/exchange.ts';
import type { AuthenticatedClient } from '../../core/http/authenticatedClient.ts';
import type { CodePoll } from '../../core/export/codePoll.ts';
import { requestAt } from '../../core/syntax/requestAt.ts';
import type { RequestNode } from '../../core/syntax/nodes.ts';
import { displayName, requestKey } from '../../core/syntax/requestIdentity.ts';
import type { MatterTree } from '../../core/syntax/tree.ts';
import { mask } from '../../core/secret.ts';
import { openDocument } from '../openDocument.ts';
import type { Services } from '../services.ts';
import type { DocumentRuns } from './documentRuns.ts';
import { LiveResponse } from './liveResponse.ts';
import type { StoredExchange } from './storedExchanges.ts';
import { pollText, type CancellableWork } from './progress.ts';
import type { ResponseDocuments } from './responseDocuments.ts';
import { summaryOf } from './responseText.ts';

/** A request of a document, and the tree that it is from: the document may change while it is sent. */
interface RequestTarget {
  readonly document: vscode.TextDocument;
  readonly tree: MatterTree;
  readonly request: RequestNode;
}

/** Sends a request and shows what came. */
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
    await this.#sendAndShow(await this.#target(uri, offset), await this.#services.accounts.client());
  };

  /** With another account than the one in use. */
  readonly sendWith = async (uri?: unknown, offset?: unknown): Promise<void> => {
    const target = await this.#target(uri, offset);
    const accounts = await this.#services.accounts.list();
    if (accounts.length === 0) throw new AppError('not-signed-in', vscode.l10n.t('You are not signed in.'));
    const items = accounts.map(({ id, label, origin }) => ({ label, description: origin, id }));
    const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Send With Account') });
    if (picked !== undefined) await this.#sendAndShow(target, await this.#services.accounts.client(picked.id));
  };

  /** Puts the request on the clipboard as a command or program; the token of the account is not in it. */
  readonly copyAs = async (uri?: unknown, offset?: unknown, language?: unknown): Promise<void> => {
    const { redactor } = this.#services;
    const { document, tree, request } = await this.#target(uri, offset);
    const { codeLabels, toCode } = await import('../../core/export/toCode.ts');
    const isKnown = typeof language === 'string' && codeLabels.includes(language);
    const title = vscode.l10n.t('Copy Request As');
    const label = isKnown ? language : await vscode.window.showQuickPick(codeLabels, { title });
    if (label === undefined) return;
    const runner = await this.#runs.runner(document, tree, await this.#services.accounts.client());
    const poll = directiveValue(tree, request, pollDirective);
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

  lastStatus(document: vscode.TextDocument, anchor: LensAnchor): string | undefined {
    const { documents } = this.#services;
    const last = this.#runs.stored.last(document.uri, requestKey(documents.tree(document), anchor));
    return last === undefined ? undefined : summaryOf(last.exchange);
  }

  async #lastAt(uri: unknown, offset: unknown): Promise<StoredExchange> {
    const { document, tree, request } = await this.#target(uri, offset);
    const last = this.#runs.stored.last(document.uri, requestKey(tree, request));
    if (last !== undefined) return last;
    throw new AppError('usage', vscode.l10n.t('This request has no response yet: send it first.'));
  }

  /** From a lens or the tree: uri and offset. From key, palette and title: the active editor. */
  async #target(uri: unknown, offset: unknown): Promise<RequestTarget> {
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
    return { document, tree, request };
  }

  async #sendAndShow({ document, tree, request }: RequestTarget, client: AuthenticatedClient): Promise<void> {
    const runner = await this.#runs.runner(document, tree, client);
    const title = vscode.l10n.t('Sending {0}', displayName(request));
    const { virtualDocuments, redactor } = this.#services;
    const live = new LiveResponse(virtualDocuments, redactor, displayName(request));
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
          this.#runs.record(document, tree, node, done);
          this.#services.log.info(logLine(done));
        },
      }),
    );
    await running.finally(() => {
      live.dispose();
    });
    const last = this.#runs.stored.last(document.uri, requestKey(tree, request));
    if (last !== undefined) await this.#responses.showBody(last);
  }
}

function toCodePoll({ everyMs, timeoutMs }: Poll): CodePoll {
  return { everySeconds: Math.max(1, Math.round(everyMs / 1000)), attempts: Math.ceil(timeoutMs / everyMs) };
}

/** Method, origin, path without query, status, milliseconds, bytes: nothing else of a request is logged. */
export function logLine({ request, response }: Exchange): string {
  const { origin, pathname } = request.url;
  return `${request.method} ${origin}${pathname} ${response.status} ${Math.round(response.timings.totalMs)} ms ${response.body.sizeBytes} B`;
}
