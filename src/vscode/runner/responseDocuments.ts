import * as vscode from 'vscode';
import { AppError } from '../../core/appError.ts';
import { bodyText, headerValue, type Header } from '../../core/http/httpMessage.ts';
import type { Exchange } from '../../core/run/exchange.ts';

const scheme = 'matter-response';
const kept = 50;
const secretHeader = /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key)$|token|secret/i;
const extensions: readonly (readonly [RegExp, string])[] = [
  [/json/, 'json'],
  [/xml/, 'xml'],
  [/html/, 'html'],
  [/csv/, 'csv'],
];

/** Responses as read-only documents in real editors, the newest kept. */
export class ResponseDocuments {
  readonly #texts = new Map<string, string>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: (uri) =>
      this.#texts.get(uri.toString()) ?? vscode.l10n.t('This response is no longer kept. Send the request again.'),
  });
  #count = 0;

  /** Opens the body beside the request; the title says name, status, time and size. */
  async showBody(name: string, exchange: Exchange, redact: (text: string) => string): Promise<void> {
    const type = headerValue(exchange.response.headers, 'content-type') ?? '';
    const extension = extensions.find(([pattern]) => pattern.test(type))?.[1] ?? 'txt';
    await this.#show(`${name} · ${summaryOf(exchange)}.${extension}`, redact(toDisplay(exchange, extension)));
  }

  async showDetails(name: string, exchange: Exchange, redact: (text: string) => string): Promise<void> {
    await this.#show(`${name} · headers and timings.txt`, redact(detailsOf(exchange)));
  }

  /** Asks for two of the responses, the newest first, and opens them in the editor's own comparison. */
  async compare(): Promise<void> {
    const items = [...this.#texts.keys()].reverse().map((key) => {
      const uri = vscode.Uri.parse(key);
      return { label: uri.path.slice(1), uri };
    });
    if (items.length < 2)
      throw new AppError('usage', vscode.l10n.t('Two responses are needed to compare. Send a request twice.'));
    const pick = (title: string, among: typeof items): Thenable<(typeof items)[number] | undefined> =>
      vscode.window.showQuickPick(among, { title });
    const left = await pick(vscode.l10n.t('Compare Which Response?'), items);
    if (left === undefined) return;
    const right = await pick(
      vscode.l10n.t('Compare With?'),
      items.filter((item) => item !== left),
    );
    if (right === undefined) return;
    const title = vscode.l10n.t('{0} ↔ {1}', left.label, right.label);
    await vscode.commands.executeCommand('vscode.diff', left.uri, right.uri, title);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#texts.clear();
  }

  async #show(title: string, text: string): Promise<void> {
    const path = `/${title.replaceAll(/[/\\\n\r]/g, '-')}`;
    const uri = vscode.Uri.from({ scheme, path, query: String(++this.#count) });
    this.#texts.set(uri.toString(), text);
    const oldest = this.#texts.keys().next().value;
    if (this.#texts.size > kept && oldest !== undefined) this.#texts.delete(oldest);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: true,
    });
  }
}

/** `200 OK · 12 ms · 1.2 KB` */
export function summaryOf({ response, attempts, assertions, redirects }: Exchange): string {
  const status = `${response.status} ${response.statusText}`.trim();
  const parts = [status, `${Math.round(response.timings.totalMs)} ms`, sizeOf(response.body.length)];
  if (attempts > 1) parts.push(vscode.l10n.t('{0} attempts', attempts));
  const failed = assertions.filter(({ passed }) => !passed).length;
  if (failed > 0) parts.push(vscode.l10n.t('{0} of {1} assertions failed', failed, assertions.length));
  if (redirects.length > 0) parts.push(vscode.l10n.t('redirected'));
  if (response.truncated) parts.push(vscode.l10n.t('incomplete'));
  return parts.join(' · ');
}

function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function toDisplay({ response }: Exchange, extension: string): string {
  const text = bodyText(response);
  if (text === '') return vscode.l10n.t('The response has no body.');
  if (extension !== 'json') return text;
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text; // not JSON after all: shown as it came
  }
}

function detailsOf({ request, response }: Exchange): string {
  const { timings } = response;
  const phases = [
    [vscode.l10n.t('name found'), timings.nameMs],
    [vscode.l10n.t('connected'), timings.connectMs],
    [vscode.l10n.t('TLS ready'), timings.tlsMs],
    [vscode.l10n.t('first byte'), timings.firstByteMs],
    [vscode.l10n.t('complete'), timings.totalMs],
  ] as const;
  const times = phases.flatMap(([name, ms]) => (ms === undefined ? [] : [`  ${name.padEnd(12)} ${ms.toFixed(1)} ms`]));
  return [
    `${request.method} ${request.url.href}`,
    ...lines(request.headers),
    '',
    `HTTP/${response.httpVersion} ${response.status} ${response.statusText}`,
    ...lines(response.headers),
    '',
    vscode.l10n.t('Time since the send began'),
    ...times,
    '',
  ].join('\n');
}

function lines(headers: readonly Header[]): readonly string[] {
  return headers.map(([name, value]) => `${name}: ${secretHeader.test(name) ? '••••••' : value}`);
}
