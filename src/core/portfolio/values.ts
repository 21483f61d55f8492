import { plainName } from './headerWords.ts';
import { isCurrencyCode } from './rowWords.ts';
import type { TableReading } from './tableReading.ts';
import { cellText } from './workbook.ts';
import type { WeightColumn } from './weightColumns.ts';

/** The currency that a column of values is in, by its name, else of its rows; undefined where nothing says it. */
export function currencyOf(table: TableReading, value: WeightColumn): string | undefined {
  return currencyNamed(value.name) ?? oneOf(currenciesOf(table, value));
}

function oneOf(currencies: ReadonlySet<string>): string | undefined {
  return currencies.size === 1 ? [...currencies][0] : undefined;
}

function currencyNamed(name: string): string | undefined {
  const word = name.split(/[^\p{L}]+/u).find((part) => /^[A-Z]{3}$/.test(part) && isCurrencyCode(part));
  return word ?? /\b(eur|usd|gbp|chf|dkk|sek|nok)\b/.exec(plainName(name))?.[1]?.toUpperCase();
}

/** Different currencies in the rows of a value column whose name gives none: they cannot be added. */
export function mixedCurrencies(table: TableReading, value: WeightColumn): readonly string[] {
  if (currencyNamed(value.name) !== undefined || /\b(?:base|fund|fonds|portfolio)\b/.test(plainName(value.name)))
    return [];
  const currencies = currenciesOf(table, value);
  return currencies.size > 1 ? [...currencies] : [];
}

function currenciesOf({ sheet, currency }: TableReading, { rows, totals, column }: WeightColumn): ReadonlySet<string> {
  const currencies = new Set<string>();
  // Its own currency often stands right beside a value, under whatever name.
  const columns = [currency, column + 1].filter((at) => at !== undefined);
  for (const at of columns) {
    for (const { row, kind } of rows) {
      const text = cellText(sheet, row, at);
      if (kind === 'holding' && !totals.rows.has(row) && isCurrencyCode(text)) currencies.add(text.toUpperCase());
    }
    if (currencies.size > 0) return currencies;
  }
  return currencies;
}
