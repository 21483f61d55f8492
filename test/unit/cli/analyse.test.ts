import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCountingSandbox, type CountingSandbox } from '../../support/servers/countingSandbox.ts';
import { Journal } from '../../../src/node/journal.ts';
import { testJob } from '../../support/fakes/jobs.ts';
import { portfolioCsv } from '../../support/generators/portfolios.ts';
import { runMatter as matter } from '../../support/servers/runMatter.ts';

describe('matter check, analyse, compare', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-analyse-'));
  const path = (name: string): string => join(dir, name);
  let sandbox: CountingSandbox;
  before(async () => {
    mkdirSync(path('in'));
    writeFileSync(path('in/good.csv'), portfolioCsv(3));
    writeFileSync(path('in/bad.csv'), 'ISIN,Weight\nUS0378331006,0.3\nUS5949181045,0.6\nUS5949181045,0.2\n');
    sandbox = await startCountingSandbox(0);
  });
  after(async () => {
    await sandbox.stop();
    rmSync(dir, { recursive: true });
  });

  it('checks without sending, one line for each finding', async () => {
    const { code, out } = await matter(['check', path('in')]);
    assert.equal(code, 1);
    const lines = out.trim().split('\n');
    assert.match(lines[0] ?? '', /bad\.csv: error: The weights sum to 1\.1, more than 1\./);
    assert.match(
      lines[1] ?? '',
      /bad\.csv:2: error: The identifier has wrong check digits .*\(Column ISIN, "US0378331006"\.\)/,
    );
    assert.match(lines[2] ?? '', /bad\.csv:4: warning: This identifier is in row 3 too/);
    assert.match(
      lines.at(-1) ?? '',
      /good\.csv: 3 holdings, ISIN from "ISIN", weights as fractions from "Weight", sum 1$/,
    );
    assert.equal((await matter(['check', path('in/good.csv')])).code, 0);
  });

  it('prints findings as JSON', async () => {
    const { out } = await matter(['check', '--json', path('in/bad.csv')]);
    const [file] = JSON.parse(out) as readonly { readonly findings: readonly { readonly code: string }[] }[];
    assert.deepEqual(
      file?.findings.map(({ code }) => code),
      ['weights-sum', 'identifier-invalid', 'duplicate'],
    );
  });

  it('analyses a folder: results, a summary, and 1 where a portfolio failed', async () => {
    const { code, out, err } = await matter(
      ['analyse', path('in'), '--out', path('o1'), '--origin', sandbox.origin],
      sandbox.env,
    );
    assert.equal(code, 1, err);
    assert.match(out, /good +ready +3 +3 +12\n1 of 2 ready/);
    assert.match(err, /bad: failed: .*bad\.csv: error: The weights sum/);
    assert.match(readFileSync(path('o1/good.csv'), 'utf8'), /^\ufeffmetric_type,.*\r\nsdg,sample-sdg-03,/);
    assert.match(readFileSync(path('o1/summary.csv'), 'utf8'), /good,ready,3,3,12,good-\d{8}-\w{8},/);
    assert.ok(!existsSync(path('o1/bad.json')));
    assert.doesNotMatch(out + err, /sbx_secret_|sbx_token_/);
  });

  it('changes holdings only as told, and goes on with --resume', async () => {
    const choices = ['--drop-bad-rows', '--merge-duplicates'];
    const again = ['analyse', path('in'), '--out', path('o1'), '--resume', '--origin', sandbox.origin, ...choices];
    const { code, out, err } = await matter(again, sandbox.env);
    assert.equal(code, 0, err);
    assert.match(out, /2 of 2 ready/);
    const [sent] = [...sandbox.made].find(([id]) => id.startsWith('bad-'))?.[1] ?? [];
    assert.deepEqual((JSON.parse(sent ?? '{}') as { holdings: unknown }).holdings, [
      { id_value: 'US5949181045', weight: 0.8 },
    ]);
  });

  it('goes on from another folder, and only at the API that it began with', async () => {
    const made = sandbox.made.size;
    const again = ['analyse', `${path('in')}/../in`, '--out', path('o1'), '--resume', '--origin', sandbox.origin];
    const { code, err } = await matter(again, sandbox.env);
    assert.equal(code, 0, err);
    assert.equal(sandbox.made.size, made);
    writeFileSync(path('in/summary.csv'), portfolioCsv(2));
    const journal = await Journal.open(path('o4/.matter-journal.jsonl'), false);
    await journal.begin([testJob('x', { state: 'waiting', submittedAt: 1, origin: 'http://127.0.0.1:9' })]);
    await journal.close();
    const elsewhere = await matter(
      [...again.slice(0, 2), '--out', path('o4'), '--resume', '--origin', sandbox.origin],
      sandbox.env,
    );
    assert.equal(elsewhere.code, 2);
    assert.match(elsewhere.err, /is for http:\/\/127\.0\.0\.1:9\. Use --origin/);
  });

  it('never takes a portfolio named summary for the summary', async () => {
    const { code, err } = await matter(
      ['analyse', path('in/summary.csv'), '--out', path('o5'), '--origin', sandbox.origin],
      sandbox.env,
    );
    assert.equal(code, 0, err);
    assert.match(readFileSync(path('o5/summary.csv'), 'utf8'), /^\ufeffportfolio,/);
    assert.match(readFileSync(path('o5/summary-2.csv'), 'utf8'), /^\ufeffmetric_type,/);
    rmSync(path('in/summary.csv'));
  });

  it('takes a given external id for one portfolio', async () => {
    const one = ['analyse', path('in/good.csv'), '--out', path('o2'), '--origin', sandbox.origin, '--format', 'json'];
    const { code, err } = await matter([...one, '--external-id', 'Q3_fund-1'], sandbox.env);
    assert.equal(code, 0, err);
    assert.ok(sandbox.made.has('Q3_fund-1'));
    assert.ok(!existsSync(path('o2/good.csv')));
    const used = await matter([...one, '--external-id', 'Q3_fund-1', '--out', path('o3')], sandbox.env);
    assert.equal(used.code, 1);
    assert.match(used.err, /answered 409.*was used before/);
  });

  it('compares results, with a table, CSV and JSON', async () => {
    const files = [path('o1/good.json'), path('o1/bad.json')];
    const table = await matter(['compare', ...files]);
    assert.equal(table.code, 1);
    assert.match(table.out, /^metric +unit +good\.json +bad\.json +change bad\.json +% +is\n/);
    assert.match(
      (await matter(['compare', '--format', 'csv', ...files])).out,
      /^\ufeffmetric_type,.*,relative bad\.json,change\r\n/,
    );
    const json = JSON.parse((await matter(['compare', '--format', 'json', ...files])).out) as { metrics: unknown[] };
    assert.equal(json.metrics.length, 12);
    const same = await matter(['compare', files[0]!, files[0]!]);
    assert.equal(same.code, 0);
  });

  const usage: readonly (readonly [readonly string[], RegExp])[] = [
    [['check'], /Name at least one portfolio/],
    [['check', 'none.csv'], /none\.csv cannot be read/],
    [['check', '--scale', 'half', 'x.csv'], /--scale takes percent, fraction or bp/],
    [['analyse', '--sandbox', 'none.csv'], /none\.csv cannot be read/],
    [['analyse', '--format', 'xml', 'x'], /--format takes csv and json/],
    [['analyse', '--concurrency', '0', 'x'], /1 to 99/],
    [['analyse', '--external-id', 'a b', 'x'], /letters, digits/],
    [['compare', 'a'], /two results or more/],
    [['compare', '--tolerance', 'much', 'a', 'b'], /--tolerance takes/],
    [['compare', 'package.json', 'package.json'], /no "analysis"/],
  ];
  for (const [args, message] of usage) {
    it(`says the way out: matter ${args.join(' ')}`, async () => {
      const { code, err } = await matter(args);
      assert.equal(code, 2);
      assert.match(err, message);
    });
  }

  it('wants credentials', async () => {
    const { code, err } = await matter(['analyse', path('in/good.csv'), '--out', path('o9')]);
    assert.equal(code, 3);
    assert.match(err, /MATTER_CLIENT_ID/);
  });
});
