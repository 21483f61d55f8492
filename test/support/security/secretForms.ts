/** A value as it is written, in URLs, in hex, and within a longer text in base64: one form for each of three places. */
export function formsOf(value: string): readonly string[] {
  const base64 = [0, 1, 2].map((before) => {
    const text = Buffer.from(`${' '.repeat(before)}${value}`).toString('base64');
    // The characters at both ends hold bits of the neighbours too.
    return text.replace(/=+$/, '').slice(before === 0 ? 0 : before + 1, -1);
  });
  const url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [...new Set([value, encodeURIComponent(value), Buffer.from(value).toString('hex'), ...base64, ...url])];
}
