import assert from 'node:assert/strict';
import type { Exchange } from '../../../../src/core/run/exchange.ts';
import {
  addEntry,
  historyLimit,
  parseHistory,
  printHistory,
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
    assert.ok(!printHistory([entry('1')]).includes('sbx_'));
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

  it('is capped, the newest first', () => {
    let entries: readonly HistoryEntry[] = [];
    for (let count = 0; count < historyLimit + 5; count++) entries = addEntry(entries, entry(String(count)));
    assert.equal(entries.length, historyLimit);
    assert.equal(entries[0]?.id, String(historyLimit + 4));
  });

  it('reads what it wrote, and nothing else', () => {
    assert.deepEqual(parseHistory(printHistory([entry('1')])), [entry('1')]);
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      '{"version":2,"entries":[]}',
      '{"version":1,"entries":[{}]}',
      '{"version":1}',
    ])
      assert.equal(parseHistory(text), undefined, text);
  });
});
