import { asked, csv, errors, read, type PortfolioCase } from './portfolioCase.ts';

const ab = read('A .6 B .4');
const notes = (count: number): string => Array.from({ length: count }, (_, at) => `Note ${at};text\n`).join('');

/** Where the table is: preambles, headers, footers, second tables, several portfolios, what Excel does to texts. */
export const tableCases: readonly PortfolioCase[] = [
  csv(
    '36',
    'preamble-with-isin',
    '\nFund,Fund A\nISIN,$X\nAs of,31DEC2024\n\nISIN,Name,Weighting\n$A,Alpha,60\n$B,Beta,40\n',
    ab,
  ),
  csv(
    '36',
    'preamble-in-one-cell',
    '\nFund A ISIN: $X\nAs of 31/12/2024\nISIN;Name;Gewicht\n$A;Alpha;60\n$B;Beta;40\n',
    ab,
  ),
  csv(
    '36',
    'preamble-with-totals',
    '\nFund,Fund A,,\nNet assets,123456,EUR,\nISIN,$X,,\n\nName,ISIN,Weight,\nAlpha,$A,60,\nBeta,$B,40,\n',
    ab,
  ),
  csv(
    '36',
    'preamble-like-a-table',
    '\nFund;Currency;NAV\nFund A;EUR;101,5\n\nISIN;Name;Gewicht\n$A;Alpha;60\n$B;Beta;40\n',
    ab,
  ),
  csv(
    '37',
    'text-formula',
    '\nHolding,SEDOL,ISIN,% of fund\nAlpha,="2046251",="$A",60\nBeta,="4846288",="$B",40\n',
    ab,
  ),
  csv('37', 'text-formula-in-quotes', '\nISIN,Weight\n"=""$A""","60"\n"=""$B""","40"\n', ab),
  csv('37', 'apostrophe', "\nISIN,Weight\n'$A,60\n'$B,40\n", ab),
  csv('37', 'sedol-of-text', '\nSEDOL,Weight\n="0263494",60\n="2046251",40\n', read('0263494 .6 2046251 .4')),
  csv('40', 'preamble-of-40', `${notes(40)}ISIN;Name;Gewicht\n$A;Alpha;60,00\n$B;Beta;40,00\n`, ab),
  csv('40', 'preamble-of-200', `${notes(200)}ISIN;Name;Gewicht\n$A;Alpha;60,00\n$B;Beta;40,00\n`, ab),
  csv('40', 'preamble-of-blank-lines', `${'\n'.repeat(60)}\nISIN,Weight\n$A,60\n$B,40\n`, ab),
  csv(
    '40',
    'preamble-of-sentences',
    `${'This text, with commas, is a disclaimer; read it.\n'.repeat(50)}ISIN,Name,Weight\n$A,Alpha,60\n$B,Beta,40\n`,
    ab,
  ),
  csv(
    '50',
    'header-above-cash',
    '\nProduct,Symbool/ISIN,Aantal,Waarde\nCASH EUR,,,260.04\nAlpha,$A,13,4168.39\nBeta,$B,40,5626.05\n',
    asked('weight', /--weights-from Waarde/),
  ),
  csv(
    '50',
    'cash-first',
    '\nTicker,Name,Asset Class,Weight (%),ISIN\nUSD,USD CASH,Cash,2.0,-\nAL,Alpha,Equity,60.0,$A\nBE,Beta,Equity,38.0,$B\n',
    read('A .6 B .38'),
  ),
  csv('50', 'group-first', '\nISIN,Name,Anzahl\n,Aktien,\n$A,Alpha,13\n$B,Beta,40\n', asked('weight')),
  csv('50', 'values-of-cash', '\nProduct,ISIN,Waarde\nCASH EUR,,200\nAlpha,$A,600\nBeta,$B,200\n', read('A .6 B .2'), {
    weightsFrom: 'Waarde',
  }),
  csv('54', 'no-table', '\nThis is,a letter\nwith two,columns\n', asked('identifier')),
  csv('new', 'two-lines', '\nISIN;Name;Market value;Weight\n;;EUR;%\n$A;Alpha;600;60\n$B;Beta;400;40\n', ab),
  csv('new', 'groups-above', '\n,,Fund,Benchmark\nISIN,Name,Weight,Weight\n$A,Alpha,60,10\n$B,Beta,40,90\n', ab),
  csv('new', 'groups-below', '\nISIN,Name,Weight,\n,,Fund,Benchmark\n$A,Alpha,60,10\n$B,Beta,40,90\n', ab),
  csv(
    'new',
    'footer',
    '\nISIN,Name,Weight\n$A,Alpha,60\n$B,Beta,40\n\nThe values are of 31.12.2024.\nPast performance, as always, is no promise, whatever, it says.\n',
    ab,
  ),
  csv(
    'new',
    'sectors-below',
    '\nISIN,Name,Weight\n$A,Alpha,60\n$B,Beta,40\n\nSector,Country,Weight\nTechnology,US,60\nSoftware,DE,40\n',
    ab,
  ),
  csv(
    'new',
    'second-table',
    '\nISIN,Name,Weight\n$A,Alpha,60\n$B,Beta,40\n\nISIN,Name,Weight\n$C,Gamma,70\n$D,Delta,30\n',
    asked('table', /--table 1/),
  ),
  csv(
    'new',
    'second-table-chosen',
    '\nISIN,Name,Weight\n$A,Alpha,60\n$B,Beta,40\n\nISIN,Name,Weight\n$C,Gamma,70\n$D,Delta,30\n',
    read('C .7 D .3'),
    { table: 2 },
  ),
  csv(
    'new',
    'largest-first',
    '\nTop holdings\nISIN,Name,Weight\n$A,Alpha,50\n\nAll holdings\nISIN,Name,Weight\n$A,Alpha,50\n$B,Beta,30\n$C,Gamma,20\n',
    read('A .5 B .3 C .2'),
  ),
  csv(
    'new',
    'header-on-each-page',
    '\nISIN,Name,Weight\n$A,Alpha,50\nISIN,Name,Weight\n$B,Beta,30\n$C,Gamma,20\n',
    read('A .5 B .3 C .2'),
  ),
  csv(
    'new',
    'two-funds',
    '\nFund,ISIN,Name,Weight\nFund A,$A,Alpha,60\nFund A,$B,Beta,40\nFund B,$C,Gamma,70\nFund B,$D,Delta,30\n',
    asked('split', /--split-by Fund/),
  ),
  csv(
    'new',
    'two-funds-by-isin',
    '\nPortfolio ISIN,ISIN,Weight %\n$X,$A,60\n$X,$B,40\n$Y,$C,70\n$Y,$D,30\n',
    asked('split'),
  ),
  csv(
    'new',
    'two-days',
    '\nDate,ISIN,Weight\n2024-11-30,$A,60\n2024-11-30,$B,40\n2024-12-31,$A,55\n2024-12-31,$B,45\n',
    asked('split', /--split-by Date/),
  ),
  csv(
    'new',
    'two-funds-one-chosen',
    '\nFund,ISIN,Name,Weight\nFund A,$A,Alpha,60\nFund A,$B,Beta,40\nFund B,$C,Gamma,70\nFund B,$D,Delta,30\n',
    read('C .7 D .3'),
    { splitBy: 'Fund', part: 'Fund B' },
  ),
  csv(
    'new',
    'cash-and-other-assets',
    '\nName;ISIN;% NAV\nAlpha;$A;60,0\nBeta;$B;38,0\nBankguthaben;;1,5\nForderungen;;0,5\n',
    read('A .6 B .38'),
  ),
  csv('new', 'open-quote', '\nISIN,Name,Weight\n$A,"Alpha,60\n$B,Beta,40\n', errors('quotes-open')),
  csv('new', 'header-only', '\nISIN,Name,Weight\n', errors('file-empty')),
  csv('new', 'tabs', '\nISIN\tName\tWeight\n$A\tAlpha\t60\n$B\tBeta\t40\n', ab),
  csv('new', 'excel-sep', '\nsep=;\nISIN;Weight\n$A;60\n$B;40\n', ab),
  csv('new', 'column-unknown', '\nISIN,Weight\n$A,60\n$B,40\n', errors('column-unknown'), { weight: 'Wieght' }),
  csv('new', 'sheet-of-csv', '\nISIN,Weight\n$A,60\n$B,40\n', errors('sheet-unknown'), { sheet: 'Holdings' }),
];
