// A process of its own for `npm run bench`: how long the first portfolio takes, cold. Prints milliseconds.
import { readFileSync } from 'node:fs';
import { readPortfolioFile } from '../../src/core/portfolio/portfolioFile.ts';

const bytes = readFileSync(process.argv[2] ?? '');
// The library is loaded: a file of two rows has been read before.
await readPortfolioFile(new TextEncoder().encode('ISIN,Weight\nUS0378331005,1\n'), 'warm.csv', {});
const start = performance.now();
const { holdings, findings } = await readPortfolioFile(bytes, 'fund', {});
const ms = performance.now() - start;
if (holdings.length !== 10_000 || findings.length > 0) throw new Error('The file was not read as it is.');
console.log(ms);
