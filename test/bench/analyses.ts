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

/** 10,000 holdings, parsed and checked for the first time in a process. */
export async function portfolios(dir: string): Promise<void> {
  const csv = join(dir, 'fund.csv');
  const xlsx = join(dir, 'fund.xlsx');
  const text = portfolioCsv(10_000);
  writeFileSync(csv, text);
  const [, ...rows] = text.trim().split('\n');
  const header = ['ISIN', 'Weight'].map((value) => ({ type: String, value }));
  const cells = rows.map((row) => [
    { type: String, value: row.slice(0, 12) },
    { type: Number, value: 0.0001 },
  ]);
  await writeXlsx([header, ...cells]).toFile(xlsx);
  for (const [name, file] of [
    ['10,000 holdings, CSV', csv],
    ['10,000 holdings, XLSX', xlsx],
  ] as const) {
    const once = (): number =>
      Number(spawnSync(process.execPath, ['out/bench/portfolioOnce.js', file]).stdout.toString());
    const ms = median(Array.from({ length: 7 }, once));
    report(name, `${ms.toFixed(0)} ms, cold`, ms / 150, 1);
  }
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
