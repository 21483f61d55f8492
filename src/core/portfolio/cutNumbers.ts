import { plainName, saysWords } from './headerWords.ts';
import type { TableReading } from './tableReading.ts';
import { cellText, columnLetter } from './workbook.ts';

const leastShare = 0.25;

/**
 * The first row of a comma-separated file where a decimal comma cut a weight in two, `18,42` into 18 and 42: whole
 * numbers, and digits in the next column, which has no name or is one of words. Undefined where nothing looks like it.
 */
export function cutNumberRow({ sheet, region, weight }: TableReading): number | undefined {
  const column = weight?.column ?? -1;
  if (weight === undefined || sheet.delimiter !== ',' || column < 0) return undefined;
  const next = region.names[column + 1] ?? '';
  const isNameless = next === '' || next === columnLetter(column + 1);
  if (!isNameless && !saysWords(plainName(next))) return undefined;
  const own = weight.rows.filter(({ kind }) => kind === 'holding');
  if (own.some(({ row }) => !/^[-+]?\d{1,3}$/.test(cellText(sheet, row, column)))) return undefined;
  const cut = own.filter(({ row }) => /^\d{1,8}%?$/.test(cellText(sheet, row, column + 1)));
  return cut.length > 0 && cut.length >= own.length * leastShare ? cut[0]?.row : undefined;
}
