import { printRequests } from '../syntax/printRequests.ts';
import { shownText, type FileText, type RequestText, type Template } from '../syntax/requestText.ts';
import type { Imported } from './imported.ts';
import type { Notes } from './notes.ts';

interface Source extends FileText {
  readonly notes: Notes;
  /** Whether what has no value in the file is asked for; else it has one elsewhere: an environment, a response. */
  readonly asks: boolean;
}

/**
 * The file of what was read: what has no value is asked for at send, and what could not be written, or must not be
 * shared, has a note.
 */
export function toImported({ notes, asks, ...file }: Source): Imported {
  const defined = new Set((file.variables ?? []).map(([name]) => name));
  const requests = asks ? file.requests.map((request) => withPrompts(request, defined)) : file.requests;
  for (const request of requests) noteSecrets(request, notes);
  const { text, withoutBody } = printRequests({ ...file, requests });
  for (const { title = '' } of withoutBody)
    notes.add('error', 0, `The body of "${title}" was left out: a file stands in the middle of a line.`);
  return { text, notes: notes.list };
}

const secretName = /token|secret|passw|passphrase|api_?key|credential/i;

/** Variables of a shell or of another tool become prompts. */
function withPrompts(request: RequestText, defined: ReadonlySet<string>): RequestText {
  const asked = (request.directives ?? []).map(([, argument]) => /^\S+/.exec(argument)?.[0]);
  const names = new Set(referencesOf(request).filter((name) => !defined.has(name) && !asked.includes(name)));
  if (names.size === 0) return request;
  const prompts = [...names].map((name) => [secretName.test(name) ? 'secret-prompt' : 'prompt', name] as const);
  return { ...request, directives: [...(request.directives ?? []), ...prompts] };
}

/** Plain names only: what is dynamic, or of a response, is known by itself. */
function referencesOf({ url, headers, body = [] }: RequestText): readonly string[] {
  const files = body.flatMap((part) => (typeof part === 'object' && 'file' in part ? part.file : []));
  const parts = [...url, ...headers.flatMap(([, value]) => value), ...body, ...files];
  return parts
    .flatMap((part) => (typeof part === 'object' && 'reference' in part ? [part.reference.replace(/^%/, '')] : []))
    .filter((name) => /^[\w-]+$/.test(name));
}

const secretHeader = /^(?:authorization|proxy-authorization|cookie|x-api-key|api-key|x-auth-token)$/i;

/** A credential that is written out stays, as the request needs it; the reader is told before the file is shared. */
function noteSecrets({ title, method, url, headers }: RequestText, notes: Notes): void {
  const shown = title ?? `${method} ${shownText(url)}`;
  for (const [name, value] of headers) {
    if (!secretHeader.test(name) || !isWrittenOut(value)) continue;
    const message = `The request "${shown}" holds a credential (${name}). Before you share the file, ask for it at send: # @secret-prompt.`;
    notes.add('information', 0, message);
  }
}

function isWrittenOut(value: Template): boolean {
  const text = shownText(value).replace(/^(?:Basic|Bearer)\s+/i, '');
  return text.replaceAll(/\{\{[^}]*\}\}/g, '').length > 3;
}
