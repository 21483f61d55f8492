import { plainName, saysWords } from './headerWords.ts';
import type { TableRegion } from './portfolioTypes.ts';
import type { TableReading } from './tableReading.ts';
import { cellText, columnLetter } from './workbook.ts';

const leastShare = 0.25;

/**
 * The first row of a comma-separated file where a decimal comma cut a weight in two, `18,42` into 18 and 42: whole
 * numbers, and digits in the next column, which has no name or is one of words. Undefined where nothing looks like it.
 */
export function cutNumberRow({ sheet, region, weight }: TableReading): number | undefined {
  if (weight === undefined || sheet.delimiter !== ',' || !mayTakeDigits(region, weight.column + 1)) return undefined;
  const { column, rows } = weight;
  const own = rows.filter(({ kind }) => kind === 'holding');
  if (own.some(({ row }) => !/^[-+]?\d{1,3}$/.test(cellText(sheet, row, column)))) return undefined;
  const cut = own.filter(({ row }) => /^\d{1,8}%?$/.test(cellText(sheet, row, column + 1)));
  return cut.length >= own.length * leastShare ? cut[0]?.row : undefined;
}

function mayTakeDigits({ names }: TableRegion, column: number): boolean {
  const name = names[column] ?? '';
  return name === '' || name === columnLetter(column) || saysWords(plainName(name));
}
