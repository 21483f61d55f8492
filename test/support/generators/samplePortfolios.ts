import { utils, write } from '@e965/xlsx';
import { isinOf } from './portfolios.ts';

/** Identifiers with right check digits that no security has; names that no company has. */
const id = (number: number): string => isinOf(990_000_000 + number);
const names = 'Alder Birch Cedar Dogwood Elm Fir Gum Hazel Ivy Juniper Larch Maple'.split(' ');
const nameOf = (at: number): string =>
  `${names[at % names.length] ?? ''} ${['Energy', 'Foods', 'Bank', 'Works'][at % 4] ?? ''}`;

/** Twelve holdings, whole and without a finding. */
export function cleanSample(): string {
  const weights = [14.5, 12.25, 11, 10.5, 9.75, 8.5, 8, 7.25, 6.5, 5.25, 4, 2.5];
  const rows = weights.map((weight, at) => `${id(at)},${nameOf(at)},EUR,${weight.toFixed(2)}`);
  return `ISIN,Name,Currency,Weight (%)\n${rows.join('\n')}\n`;
}

/** A preamble, and a row for each kind of finding. */
export function sampleWithFindings(): string {
  const wrong = id(6).replace(/\d$/, (digit) => String((Number(digit) + 1) % 10));
  const rows = [
    `${nameOf(0)};${id(0)};EUR;20,00 %`,
    `${nameOf(1)};${id(1).toLowerCase()};EUR;15,00 %`,
    `${nameOf(2)};${id(2)};USD;15,00 %`,
    `${nameOf(2)};${id(2)};USD;5,00 %`,
    `${nameOf(3)};${id(3)};EUR;12,00 %`,
    `${nameOf(4)};${id(4)};EUR;`,
    `${nameOf(5)};${id(5)};EUR;-2,00 %`,
    `${nameOf(6)};${wrong};EUR;10,00 %`,
    `${nameOf(7)};;EUR;8,00 %`,
    `${nameOf(8)};${id(8)};EUR;0,00 %`,
    `${nameOf(9)};${id(9)};EUR;12,50 %`,
    'Cash EUR;;EUR;4,50 %',
    'Total;;;100,00 %',
  ];
  return `Fund;Sample fund\nAs of;31.12.2025\n\nName;ISIN;Currency;Weight\n${rows.join('\n')}\n\nAll names are invented.\n`;
}

/** A cover sheet, and one sheet with the holdings of three funds. */
export function reportSample(): Uint8Array {
  const funds = [
    { fund: 'Sample Equity', weights: [0.4, 0.35, 0.25] },
    { fund: 'Sample Bond', weights: [0.3, 0.3, 0.2, 0.2] },
    { fund: 'Sample Mixed', weights: [0.5, 0.3, 0.2] },
  ];
  let number = 20;
  const rows = funds.flatMap(({ fund, weights }) =>
    weights.map((weight) => [fund, id(++number), nameOf(number), 'EUR', weight]),
  );
  const sheet = utils.aoa_to_sheet([['Fund', 'ISIN', 'Security', 'Currency', 'Weight'], ...rows]);
  rows.forEach((_, at) => {
    const cell = sheet[`E${at + 2}`] as { z?: string };
    cell.z = '0.00%';
  });
  const book = utils.book_new();
  utils.book_append_sheet(book, utils.aoa_to_sheet([['Holdings report'], ['All names are invented.']]), 'Cover');
  utils.book_append_sheet(book, sheet, 'Holdings');
  return new Uint8Array(write(book, { type: 'buffer', bookType: 'xlsx', compression: true }) as Buffer);
}
