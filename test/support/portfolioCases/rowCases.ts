import { asked, csv, errors, read, type PortfolioCase } from './portfolioCase.ts';

const ab = read('A .6 B .4');

/** A decimal comma that no quotes hold, where a column to spare takes what it cuts off. */
const cut: readonly PortfolioCase[] = [
  csv('cut', 'spare-column', '\nISIN,Name,Weight,\n$A,Alpha,60,25\n$B,Beta,39,75\n', errors('row-too-long')),
  csv('cut', 'rows-end-in-comma', '\nISIN,Name,Weight,\n$A,Alpha,60,25,\n$B,Beta,39,75,\n', errors('row-too-long')),
  csv('cut', 'spare-columns', '\nISIN,Name,Weight,,,\n$A,Alpha,60,25,,\n$B,Beta,40,,,\n', errors('row-too-long')),
  csv('cut', 'number-pushed', '\nISIN,Weight,ESG,\n$A,60,25,7\n$B,39,75,8\n', errors('row-too-long')),
  csv('cut', 'note-without-name', '\nISIN,Weight,\n$A,60,new\n$B,40,\n', ab),
  csv('cut', 'comment', '\nISIN,Weight,Comment\n$A,60,5\n$B,39,5\n', errors('row-too-long')),
  csv('cut', 'name-behind', '\nISIN,Weight,Name,Country\n$A,60,5,Alpha\n$B,39,5,Beta\n', errors('row-too-long')),
  csv('cut', 'rating-behind', '\nISIN,Weight,Rating,Name\n$A,61,5,Alpha\n$B,39,0,Beta\n', errors('row-too-long')),
  csv('cut', 'fractions', '\nISIN,Weight,Note\n$A,0,5412\n$B,0,4233\n', errors('row-too-long')),
  csv('cut', 'said-to-be-two', '\nISIN,Weight,Comment\n$A,60,5\n$B,40,5\n', ab, { decimalMark: '.' }),
  csv('cut', 'quantity-behind', '\nISIN,Weight,Quantity\n$A,60,500\n$B,40,250\n', ab),
  csv('cut', 'notes-behind', '\nISIN,Weight,Comment\n$A,60,new\n$B,40,\n', ab),
];

/** Rows of a file of several portfolios that belong to none of them. */
const partless: readonly PortfolioCase[] = [
  csv(
    'no part',
    'name-on-first-row-only',
    '\nFund,ISIN,Weight %\nFund A,$A,60\n,$B,40\nFund B,$C,100\n',
    errors('portfolio-missing'),
    { splitBy: 'Fund', part: 'Fund A' },
  ),
  csv(
    'no part',
    'last-row-without-name',
    '\nFund,ISIN,Weight %\nFund A,$A,60\nFund A,$B,40\nFund B,$C,90\n,$D,10\n',
    errors('portfolio-missing'),
    { splitBy: 'Fund', part: 'Fund B' },
  ),
];

/** Rows that contradict the scale that the holdings' sum speaks for. */
const contradicted: readonly PortfolioCase[] = [
  csv('scale', 'mostly-cash', '\nName,ISIN,Weight\nAlpha,$A,0.6\nBeta,$B,0.4\nCash,,99.0\n', asked('scale')),
  csv('scale', 'total-of-hundred', '\nName,ISIN,Weight\nAlpha,$A,0.6\nBeta,$B,0.4\nTotal,,100\n', asked('scale')),
  csv('scale', 'total-beyond-whole', '\nName,ISIN,Weight\nAlpha,$A,60\nBeta,$B,40\nTotal,,250\n', asked('scale')),
  csv(
    'scale',
    'thousands-elsewhere',
    '\nISIN;Marktwert;Gewicht\n$A;5.000.000;6,000\n$B;3.000.000;4,000\n',
    asked('decimal mark'),
  ),
  csv('scale', 'total-of-all', '\nName,ISIN,Weight\nAlpha,$A,60\nBeta,$B,30\nTotal,,100\n', read('A .6 B .3')),
];

/** Cells that say that a row is no holding, or one below zero. */
const states: readonly PortfolioCase[] = [
  csv('state', 'side', '\nISIN,Side,Weight %\n$A,Long,60\n$B,Short,40\n', errors('row-contradicted')),
  csv('state', 'side-in-letters', '\nISIN,L/S,Weight %\n$A,L,60\n$B,S,40\n', errors('row-contradicted')),
  csv('state', 'position', '\nISIN,Position,Weight %\n$A,Long,60\n$B,short,40\n', errors('row-contradicted')),
  csv('state', 'trades', '\nISIN,Buy/Sell,Weight %\n$A,BUY,60\n$B,SELL,40\n', errors('row-contradicted')),
  csv('state', 'trades-in-german', '\nISIN;Vorgang;Gewicht\n$A;Kauf;60\n$B;Verkauf;40\n', errors('row-contradicted')),
  csv('state', 'liability', '\nISIN,Class,Weight %\n$A,Asset,60\n$B,Liability,40\n', errors('row-contradicted')),
  csv('state', 'closed', '\nISIN,Status,Weight %\n$A,Open,60\n$B,Closed,40\n', errors('row-contradicted')),
  csv('state', 'cancelled', '\nISIN,Weight %,Settlement\n$A,60,Settled\n$B,40,Cancelled\n', errors('row-contradicted')),
  csv('state', 'quantity', '\nISIN,Quantity,Weight %\n$A,100,60\n$B,-50,40\n', errors('row-contradicted')),
  csv('state', 'value', '\nISIN;Marktwert;Gewicht\n$A;600;60\n$B;-400;40\n', errors('row-contradicted')),
  csv('state', 'sign', '\nISIN,Sign,Weight %\n$A,+,60\n$B,-,40\n', errors('row-contradicted')),
  csv('state', 'all-long', '\nISIN,Side,Weight %\n$A,Long,60\n$B,Long,40\n', ab),
  csv('state', 'loss', '\nISIN,Gain/loss,Change in value,Weight %\n$A,100,5,60\n$B,-50,-3,40\n', ab),
  csv('state', 'maturity-bands', '\nISIN,Maturity,Weight %\n$A,Long,60\n$B,Short,40\n', ab),
  csv('state', 'strategies', '\nISIN,Style,Weight %\n$A,Short-dated credit,60\n$B,Equity,40\n', ab),
];

export const rowCases: readonly PortfolioCase[] = [...cut, ...partless, ...contradicted, ...states];
