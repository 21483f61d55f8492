import assert from 'node:assert/strict';
import type { Exchange } from '../../../../src/core/run/exchange.ts';
import {
  historyLimit,
  mergeEntries,
  parseEntry,
  printEntry,
  toHistoryEntry,
  type HistoryEntry,
} from '../../../../src/core/history/history.ts';
import { testResponse } from '../../../support/fakes/response.ts';

const exchange: Exchange = {
  request: {
    method: 'POST',
    url: new URL('https://h/a?token=sbx_in_query'),
    headers: [['Authorization', 'Bearer sbx_in_header']],
    body: 'sbx_in_body',
  },
  response: testResponse(404, 'sbx_in_response', [['Set-Cookie', 'sbx_in_cookie']]),
  attempts: 1,
  sources: ['https://h'],
  redirects: [],
  assertions: [],
};
const entry = (id: string): HistoryEntry =>
  toHistoryEntry(exchange, { id, at: 1, file: 'file:///a.matter', key: 'a', title: 'A', failed: true });

describe('history', () => {
  it('keeps nothing that may hold a secret', () => {
    assert.ok(!printEntry(entry('1')).includes('sbx_'));
    assert.deepEqual(entry('1'), {
      id: '1',
      at: 1,
      file: 'file:///a.matter',
      key: 'a',
      title: 'A',
      method: 'POST',
      origin: 'https://h',
      path: '/a',
      status: 404,
      timeMs: 2,
      sizeBytes: 15,
      failed: true,
    });
  });

  it('is capped, the newest first, each entry once', () => {
    const many = Array.from({ length: historyLimit + 5 }, (_, at) => ({ ...entry(String(at)), at }));
    const merged = mergeEntries(many.slice(0, 150), many.slice(100));
    assert.equal(merged.length, historyLimit);
    assert.equal(merged[0]?.id, String(historyLimit + 4));
    assert.equal(new Set(merged.map(({ id }) => id)).size, historyLimit);
  });

  it('reads what it wrote, and nothing else', () => {
    assert.deepEqual(parseEntry(printEntry(entry('1'))), entry('1'));
    const whole = { version: 1, ...entry('1') };
    const odd: readonly object[] = [
      { ...whole, version: 2 },
      { ...whole, id: '../1' },
      { ...whole, at: -1 },
      { ...whole, at: 8.64e15 + 1 },
      { ...whole, status: '200' },
      { ...whole, title: { toString: 1 } },
      { ...whole, body: 5 },
      { ...whole, failed: 0 },
    ];
    for (const text of ['', '{', 'null', '[]', '{"version":1}', ...odd.map((one) => JSON.stringify(one))])
      assert.equal(parseEntry(text), undefined, text);
  });
});
