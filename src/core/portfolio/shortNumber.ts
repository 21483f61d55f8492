/** Six decimals at most, without trailing zeros. */
export function shortNumber(value: number, decimals = 6): string {
  return String(Number(value.toFixed(decimals)));
}
