import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';

/** The cells of each row of the tables, without their heads. */
function rowsOf(text: string): readonly (readonly string[])[] {
  const rows = text.split('\n').filter((line) => line.startsWith('|') && !line.startsWith('|---'));
  return rows
    .map((row) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([, , test]) => test !== 'test');
}

function testFile(path: string): string | undefined {
  return [`test/${path}.test.ts`, `test/${path}.ts`].find((file) => existsSync(file));
}

describe('The table of SECURITY.md', () => {
  const rows = rowsOf(readFileSync('SECURITY.md', 'utf8'));

  it('names each threat once, with a test of its name', () => {
    const threats = rows.filter(([id = '']) => /^T\d\d$/.test(id));
    assert.deepEqual(
      threats.map(([id]) => id),
      Array.from({ length: 34 }, (_, at) => `T${String(at + 1).padStart(2, '0')}`),
    );
    for (const [id = '', , tests = ''] of threats)
      assert.ok(readFileSync(testFile(tests.replaceAll('`', '')) ?? '', 'utf8').includes(`'${id}'`), `${id}: ${tests}`);
  });

  it('names tests that are there', () => {
    const named = rows.flatMap(([, , tests = '']) => [...tests.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path));
    assert.ok(named.length > 45);
    assert.deepEqual(
      named.filter((path) => testFile(path) === undefined),
      [],
    );
  });
});
