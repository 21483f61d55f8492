import { rowXml, workbookOf } from '../generators/generateWorkbook.ts';
import { asked, csv, errors, file, read, withIdentifiers, type PortfolioCase } from './portfolioCase.ts';

const ab = read('A .6 B .4');

/** Several portfolios, or days, in one table: which sum to a whole together by chance. */
const together: readonly PortfolioCase[] = [
  csv(
    'parts',
    'largest-of-two-funds',
    '\nFund,ISIN,Weight %\nA,$A,30\nA,$B,20\nB,$C,35\nB,$D,15\n',
    asked('split', /--split-by Fund/),
  ),
  csv('parts', 'unequal', '\nFonds;ISIN;Gewicht\nA;$A;40\nA;$B;30\nB;$C;20\nB;$D;10\n', asked('split')),
  csv('parts', 'named-once', '\nFund,ISIN,Weight %\nA,$A,30\n,$B,20\nB,$C,35\n,$D,15\n', asked('split')),
  csv(
    'parts',
    'two-days-of-half',
    '\nDate,ISIN,Weight %\n2024-05-31,$A,30\n2024-05-31,$B,20\n2024-06-30,$C,35\n2024-06-30,$D,15\n',
    asked('split', /--split-by Date/),
  ),
  csv(
    'parts',
    'stichtag',
    '\nStichtag;ISIN;Gewicht\n31.05.2024;$A;30\n31.05.2024;$B;20\n30.06.2024;$C;35\n30.06.2024;$D;15\n',
    asked('split', /Stichtag/),
  ),
  csv(
    'parts',
    'benchmark-rows',
    '\nType,ISIN,Weight %\nPortfolio,$A,30\nPortfolio,$B,20\nBenchmark,$C,35\nBenchmark,$D,15\n',
    asked('split', /--split-by Type/),
  ),
  csv('parts', 'levels', '\nLevel,ISIN,Weight %\nFund,$X,50\nHolding,$A,30\nHolding,$B,20\n', asked('split')),
  csv('parts', 'one-day', '\nDate,Fund,Type,ISIN,Weight %\n2024-05-31,A,Equity,$A,60\n2024-05-31,A,Bond,$B,40\n', ab),
  csv(
    'parts',
    'maturities',
    '\nMaturity date,ISIN,Weight %\n2030-01-01,$A,60\n2030-01-01,$B,30\n2031-01-01,$C,10\n',
    read('A .6 B .3 C .1'),
  ),
  csv(
    'parts',
    'headings',
    '\nName,ISIN,Weight %\nFund A,,\nAlpha,$A,30\nBeta,$B,20\nFund B,,\nGamma,$C,35\nDelta,$D,15\n',
    errors('portfolios-headed'),
  ),
  csv(
    'parts',
    'headings-with-totals',
    '\nName;ISIN;Gewicht\nDepot: 1;;\nAlpha;$A;30\nBeta;$B;20\nTotal 1;;50\nDepot: 2;;\nGamma;$C;50\nTotal 2;;50\n',
    errors('portfolios-headed'),
  ),
  csv(
    'parts',
    'headings-of-kinds',
    '\nName,ISIN,Weight %\nExchange Traded Funds,,\nAlpha,$A,60\nMutual Funds,,\nBeta,$B,40\n',
    ab,
  ),
  csv(
    'parts',
    'value-of-the-fund',
    '\nName,ISIN,Market Value\nFund,$X,1000\nAlpha,$A,600\nBeta,$B,400\n',
    errors('fund-row'),
    { weightsFrom: 'Market Value' },
  ),
  csv(
    'parts',
    'second-table-of-others',
    '\nName,ISIN,Weight %\nAlpha,$A,60\nBeta,$B,40\n\nBond,ISIN,Nominal\nGamma,$F,5000\nDelta,$E,7000\n',
    asked('table', /--table 2/),
  ),
  csv(
    'parts',
    'second-table-of-classes',
    '\nName,ISIN,Weight %\nAlpha,$A,60\nBeta,$B,40\n\nClass,ISIN,TER\nR,$X,0.5\nI,$Y,0.2\n',
    ab,
  ),
];

/** Identifiers that are not those of the holdings, and headers that do not stand above their columns. */
const foreign: readonly PortfolioCase[] = [
  csv('foreign', 'underlying-only', '\nName,Underlying,Weight %\nCall,$A,60\nPut,$B,40\n', asked('identifier')),
  csv('foreign', 'issuer-only', '\nName,Issuer ISIN,Weight %\nAlpha,$A,60\nBeta,$B,40\n', asked('identifier')),
  csv('foreign', 'issuer-in-german', '\nName;ISIN Emittent;Gewicht\nAlpha;$A;60\nBeta;$B;40\n', asked('identifier')),
  csv('foreign', 'issuer-in-spanish', '\nNombre;ISIN emisor;Peso\nAlpha;$A;60\nBeta;$B;40\n', asked('identifier')),
  csv(
    'foreign',
    'template',
    '\n14_Identification code of the instrument;17_Instrument name;26_Valuation weight;68_Identification code of the underlying\nINT1;Alpha;0,6;$A\nINT2;Beta;0,4;$B\n',
    asked('identifier'),
  ),
  csv(
    'foreign',
    'two-figis',
    '\nName,Composite FIGI,Share Class FIGI,Weight\nAlpha,BBG000B9XRY4,BBG000BPH459,60\nGamma,BBG000BPH459,BBG000B9XRY4,40\n',
    asked('identifier', /--id "Share Class FIGI"/),
  ),
  csv(
    'foreign',
    'header-to-the-right',
    '\n;Name;ISIN;Weight;Yield\nAlpha;$A;58,3;70\nBeta;$B;39,0;30\n',
    errors('header-shifted'),
  ),
  csv(
    'foreign',
    'header-to-the-left',
    '\nName;ISIN;Weight;Yield;\n1;Alpha;$A;58,3;70\n2;Beta;$B;39,0;30\n',
    asked('weight'),
  ),
  csv('foreign', 'other-codes-below-isin', '\nCode,ISIN,Weight\n$A,AAPL123,60\n$B,SAP12345,40\n', ab),
];

const page = (weight: string): (() => Uint8Array) => {
  const cells = `<tr><td>$A</td><td>60.0</td></tr><tr><td>$B</td><td>${weight}</td></tr>`;
  const html = `<table><tr><th>ISIN</th><th>Weight %</th></tr>${cells}</table>`;
  return () => Buffer.from(withIdentifiers(html));
};

/** Rich text: what one sees is not what its texts say together. */
const glued: readonly PortfolioCase[] = [
  file('glued', 'footnote.html', page('40.0<sup>1</sup>'), ab),
  file('glued', 'footnote-with-class.html', page('40.0<sup class="note">2)</sup>'), ab),
  file('glued', 'struck-out.html', page('<del>5</del>40'), ab),
  file('glued', 'two-lines.html', page('<div>1</div><div>2</div>'), errors('weight-not-a-number')),
  file('glued', 'two-lines-by-break.html', page('1<br>234'), errors('weight-not-a-number')),
  file(
    'glued',
    'footnote.xlsx',
    () => {
      const rich =
        '<c r="B3" t="inlineStr"><is><r><t>40.0</t></r><r><rPr><vertAlign val="superscript"/></rPr><t>1</t></r></is></c>';
      const rows = `${rowXml(1, ['ISIN', 'Weight %'])}${rowXml(2, ['$A', 60])}<row r="3"><c r="A3" t="inlineStr"><is><t>$B</t></is></c>${rich}</row>`;
      return workbookOf(withIdentifiers(rows));
    },
    ab,
  ),
];

export const partCases: readonly PortfolioCase[] = [...together, ...foreign, ...glued];
