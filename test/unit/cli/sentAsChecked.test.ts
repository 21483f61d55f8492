import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCountingSandbox, type CountingSandbox } from '../../support/servers/countingSandbox.ts';
import { runMatter as matter } from '../../support/servers/runMatter.ts';
import { portfolioCases } from '../../support/portfolioCases/score.ts';

interface Checked {
  readonly file: string;
  readonly state: string;
  readonly holdings: readonly object[];
  readonly default_id_scheme?: string;
}

interface Summed {
  readonly portfolio: string;
  readonly external_id: string;
  readonly source: string;
  readonly state: string;
  readonly message?: string;
}

describe('what matter analyse sends', () => {
  const dir = mkdtempSync(join(tmpdir(), 'matter-sent-'));
  const path = (name: string): string => join(dir, name);
  let sandbox: CountingSandbox;
  before(async () => {
    sandbox = await startCountingSandbox(0);
  });
  after(async () => {
    await sandbox.stop();
    rmSync(dir, { recursive: true });
  });
  const summary = (out: string): readonly Summed[] =>
    JSON.parse(readFileSync(path(`${out}/summary.json`), 'utf8')) as Summed[];
  const bodyOf = (externalId: string): unknown => JSON.parse(sandbox.made.get(externalId)?.[0] ?? 'null');

  it('is what check --json and --dry-run show, file for file; the others are not sent', async function () {
    this.timeout(120_000);
    const all = portfolioCases.filter(({ mapping }) => Object.keys(mapping).length === 0);
    const files = all.map((one, at) => {
      const file = path(`${String(at).padStart(3, '0')}-${one.name}`);
      writeFileSync(file, one.bytes());
      return file;
    });
    const check = await matter(['check', '--json', ...files]);
    const dry = await matter(['analyse', '--dry-run', '--out', path('o1'), ...files]);
    assert.equal(dry.out, check.out);
    assert.equal(check.code, 1);
    assert.ok(!existsSync(path('o1')), 'a dry run leaves nothing behind');
    const sent = await matter(['analyse', '--out', path('o1'), '--origin', sandbox.origin, ...files], sandbox.env);
    assert.equal(sent.code, 1);
    const jobs = new Map(summary('o1').map((job) => [job.source, job]));
    const checked = JSON.parse(check.out) as readonly Checked[];
    assert.equal(checked.length, files.length);
    for (const [at, { state, holdings, default_id_scheme, file }] of checked.entries()) {
      assert.equal(state, all[at]!.expected.state, file);
      const job = jobs.get(files[at]!)!;
      assert.equal(job.state, state === 'read' ? 'ready' : 'failed', `${file}: ${String(job.message)}`);
      assert.deepEqual(bodyOf(job.external_id), state === 'read' ? { holdings, default_id_scheme } : null, file);
    }
  });

  it('is each portfolio of a file that is split, with how it was read in the summary', async () => {
    const rows = [
      'Fund A,US0378331005,60',
      'Fund A,DE0007164600,40',
      'Fund B,US5949181045,70',
      'Fund B,LU1503114545,30',
    ];
    writeFileSync(path('funds.csv'), `Fund,ISIN,Weight\n${rows.join('\n')}\n`);
    const asked = await matter(
      ['analyse', '--out', path('o2'), '--origin', sandbox.origin, path('funds.csv')],
      sandbox.env,
    );
    assert.equal(asked.code, 1);
    assert.match(asked.err, /question: The file holds 2 portfolios by "Fund".*\n +--split-by Fund/);
    const options = ['--split-by', 'Fund', '--out', path('o3'), '--origin', sandbox.origin];
    const split = await matter(['analyse', ...options, path('funds.csv')], sandbox.env);
    assert.equal(split.code, 0, split.err);
    assert.match(
      split.err,
      /funds\.csv: portfolio "Fund B", 2 holdings, ISIN from "ISIN", weights in percent from "Weight", sum 1\n/,
    );
    assert.deepEqual(
      summary('o3').map(({ portfolio, external_id }) => [portfolio, bodyOf(external_id)]),
      [
        ['funds-Fund-A', body(['US0378331005', 0.6], ['DE0007164600', 0.4])],
        ['funds-Fund-B', body(['US5949181045', 0.7], ['LU1503114545', 0.3])],
      ],
    );
    assert.match(
      readFileSync(path('o3/summary.csv'), 'utf8'),
      /funds-Fund-A,ready,2,.*,0,1,ISIN,percent,ISIN,Weight,,\r\n/,
    );
  });

  it('is made of values only where that is said', async () => {
    writeFileSync(path('values.csv'), 'ISIN,Market value EUR\nUS0378331005,750\nDE0007164600,250\n');
    const options = ['--weights-from', 'Market value EUR', '--out', path('o4'), '--origin', sandbox.origin];
    const { code, err } = await matter(['analyse', ...options, path('values.csv')], sandbox.env);
    assert.equal(code, 0, err);
    assert.match(err, /The weights are shares of 1000 EUR, the sum of the values\./);
    assert.deepEqual(bodyOf(summary('o4')[0]?.external_id ?? ''), body(['US0378331005', 0.75], ['DE0007164600', 0.25]));
  });

  it('takes every kind from a folder, and says what it skips', async () => {
    const { err } = await matter(['check', dir]);
    assert.match(err, /Skipped, as no portfolio files: .*(?:fods|biff8)/);
  });
});

function body(...holdings: readonly (readonly [string, number])[]): object {
  return {
    holdings: holdings.map(([id_value, weight]) => ({ id_value, weight })),
    default_id_scheme: 'ISIN',
  };
}
