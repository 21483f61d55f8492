/**
 * `Basic user password` and `Basic user:password` as they are sent (RFC 7617): Base64 of the UTF-8 bytes. What is
 * encoded already has neither a space nor a colon, and stays; every other value too.
 */
export function basicCredentials(value: string): string {
  const [, scheme = '', user = '', password = ''] = /^(Basic\s+)([^\s:]*)(?::|\s+)(.*)$/is.exec(value.trim()) ?? [];
  if (scheme === '') return value;
  const bytes = new TextEncoder().encode(`${user}:${password}`);
  return scheme.replace(/\s+$/, ' ') + btoa(String.fromCharCode(...bytes));
}
