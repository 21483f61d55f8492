import type { TableReading } from './tableReading.ts';
import { isPlaceholder } from './rowWords.ts';
import { rowTexts, type Sheet } from './workbook.ts';

const portfolio =
  /^(?:sub-?|teil)?(?:fund|fonds|fondo|portfolio|portefeuille|portafoglio|cartera|depot|mandate?|account|konto|compartment|compartiment|strategy|client)\b[ :#-]*[\p{L}\p{N}]|\b(?:fund|fondo|portfolio|portefeuille|sicav)$/iu;

/** A row that names a portfolio, above the holdings of it. */
export interface Heading {
  readonly row: number;
  readonly label: string;
}

/** Rows without identifier that are called as portfolios are, each above holdings: two or more, or none. */
export function portfolioHeadings({ sheet, source }: TableReading): readonly Heading[] {
  if (source === undefined) return [];
  const { kinds, start } = source.body;
  const found: Heading[] = [];
  let open: Heading | undefined;
  for (const [at, kind] of kinds.entries()) {
    if (kind === 'named') open = headingAt(sheet, start + at) ?? open;
    if (kind !== 'holding' || open === undefined) continue;
    found.push(open);
    open = undefined;
  }
  const isSeveral = new Set(found.map(({ label }) => label)).size > 1;
  return isSeveral ? found : [];
}

const longestLabel = 80;

function headingAt(sheet: Sheet, row: number): Heading | undefined {
  const label = rowTexts(sheet, row).find((text) => !isPlaceholder(text)) ?? '';
  return label.length <= longestLabel && portfolio.test(label) ? { row, label } : undefined;
}
