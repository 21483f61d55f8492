import type { HttpRequest } from '../http/httpMessage.ts';

/**
 * The request as a cURL command for a POSIX shell, one part a line. `withToken`: the account would attach its token;
 * the command takes it from the environment variable MATTER_TOKEN instead, so it can be shared.
 */
export function toCurl({ method, url, headers, body }: HttpRequest, withToken: boolean): string {
  const parts = [`curl -X ${quote(method)} ${quote(url.href)}`];
  if (withToken) parts.push('-H "Authorization: Bearer $MATTER_TOKEN"');
  for (const [name, value] of headers) parts.push(`-H ${quote(`${name}: ${value}`)}`);
  if (body !== undefined)
    parts.push(`--data-binary ${quote(typeof body === 'string' ? body : new TextDecoder().decode(body))}`);
  return parts.join(' \\\n  ');
}

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
