import * as vscode from 'vscode';
import { extensionOf } from '../../core/http/fileName.ts';
import { headerValue, type Header } from '../../core/http/httpMessage.ts';
import { prettyJson } from '../../core/http/prettyJson.ts';
import type { Exchange } from '../../core/run/exchange.ts';
import { mask } from '../../core/secret.ts';

const secretHeader = /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key)$|token|secret/i;
const previewBytes = 4000;
/** Above, a body in memory is shown as it came: to colour and to lay out more would keep the editor waiting. */
const largestLaidOut = 2_000_000;

export function isLarge({ bytes }: Exchange['response']['body']): boolean {
  return bytes === undefined || bytes.length > largestLaidOut;
}

/** `200 OK · 12 ms · 1.2 KB` */
export function summaryOf({ response, attempts, assertions, redirects }: Exchange): string {
  const status = `${response.status} ${response.statusText}`.trim();
  const parts = [status, `${Math.round(response.timings.totalMs)} ms`, sizeOf(response.body.sizeBytes)];
  if (attempts > 1) parts.push(vscode.l10n.t('{0} attempts', attempts));
  const failed = assertions.filter(({ passed }) => !passed).length;
  if (failed > 0) parts.push(vscode.l10n.t('{0} of {1} assertions failed', failed, assertions.length));
  if (redirects.length > 0) parts.push(vscode.l10n.t('redirected'));
  if (response.truncated) parts.push(vscode.l10n.t('incomplete'));
  return parts.join(' · ');
}

/** The body as it is shown; of one that is too large for an editor, what it is and how it starts. */
export async function bodyDocument({ response }: Exchange): Promise<string> {
  const { body, headers } = response;
  if (body.sizeBytes === 0) return vscode.l10n.t('The response has no body.');
  if (body.bytes === undefined) {
    const type = headerValue(headers, 'content-type') ?? vscode.l10n.t('unknown');
    return [
      vscode.l10n.t('This response is too large to be shown at once. Save it, query it, or open it anyway.'),
      '',
      `${vscode.l10n.t('Size')}   ${sizeOf(body.sizeBytes)}`,
      `${vscode.l10n.t('Type')}   ${type}`,
      '',
      vscode.l10n.t('It starts with:'),
      '',
      new TextDecoder().decode(await body.head(previewBytes)),
      '…',
    ].join('\n');
  }
  const text = await body.text();
  return extensionOf(headers) === 'json' && !isLarge(body) ? (prettyJson(text) ?? text) : text;
}

/** What the reader should know before the text: each a sentence. */
export async function warningsOf({ response }: Exchange): Promise<readonly string[]> {
  const { body, warnings } = response;
  if (body.bytes === undefined) return warnings;
  const plain = isLarge(body) ? [vscode.l10n.t('Shown as it came: it is larger than 2 MB.')] : [];
  if (!(await body.text()).includes('\uFFFD')) return [...warnings, ...plain];
  return [
    ...warnings,
    ...plain,
    vscode.l10n.t('Some bytes are no text and are shown as \uFFFD. Save the body to get them.'),
  ];
}

export function detailsOf({ request, response }: Exchange): string {
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

function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function lines(headers: readonly Header[]): readonly string[] {
  return headers.map(([name, value]) => `${name}: ${secretHeader.test(name) ? mask : value}`);
}
