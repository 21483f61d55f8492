import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { importHttp } from '../../../../src/core/import/importHttp.ts';
import type { Recorded } from '../../../support/import/recordCurl.ts';
import { comparable } from '../../../support/import/sameRequest.ts';
import { sentBy } from '../../../support/import/sentBy.ts';

const folder = 'test/unit/core/import/http';

/**
 * What httpyac sent for each file, to a server that answers with the JSON below; recorded with its package, which is
 * too large to be a dependency: test/support/import/recordHttpyac.cjs.
 */
const golden = JSON.parse(readFileSync(`${folder}/sent.json`, 'utf8')) as Readonly<Record<string, readonly Recorded[]>>;
const answers = { login: 'sbx_t', id: '7', item: 'i1' };

type Verdict = 'equal' | 'noted' | 'silent';

async function verdict(name: string): Promise<Verdict> {
  const { text, notes } = importHttp(readFileSync(`${folder}/${name}`, 'utf8'));
  const isNoted = notes.length > 0;
  try {
    // What comes of responses is filled in: nothing is sent here.
    const filled = text
      .replaceAll(/\{\{login\.response\.body\.\$\.token\}\}/g, answers.login)
      .replaceAll(/\{\{\w+\.response\.body\.\$\.id\}\}/g, answers.id)
      .replaceAll(/\{\{\w+\.response\.body\.\$\.items\[0\]\.id\}\}/g, answers.item);
    const sent = await sentBy(filled, { files: { './data.json': '{"file": true}\n' } });
    assert.deepEqual(sent.map(shown), (golden[name] ?? []).map(shown));
    return 'equal';
  } catch (error) {
    if (process.env['MATTER_SHOW'] !== undefined && !isNoted) console.log(name, text, String(error));
    return isNoted ? 'noted' : 'silent';
  }
}

/** httpyac sorts no headers, but writes its own ones first and in lower case. */
function shown(request: Parameters<typeof comparable>[0]): object {
  const read = comparable(request) as { readonly headers: readonly (readonly [string, string])[] };
  const headers = read.headers
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name, value]) => !/^(?:accept-encoding)$/.test(name) && !(name === 'user-agent' && value === 'httpyac'))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { ...read, headers, body: bodyShown(request.body) };
}

/** The end of the last line of a multipart body frames it; a GraphQL request is JSON, whatever its white space. */
function bodyShown(body: string): unknown {
  if (!body.includes('"query"')) return body.replace(/--\r\n$/, '--');
  const { operationName: _, ...query } = JSON.parse(body) as Readonly<Record<string, unknown>>;
  return query;
}

describe('importHttp against httpyac', () => {
  it('sends what httpyac sends, or says what it does not', async () => {
    const names = readdirSync(folder).filter((name) => name.endsWith('.http'));
    assert.ok(names.length >= 150);
    const verdicts = await Promise.all(names.map(async (name) => [name, await verdict(name)] as const));
    const count = (wanted: Verdict): number => verdicts.filter(([, one]) => one === wanted).length;
    if (process.env['MATTER_SHOW'] !== undefined)
      console.log({ equal: count('equal'), noted: count('noted'), silent: count('silent') });
    assert.deepEqual(
      verdicts.filter(([, one]) => one === 'silent').map(([name]) => name),
      [],
    );
  });
});
