/** As in a query or path segment; half a character, which URLs cannot hold, becomes U+FFFD instead of an error. */
export function urlEncode(text: string): string {
  return encodeURIComponent(text.replaceAll(/\p{Surrogate}/gu, '\uFFFD'));
}
