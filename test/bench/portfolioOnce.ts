// A process of its own for `npm run bench`: how long the first portfolio takes, cold: `floor` to unzip it and to go
// through the events of its XML, `ours` to read it in the thread of the product. Prints milliseconds, and peak megabytes.
import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { SaxesParser } from 'saxes';
import { PortfolioReader } from '../../src/node/portfolioReader.ts';

const [, , contestant, path = '', holdings = ''] = process.argv;

async function ours(): Promise<void> {
  const reader = new PortfolioReader();
  const [report] = await reader.reports({ path }, { name: 'fund', mapping: {}, choices: {}, wants: 'reports' });
  reader.dispose();
  if (report?.holdings !== Number(holdings) || report.errors.length > 0) throw new Error('The file was not read.');
}

function floor(): void {
  let events = 0;
  for (const [name, content] of Object.entries(unzipSync(readFileSync(path)))) {
    if (!name.endsWith('.xml')) continue;
    const parser = new SaxesParser();
    parser.on('opentag', () => events++);
    parser.on('text', () => events++);
    parser.write(Buffer.from(content).toString()).close();
  }
  if (events === 0) throw new Error('There was no XML.');
}

const start = performance.now();
if (contestant === 'floor') floor();
else await ours();
const ms = performance.now() - start;
console.log(JSON.stringify({ ms, mb: process.resourceUsage().maxRSS / 1024 }));
