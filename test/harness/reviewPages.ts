// Portfolio files of the walk, and the pages on which they are looked at.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { portfolioCsv } from '../support/generators/portfolios.ts';
import type { Workbench } from './workbench.ts';

export const portfolioFiles: Readonly<Record<string, string>> = {
  // No name tells which column is which, and one row is wrong.
  'fund.csv': 'Paper;Now;Before\nUS0378331005;12,3;10\nUS5949181045;6;7\nLU1503114545;30;31\nUS0378331006;1;1\n',
  'other-month.csv': 'Paper;Now;Before\nUS0378331005;60;10\nUS5949181045;40;7\n',
  'fund-2.csv': 'ISIN,Weight\nUS0378331005,0.4\nUS5949181045,0.35\nLU1503114545,0.2\n',
  'funds.csv': [
    'Fund,Name,ISIN,Weight',
    'Nordic,Alpha,US0378331005,0.6',
    'Nordic,Beta,US5949181045,0.4',
    'Global,Gamma,LU1503114545,0.5',
    'Global,Alpha,US0378331005,0.3',
    'Global,Delta,DE0001102580,0.2',
    '',
  ].join('\n'),
  'values.csv': [
    'Name,ISIN,Quantity,Market value,Currency',
    'Alpha,US0378331005,100,6000,EUR',
    'Beta,US5949181045,50,3000,EUR',
    'Cash EUR,,1,1000,EUR',
    'Total,,,10000,EUR',
    '',
  ].join('\n'),
  'login.xlsx': '<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>Password</form></body></html>',
  'many/good-1.csv': 'ISIN,Weight\nUS0378331005,1\n',
  'many/good-2.csv': 'ISIN;Weight\nUS5949181045;0,5\nUS0378331005;0,5\n',
  'many/bad.csv': 'ISIN,Weight\nUS0378331006,0.5\nUS5949181045,0.5\n',
};

export function writePortfolioFiles(folder: string): void {
  mkdirSync(join(folder, 'many'));
  for (const [name, text] of Object.entries(portfolioFiles)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'large.csv'), portfolioCsv(100_000));
  writeFileSync(join(folder, 'commas.csv'), `ISIN,Weight\nUS0378331005,1\n${','.repeat(45_000_000)}\n`);
}

/** The page of this file, once it is read. */
export async function reviewOf(workbench: Workbench, name: string): Promise<Frame> {
  await workbench.expectText('.tab.active', name);
  const frame = await workbench.viewWith(`.review h1:has-text("${name}")`);
  await frame.locator('.review .send .facts, .refused').first().waitFor();
  return frame;
}

export function submitButton(frame: Frame): Locator {
  return frame.locator('[data-id=submit]');
}
