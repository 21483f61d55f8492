import type { TableReading } from './tableReading.ts';
import { isPlaceholder } from './rowWords.ts';
import { rowTexts } from './workbook.ts';

const portfolio =
  /^(?:sub-?|teil)?(?:fund|fonds|fondo|portfolio|portefeuille|portafoglio|cartera|depot|mandate?|account|konto|compartment|compartiment|strategy|client)\b[ :#-]*[\p{L}\p{N}]|\b(?:fund|fondo|portfolio|portefeuille|sicav)$/iu;

/** A row that names a portfolio, above the holdings of it. */
export interface Heading {
  readonly row: number;
  readonly label: string;
}

/** Rows without identifier that are called as portfolios are, each above holdings: two or more, or none. */
export function portfolioHeadings({ sheet, source }: TableReading): readonly Heading[] {
  const { kinds = [], start = 0 } = source?.body ?? {};
  const found: Heading[] = [];
  let open: Heading | undefined;
  for (const [at, kind] of kinds.entries()) {
    if (kind === 'holding' && open !== undefined) {
      found.push(open);
      open = undefined;
    } else if (kind === 'named') {
      const label = rowTexts(sheet, start + at).find((text) => !isPlaceholder(text)) ?? '';
      if (label.length <= 80 && portfolio.test(label)) open = { row: start + at, label };
    }
  }
  const isSeveral = new Set(found.map(({ label }) => label)).size > 1;
  return isSeveral ? found : [];
}
