import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changedMapping } from '../../../../src/core/analysis/reviewMapping.ts';
import { parseMapping, parseReviewMessage, parseSavedReview } from '../../../../src/core/analysis/reviewMessage.ts';
import { ReviewSession } from '../../../../src/core/analysis/reviewSession.ts';
import { readWorkbook } from '../../../../src/core/portfolio/readWorkbook.ts';

async function sessionOf(...lines: readonly string[]): Promise<ReviewSession> {
  return new ReviewSession(await readWorkbook(new TextEncoder().encode(lines.join('\n')), 'fund.csv'));
}

const apple = 'US0378331005';
const microsoft = 'US5949181045';
const wrong = 'US0378331006';
const fund = (): Promise<ReviewSession> =>
  sessionOf('Name,ISIN,Weight', `Apple,${apple},0.5`, `Microsoft,${microsoft},0.3`, `Other,${wrong},0.2`, 'Total,,1');

describe('review of a portfolio', () => {
  it('says what every column is, what is sent, and what is not', async () => {
    const review = (await fund()).review({}, {});
    assert.deepEqual(
      review.columns.map(({ role, isNumber }) => [role, isNumber]),
      [
        ['name', false],
        ['identifier', false],
        ['weight', true],
      ],
    );
    assert.deepEqual(review.outcome, { holdings: 3, sum: 1, obstacles: 1 });
    assert.deepEqual(
      review.leftOut.map(({ reason, rows, first, labels }) => ({ reason, rows, first, labels })),
      [{ reason: 'total', rows: 1, first: 5, labels: ['Total'] }],
    );
    assert.equal(review.errors.length, 1);
  });

  it('shows of a choice what it does before it is taken, and marks what it drops', async () => {
    const session = await fund();
    const [drop] = session.review({}, {}).repairs;
    assert.deepEqual(drop?.name, 'dropBadRows');
    assert.deepEqual([drop.before.holdings, drop.after.holdings, drop.after.obstacles], [3, 2, 0]);
    assert.equal(session.rows(3, 4)[0]?.mark, undefined);
    const after = session.review({}, { dropBadRows: true });
    assert.deepEqual(after.outcome, { holdings: 2, sum: 0.8, obstacles: 0 });
    assert.equal(session.rows(3, 4)[0]?.mark, 'dropped');
    assert.equal(after.repairs.find(({ name }) => name === 'dropBadRows')?.isChosen, true);
    assert.ok(
      after.repairs.some(({ name }) => name === 'normaliseWeights'),
      'the rest no longer sums to 1',
    );
  });

  it('has marks for cells, rows and the header', async () => {
    const session = await fund();
    session.review({}, {});
    const rows = session.rows(0, 99);
    assert.deepEqual(
      rows.map(({ mark }) => mark),
      ['header', undefined, undefined, undefined, 'total'],
    );
    assert.deepEqual(
      rows[3]?.findings?.map(({ column, severity }) => ({ column, severity })),
      [{ column: 1, severity: 'error' }],
    );
    assert.deepEqual(rows[3].cells, ['Other', wrong, '0.2']);
  });

  it('tells where a finding stands in the text, past fields of several lines', async () => {
    const session = await sessionOf('Name,ISIN,Weight', `"A\nlong",${apple},0.5`, `B,${wrong},0.5`);
    const [finding] = session.review({}, {}).findings.filter(({ severity }) => severity === 'error');
    assert.deepEqual([finding?.row, finding?.line, finding?.columnIndex], [3, 4, 1]);
  });

  it('previews what each answer would send', async () => {
    const session = await sessionOf('Paper,Now,Before', `${apple},12,10`, `${microsoft},31,30`);
    const { questions } = session.review({}, {});
    assert.equal(questions[0]?.topic, 'weight');
    assert.equal(session.preview(0, 0)?.holdings, 2);
    assert.equal(session.preview(0, 99), undefined);
    assert.equal(session.preview(9, 0), undefined);
  });

  it('sends each portfolio of a file that is split, or the one that is chosen', async () => {
    const rows = [`Nordic,${apple},0.6`, `Nordic,${microsoft},0.4`, `Global,${apple},0.7`, `Global,${microsoft},0.3`];
    const session = await sessionOf('Fund,ISIN,Weight', ...rows);
    const whole = session.review({ splitBy: 'Fund' }, {});
    assert.deepEqual(whole.outcome, { holdings: 4, sum: 1, obstacles: 0, portfolios: 2 });
    assert.deepEqual(
      session.portfolios().map(({ part, holdings }) => [part, holdings]),
      [
        ['Nordic', 2],
        ['Global', 2],
      ],
    );
    assert.equal(session.part(1)?.holdings, 2);
    const one = session.review({ splitBy: 'Fund', part: 'Global' }, {});
    assert.deepEqual([one.outcome.holdings, one.parts.length], [2, 2]);
    assert.equal(session.rows(1, 2)[0]?.mark, 'other part');
    assert.deepEqual(
      session.portfolios().map(({ part }) => part),
      ['Global'],
    );
  });

  it('sends nothing of a file with an error', async () => {
    const session = await fund();
    session.review({}, {});
    assert.deepEqual(session.portfolios(), []);
  });

  it('copies rows as spreadsheets paste them', async () => {
    const session = await sessionOf('ISIN,Weight', `${apple},"1\t2"`);
    session.review({}, {});
    assert.equal(session.copied([0, 1]), `ISIN\tWeight\n${apple}\t1 2`);
  });
});

describe('what a user says of columns', () => {
  const review = async (mapping = {}) =>
    (await sessionOf('Paper,Now,Before', `${apple},60,10`, `${microsoft},40,30`)).review(mapping, {});

  it('takes a column from what it was before', async () => {
    const shown = await review({ id: 'Paper', weight: 'Now', scale: 'percent', part: 'x' });
    const map = (column: number, role: 'identifier' | 'weight' | 'value' | 'split' | 'nothing') =>
      changedMapping(shown, { kind: 'column', column, role });
    assert.deepEqual(map(2, 'weight'), { id: 'Paper', weight: 'Before' });
    assert.deepEqual(map(2, 'value'), { id: 'Paper', weightsFrom: 'Before' });
    assert.deepEqual(map(1, 'identifier'), { id: 'Now', scale: 'percent' });
    assert.deepEqual(map(1, 'nothing'), { id: 'Paper', scale: 'percent' });
    assert.deepEqual(map(2, 'split'), { id: 'Paper', weight: 'Now', scale: 'percent', splitBy: 'Before' });
    assert.equal(map(99, 'weight'), undefined);
  });

  it('is gone with another sheet', async () => {
    const shown = await review({ weight: 'Now' });
    assert.deepEqual(changedMapping(shown, { kind: 'sheet', sheet: 0 }), { sheet: '' });
    assert.equal(changedMapping(shown, { kind: 'sheet', sheet: 7 }), undefined);
    assert.equal(changedMapping(shown, { kind: 'analyse' }), undefined);
  });
});

describe('messages of the review', () => {
  it('are checked: nothing else is one', () => {
    assert.deepEqual(parseReviewMessage({ kind: 'rows', version: 1, first: 0, end: 200 }), {
      kind: 'rows',
      version: 1,
      first: 0,
      end: 200,
    });
    for (const value of [
      { kind: 'rows', version: 1, first: 0, end: 100_000 },
      { kind: 'rows', version: 1, first: 5, end: 1 },
      { kind: 'column', column: 1, role: 'constructor' },
      { kind: 'column', column: -1, role: 'weight' },
      { kind: 'repair', name: 'toString', isChosen: true },
      { kind: 'scale', scale: 'feet' },
      { kind: 'copy', rows: [1.5] },
      { kind: 'toString' },
      { kind: '__proto__' },
      'analyse',
      null,
    ])
      assert.equal(parseReviewMessage(value), undefined, JSON.stringify(value));
    fc.assert(fc.property(fc.anything(), (value) => [parseReviewMessage(value), parseSavedReview(value)].length === 2));
  });

  it('bring back of a stored page only what it can hold', () => {
    const saved = {
      uris: ['file:///a.csv'],
      current: 0,
      mappings: { 'file:///a.csv': { id: 'ISIN', scale: 'feet', command: 'x', part: 5 } },
      choices: { dropBadRows: true, other: true },
      leftOutFiles: [],
      row: 3,
    };
    assert.deepEqual(parseSavedReview(saved), {
      ...saved,
      mappings: { 'file:///a.csv': { id: 'ISIN' } },
      choices: { dropBadRows: true },
    });
    assert.equal(parseSavedReview({ ...saved, uris: [1] }), undefined);
    assert.deepEqual(parseMapping({ weight: 'W', scale: 'percent', hiddenRows: 'send' }), {
      weight: 'W',
      scale: 'percent',
      hiddenRows: 'send',
    });
  });
});
