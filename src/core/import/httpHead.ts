export interface HttpHeader {
  readonly name: string;
  readonly value: string;
}

/** `/path` with a Host header is a whole URL there; here a path goes to the account. */
export function withHost(
  url: string,
  headers: readonly HttpHeader[],
): { readonly url: string; readonly headers: readonly HttpHeader[] } {
  const host = headers.find(({ name }) => name.toLowerCase() === 'host')?.value;
  if (host === undefined || !url.startsWith('/')) return { url, headers };
  const scheme = /:(?:443|8443)$/.test(host) ? 'https' : 'http';
  return { url: `${scheme}://${host}${url}`, headers: headers.filter(({ name }) => name.toLowerCase() !== 'host') };
}

/** REST Client and httpyac encode `Basic user:password` and `Basic user password` at send; so does the runner. */
export function credentials(name: string, value: string, note: (message: string) => void): string {
  if (name.toLowerCase() === 'authorization' && /^(?:digest|aws|ntlm|oauth2|openid)\b/i.test(value))
    note('Only Bearer and Basic credentials can be sent: correct this header.');
  const [, user = '', password = ''] = /^Basic\s+([^\s:]+)(?::|\s+)(\S+)$/i.exec(value) ?? [];
  if (name.toLowerCase() !== 'authorization' || user === '' || value.includes('{{')) return value;
  return `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode(`${user}:${password}`)))}`;
}

/** How many braces of a GraphQL text are not closed. */
export function openBraces(lines: readonly string[]): number {
  const text = lines.join('\n');
  return (text.match(/\{/g)?.length ?? 0) - (text.match(/\}/g)?.length ?? 0);
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** `@name = value`, its escapes undone, the name in letters that we know; undefined where the line is none. */
export function readVariable(line: string): HttpHeader | undefined {
  const [, name, value = ''] = /^\s*@([^\s=:]+)\s*:?=\s*(.*)$/.exec(line) ?? [];
  if (name === undefined) return undefined;
  const text = value.trim().replaceAll(/\\([nrt])/g, (_, letter: string) => escapes[letter] ?? letter);
  return { name: name.replaceAll(/[^\w.-]/g, '_'), value: text };
}
