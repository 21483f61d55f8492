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
import { pickOne } from '../dialogs.ts';
import type { RequestPlace } from '../issued.ts';
import { showBriefly } from '../labels.ts';
import { openRequestFile } from '../openDocument.ts';
import type { Services } from '../services.ts';
import type { DocumentRuns } from './documentRuns.ts';
import { LiveResponse } from './liveResponse.ts';
import type { StoredExchange } from './storedExchanges.ts';
import { pollText, type CancellableWork } from './progress.ts';
import type { ResponseDocuments } from './responseDocuments.ts';
import type { SendConsent } from './sendConsent.ts';

/** A request of a document, and the tree that it is from: the document may change while it is sent. */
interface RequestTarget {
  readonly document: vscode.TextDocument;
  readonly tree: MatterTree;
  readonly request: RequestNode;
  /** The user acted on something of ours, or on the editor. */
  readonly isGesture: boolean;
}

export interface SendPorts {
  readonly services: Services;
  readonly runs: DocumentRuns;
  readonly responses: ResponseDocuments;
  readonly work: CancellableWork;
  readonly consent: SendConsent;
}

/** Sends a request and shows what came. */
export class SendCommands {
  readonly #services: Services;
  readonly #runs: DocumentRuns;
  readonly #responses: ResponseDocuments;
  readonly #work: CancellableWork;
  readonly #consent: SendConsent;

  constructor(ports: SendPorts) {
    this.#services = ports.services;
    this.#runs = ports.runs;
    this.#responses = ports.responses;
    this.#work = ports.work;
    this.#consent = ports.consent;
  }

  readonly send = async (place?: unknown, offset?: unknown): Promise<void> => {
    const target = await this.#target(place, offset);
    await this.#consent.require([target.document], target.isGesture, nameOf(target.request));
    await this.#sendAndShow(target, await this.#services.accounts.client());
  };

  /** The user has chosen the request in a view of ours. */
  readonly sendAt = async (uri: vscode.Uri, offset: number): Promise<void> => {
    await this.send(this.#services.issued.add({ uri, offset }));
  };

  /** With another account than the one in use. */
  readonly sendWith = async (place?: unknown, offset?: unknown): Promise<void> => {
    const target = await this.#target(place, offset);
    const accounts = await this.#services.accounts.list();
    if (accounts.length === 0) throw new AppError('not-signed-in', vscode.l10n.t('You are not signed in.'));
    const items = accounts.map(({ id, label, origin }) => ({ label, description: origin, id }));
    const placeHolder = vscode.l10n.t('Sends {0}', nameOf(target.request));
    const picked = await pickOne(items, { title: vscode.l10n.t('Send With Account'), placeHolder });
    if (picked !== undefined) await this.#sendAndShow(target, await this.#services.accounts.client(picked.id));
  };

  /** Puts the request on the clipboard as a command or program; the token of the account is not in it. */
  readonly copyAs = async (place?: unknown, ...given: readonly unknown[]): Promise<void> => {
    const { redactor, issued } = this.#services;
    const [offset, language] = issued.has(place) ? [undefined, given[0]] : given;
    const { document, tree, request } = await this.#target(place, offset);
    const { codeLabels, toCode } = await import('../../core/export/toCode.ts');
    const label = codeLabels.find((one) => one === language) ?? (await pickLanguage(codeLabels));
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
    showBriefly(notes.join(' '));
  };

  readonly showResponse = async (place?: unknown, offset?: unknown): Promise<void> => {
    await this.#responses.showBody(await this.#lastAt(place, offset));
  };

  readonly showDetails = async (place?: unknown, offset?: unknown): Promise<void> => {
    await this.#responses.showDetails(await this.#lastAt(place, offset));
  };

  lastStatus(document: vscode.TextDocument, anchor: LensAnchor): string | undefined {
    const { documents } = this.#services;
    const last = this.#runs.stored.last(document.uri, requestKey(documents.tree(document), anchor));
    return last?.summary;
  }

  async #lastAt(place: unknown, offset: unknown): Promise<StoredExchange> {
    const { document, tree, request } = await this.#target(place, offset);
    const last = this.#runs.stored.last(document.uri, requestKey(tree, request));
    if (last !== undefined) return last;
    throw new AppError('usage', vscode.l10n.t('This request has no response yet: send it first.'));
  }

  /** From a lens or the tree: a place of ours. From key, palette and title: the active editor. From others: an address. */
  async #target(given: unknown, offset: unknown): Promise<RequestTarget> {
    const own = this.#services.issued.placeOf(given);
    const named = given instanceof vscode.Uri && typeof offset === 'number' ? { uri: given, offset } : undefined;
    const place = own ?? named ?? cursorPlace();
    if (place === undefined)
      throw new AppError('usage', vscode.l10n.t('Open a .matter file and put the cursor into a request.'));
    const document = await openRequestFile(place.uri);
    const tree = this.#services.documents.tree(document);
    const request = requestAt(tree, place.offset);
    if (request === undefined)
      throw new AppError(
        'usage',
        vscode.l10n.t('There is no request at the cursor. Put it into a request and send again.'),
      );
    return { document, tree, request, isGesture: named === undefined };
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

/** Undefined where the active editor shows no request file. */
function cursorPlace(): RequestPlace | undefined {
  const { document, selection } = vscode.window.activeTextEditor ?? {};
  if (document?.languageId !== 'matter' || selection === undefined) return undefined;
  return { uri: document.uri, offset: document.offsetAt(selection.active) };
}

/** What is sent, whatever its title says. */
function nameOf({ method, url }: RequestNode): string {
  return `${method} ${url}`;
}

async function pickLanguage(labels: readonly string[]): Promise<string | undefined> {
  const choices = labels.map((label) => ({ label }));
  return (await pickOne(choices, { title: vscode.l10n.t('Copy Request As') }))?.label;
}

function toCodePoll({ everyMs, timeoutMs }: Poll): CodePoll {
  return { everySeconds: Math.max(1, Math.round(everyMs / 1000)), attempts: Math.ceil(timeoutMs / everyMs) };
}

/** Method, origin, path without query, status, milliseconds, bytes: nothing else of a request is logged. */
export function logLine({ request, response }: Exchange): string {
  const { origin, pathname } = request.url;
  return `${request.method} ${origin}${pathname} ${response.status} ${Math.round(response.timings.totalMs)} ms ${response.body.sizeBytes} B`;
}
