import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import type { PortfolioCase } from '../../../support/portfolioCases/portfolioCase.ts';
import { portfolioCases, score } from '../../../support/portfolioCases/score.ts';

const foreignFolder = 'out/foreign';

/** What other programs made of our files (`node out/harness/foreignPortfolios.js`): it says the same. */
function foreignCases(): readonly PortfolioCase[] {
  if (!existsSync(foreignFolder)) return [];
  const folders = readdirSync(foreignFolder).filter((name) => name !== 'source');
  return folders.flatMap((folder) =>
    readdirSync(join(foreignFolder, folder)).flatMap((name) => {
      const source = portfolioCases.find((one) => one.name === `${parse(name).name}.csv`);
      const bytes = (): Uint8Array => readFileSync(join(foreignFolder, folder, name));
      return source === undefined ? [] : [{ ...source, kind: folder, name, bytes }];
    }),
  );
}

describe('portfolio files of many kinds', () => {
  const foreign = foreignCases();
  const counts = new Map<string, number>();
  const count = (key: string): number => counts.get(key) ?? 0;

  for (const one of [...portfolioCases, ...foreign])
    it(`${one.kind} ${one.name}: ${one.expected.state}`, async () => {
      const { outcome, actual } = await score(one);
      for (const key of [outcome, ...(outcome === 'right' ? [one.expected.state] : [])])
        counts.set(key, count(key) + 1);
      assert.equal(outcome, 'right', actual);
    });

  it('has three or more forms of each given case', () => {
    for (const kind of given) assert.ok(portfolioCases.filter((one) => one.kind === kind).length >= 3, kind);
  });

  after(() => {
    const files = portfolioCases.length + foreign.length;
    const programs =
      foreign.length > 0 ? String(foreign.length) : '0 (node out/harness/foreignPortfolios.js makes them)';
    const refused = count('refused') + count('errors');
    console.log(
      `\n  portfolio files: ${files}, foreign: ${programs}, read right: ${count('read')}, asked: ${count('asked')}, refused or faulty, and said why: ${refused}, too careful: ${count('too careful')}, wrong: ${count('wrong')}`,
    );
  });
});

const given = '01 03 05 06 08 10 12 13 16 19 20 21 30 31 33 36 37 38 40 50 51 54'.split(' ');
