import type { HttpRequest } from '../http/httpMessage.ts';
import type { CodePoll } from './codePoll.ts';

/** The request as a cURL command for a POSIX shell, one part a line; with `poll` sent again while the status is 202. */
export function toCurl(
  { method, url, headers }: HttpRequest,
  body: string | undefined,
  withToken: boolean,
  poll: CodePoll | undefined,
): string {
  const parts = [`curl -X ${quote(method)} ${quote(url.href)}`];
  if (withToken) parts.push('-H "Authorization: Bearer $MATTER_TOKEN"');
  for (const [name, value] of headers) parts.push(`-H ${quote(`${name}: ${value}`)}`);
  if (body !== undefined) parts.push(`--data-binary ${quote(body)}`);
  return poll === undefined ? parts.join(' \\\n  ') : loop(parts, poll);
}

function loop(parts: readonly string[], { everySeconds, attempts }: CodePoll): string {
  const command = [...parts, "-s -o response.json -w '%{http_code}'"].join(' \\\n    ');
  return `for attempt in $(seq ${attempts}); do
  status=$(${command})
  [ "$status" = 202 ] || break
  sleep ${everySeconds}
done
cat response.json`;
}

function quote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
