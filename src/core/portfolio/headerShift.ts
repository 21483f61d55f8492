import { plainName, saysIdentifier, saysPlainIdentifier, weightMeaning } from './headerWords.ts';
import { isPlaceholder } from './rowWords.ts';
import type { TableReading } from './tableReading.ts';
import { cellText } from './workbook.ts';

const sampleRows = 200;

/** Whether the names stand beside their columns: identifiers below `Weight`, or numbers and names below `ISIN`. */
export function isHeaderShifted(table: TableReading): boolean {
  const { id, region } = table;
  const own = plainName(region.names[id ?? -1] ?? '');
  if (id === undefined || saysIdentifier(own)) return false;
  const meaning = weightMeaning(own);
  if (meaning === 'weight' || meaning === 'other') return true;
  return region.names.some((name, at) => at !== id && saysPlainIdentifier(plainName(name)) && holdsOthers(table, at));
}

/** Filled, and hardly one of its cells has the shape of any identifier. */
function holdsOthers({ sheet, region: { body } }: TableReading, column: number): boolean {
  let [filled, shaped] = [0, 0];
  for (let row = body.start; row < Math.min(body.end, body.start + sampleRows); row++) {
    const text = cellText(sheet, row, column);
    if (isPlaceholder(text)) continue;
    filled++;
    if (/^(?=.*\d)[a-z\d*@#]{6,20}$/i.test(text)) shaped++;
  }
  return filled > 1 && shaped * 2 < filled;
}
