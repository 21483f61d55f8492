import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A valid ISIN for each number (ISO 6166). */
export function isinOf(number: number): string {
  const base = `US${String(number).padStart(9, '0')}`;
  const digits = Array.from(base, (character) => parseInt(character, 36)).join('');
  let sum = 0;
  for (let at = digits.length - 1, isDoubled = true; at >= 0; at--, isDoubled = !isDoubled) {
    const value = Number(digits[at]) * (isDoubled ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return `${base}${(10 - (sum % 10)) % 10}`;
}

/** A CSV file of that many different holdings, equally weighted. */
export function portfolioCsv(holdings: number, first = 0): string {
  const rows = Array.from(
    { length: holdings },
    (_, at) => `${isinOf(first + at)},"Company ${at}, Inc.",${1 / holdings}`,
  );
  return `ISIN,Name,Weight\n${rows.join('\n')}\n`;
}

/** A folder of portfolios, each with holdings of its own. */
export function writePortfolios(folder: string, count: number, holdings: number): void {
  mkdirSync(folder, { recursive: true });
  for (let at = 0; at < count; at++)
    writeFileSync(join(folder, `fund-${String(at).padStart(4, '0')}.csv`), portfolioCsv(holdings, at * holdings));
}
