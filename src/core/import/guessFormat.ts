export const importFormats = ['curl', 'http', 'postman', 'har'] as const;

export type ImportFormat = (typeof importFormats)[number];

/** What a text is, from itself: JSON of Postman or of a browser's recording, a cURL command, else a `.http` file. */
export function guessFormat(source: string): ImportFormat {
  const start = source.replace(/^\uFEFF?\s*/, '').slice(0, 2000);
  if (start.startsWith('{')) return /"log"\s*:\s*\{/.test(start) ? 'har' : 'postman';
  if (/^(?:[$%] |#[^\n]*\n\s*|\w+=\S*\s+)*(?:\S*[/\\])?curl(?:\.exe)?\s/i.test(start)) return 'curl';
  return /\bInvoke-(?:WebRequest|RestMethod)\b/i.test(source) ? 'curl' : 'http';
}
