/**
 * Text of a file or a server for places where VS Code reads `$(icon)` and `[text](command:…)`: notifications, progress,
 * pickers. Looks the same and means nothing.
 */
export function plainText(text: string): string {
  const wordJoiner = '\u2060';
  return text.replaceAll('](', `]${wordJoiner}(`).replaceAll('$(', `$${wordJoiner}(`);
}
