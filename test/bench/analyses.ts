import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import writeXlsx from 'write-excel-file/node';
import type { ShownResult } from '../../src/core/analysis/viewMessage.ts';
import { launchBrowser } from '../harness/browser.ts';
import { portfolioCsv, writePortfolios } from '../support/generators/portfolios.ts';
import { openResultPage, showIt, shownResult } from '../support/fakes/resultPage.ts';
import { median, report } from './measure.ts';

interface Once {
  readonly ms: number;
  readonly mb: number;
}

/** The first file of a process, by us or by the floor. */
function once(...args: readonly string[]): Once {
  const { stdout, stderr } = spawnSync(process.execPath, ['out/bench/portfolioOnce.js', ...args]);
  if (stdout.length === 0) throw new Error(stderr.toString());
  return JSON.parse(stdout.toString()) as Once;
}

const rounds = 7;

/** Read and checked in the thread of the product, for the first time in a process. */
export async function portfolios(dir: string): Promise<void> {
  const csv = join(dir, 'fund.csv');
  writeFileSync(csv, portfolioCsv(10_000));
  const csvMs = median(Array.from({ length: rounds }, () => once('ours', csv, '10000').ms));
  report('10,000 holdings, CSV', `${csvMs.toFixed(0)} ms, cold`, csvMs / 150, 1);
  const xlsx = join(dir, 'fund.xlsx');
  await writeSheet(xlsx);
  // In turns, as the machine may be shared.
  const races = Array.from({ length: rounds }, () => {
    const floorMs = once('floor', xlsx).ms;
    const { ms } = once('ours', xlsx, '10000');
    return { ms, floorMs, ratio: ms / floorMs };
  });
  const [ms, floorMs] = [median(races.map((race) => race.ms)), median(races.map((race) => race.floorMs))];
  const ratio = median(races.map((race) => race.ratio));
  report('10,000 holdings, XLSX : unzip and XML', `${ms.toFixed(0)} ms, floor ${floorMs.toFixed(0)} ms`, ratio, 2.5);
  const large = join(dir, 'large.csv');
  writeFileSync(large, portfolioCsv(1_000_000));
  const million = once('ours', large, '1000000');
  report('1,000,000 holdings, CSV', `${(million.ms / 1000).toFixed(1)} s`, million.ms / 6000, 1);
  report('1,000,000 holdings, CSV, peak memory', `${million.mb.toFixed(0)} MB`, million.mb / 600, 1);
}

async function writeSheet(path: string): Promise<void> {
  const [, ...rows] = portfolioCsv(10_000).trim().split('\n');
  const header = ['ISIN', 'Name', 'Weight'].map((value) => ({ type: String, value }));
  const cells = rows.map((row, at) => [
    { type: String, value: row.slice(0, 12) },
    { type: String, value: `Company ${at}` },
    { type: Number, value: 0.0001 },
  ]);
  await writeXlsx([header, ...cells]).toFile(path);
}

const batchSize = 1000;
const concurrency = 60;
/** No multiple of the pause between two questions, which would flatter us. */
const readyAfterMs = 2300;

/** A thousand portfolios against the sandbox: time to the server's own, and the most memory. */
export async function batch(dir: string): Promise<void> {
  const folder = join(dir, 'portfolios');
  writePortfolios(folder, batchSize, 50);
  const { child, origin, env } = await startSandbox();
  try {
    const peakFile = join(dir, 'batch-peak');
    const args = [
      'analyse',
      folder,
      '--out',
      join(dir, 'results'),
      '--origin',
      origin,
      '--concurrency',
      String(concurrency),
      '--quiet',
    ];
    const start = performance.now();
    const { status } = spawnSync(
      process.execPath,
      ['--import', `${process.cwd()}/out/bench/peak.js`, 'dist/matter.js', ...args],
      { env: { ...process.env, ...env, MATTER_PEAK_FILE: peakFile }, stdio: 'ignore' },
    );
    const ms = performance.now() - start;
    if (status !== 0) throw new Error('matter analyse did not exit with 0.');
    const serverMs = Math.ceil(batchSize / concurrency) * readyAfterMs;
    report(
      '1,000 portfolios : the server',
      `${(ms / 1000).toFixed(1)} s, server ${(serverMs / 1000).toFixed(1)} s`,
      ms / serverMs,
      1.2,
    );
    const peak = Number(readFileSync(peakFile, 'utf8'));
    report('1,000 portfolios, peak memory', `${peak.toFixed(0)} MB`, peak / 150, 1);
  } finally {
    child.kill();
  }
}

async function startSandbox(): Promise<{ child: ChildProcess; origin: string; env: Readonly<Record<string, string>> }> {
  const child = spawn(process.execPath, ['dist/matter.js', 'sandbox', '--ready-after', `${readyAfterMs}ms`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const values: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    values.push(line.split(/: |=/)[1] ?? '');
    if (values.length === 3) break;
  }
  const [origin = '', id = '', secret = ''] = values;
  return { child, origin, env: { MATTER_CLIENT_ID: id, MATTER_CLIENT_SECRET: secret } };
}

const metricCount = 5000;

/** The view of a result in a real browser, from the data's arrival to the frame that shows it; then a sort. */
export async function resultView(): Promise<void> {
  const browser = await launchBrowser();
  try {
    const shown: number[] = [];
    const sorted: number[] = [];
    for (let count = 0; count < 5; count++) {
      const page = await openResultPage(await browser.newPage({ viewport: { width: 1280, height: 800 } }), view());
      await page.evaluate(clock);
      shown.push(await page.evaluate<number>(`msToFrame(() => ${showIt})`));
      if ((await page.locator('.body .row').count()) === 0) throw new Error('No row is shown.');
      for (const column of ['Value', 'Metric'])
        sorted.push(
          await page.evaluate<number>(`msToFrame(() => document.querySelector('.header [title=${column}]').click())`),
        );
      await page.close();
    }
    report('result view, 5,000 metrics shown', `${median(shown).toFixed(0)} ms`, median(shown) / 500, 1);
    report('result view, 5,000 metrics sorted', `${median(sorted).toFixed(0)} ms`, median(sorted) / 50, 1);
  } finally {
    await browser.close();
  }
}

const clock = `globalThis.msToFrame = async (work) => {
  await new Promise(requestAnimationFrame);
  const start = performance.now();
  work();
  // A task that is queued in a frame's callback runs once that frame is painted.
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now() - start;
}`;

function view(): ShownResult {
  const basic = Array.from({ length: metricCount }, (_, at) => ({
    metric_id: `m${at}`,
    metric_name: `Metric ${(at * 7919) % metricCount} of the portfolio`,
    metric_unit: ['%', 'tCO2e', 'GWh'][at % 3],
    metric_type: `type ${at % 17}`,
    metric_value: { raw: ((at * 104_729) % 100_003) / 7 },
    coverage: { weight: '0.483', entity_count: '3' },
  }));
  return shownResult(JSON.stringify({ external_id: 'EX-1', holdings_matched: 3, analysis: { basic } }));
}
