import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import papa from 'papaparse';
import { toCsv } from '../../../../src/core/analysis/csv.ts';

const formulas = ['=1+1', '=HYPERLINK("http://x","y")', '+1+1', '-1+1', '@SUM(1)', "=cmd|' /C calc'!A0", '\uFF1D1+1'];
const separators = [
  ';',
  ',',
  '\t',
  '|',
  ':',
  '\n',
  '\r',
  '\r\n',
  '; ',
  ';"',
  ";'",
  '"; "',
  ';""',
  ';\'"',
  ';\t',
  ';\u00A0',
];
const names = [
  ...formulas.flatMap((formula) => ['', ' ', '"', "'", '\t', '"" '].map((start) => `${start}${formula}`)),
  ...separators.flatMap((separator) =>
    formulas.flatMap((formula) => [
      `x${separator}${formula}`,
      `x${separator}${formula}${separator}y`,
      `${separator}${formula}`,
    ]),
  ),
];
const exported = toCsv(
  ['a', 'b', 'c'],
  names.map((name) => ['t', name, 'e']),
);

describe('CSV that no spreadsheet runs', () => {
  for (const delimiter of [',', ';', '\t', '|', ':'])
    it(`by a reader that parts cells by ${JSON.stringify(delimiter)}`, () => {
      const cells = (text: string): readonly string[] => papa.parse<string[]>(text, { delimiter }).data.flat();
      const isFormula = (cell: string): boolean =>
        /^[\s"']*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/.test(cell) && !/^[\s"]*'/.test(cell);
      assert.deepEqual(cells(exported).filter(isFormula), []);
      assert.notDeepEqual(cells(names.join('\n')).filter(isFormula), []); // it can fail
    });

  it('leaves numbers and ordinary text as they are', () => {
    const rows = [['delta: -0.5; x: +1e3', 'Scope 1 - total', 'a=b', 'CO2: 5', 'x@y.com', '100%', '{"a":-1}']];
    assert.equal(toCsv(['n'], rows).includes("'"), false);
    assert.equal(toCsv(['n'], [[{ text: '-5', number: -5 }]]), '\uFEFFn\r\n-5\r\n');
  });

  it('by LibreOffice, whatever separator it is told', function () {
    const dir = mkdtempSync(join(tmpdir(), 'matter-csv-'));
    const formulasOf = (separator: string, text: string): number => {
      writeFileSync(join(dir, 'a.csv'), text);
      const filter = `Text - txt - csv (StarCalc):${separator.charCodeAt(0)},34,76,1,,0,false,true,false,false,false,0,true`;
      const profile = `-env:UserInstallation=file://${dir}/profile`;
      execFileSync(
        'soffice',
        ['--headless', profile, `--infilter=${filter}`, '--convert-to', 'fods', '--outdir', dir, join(dir, 'a.csv')],
        { stdio: 'ignore' },
      );
      return readFileSync(join(dir, 'a.fods'), 'utf8').split('table:formula=').length - 1;
    };
    try {
      if (!hasLibreOffice()) return; // it is there where a release is judged
      const plain = names.map((name) => `t,"${name.replaceAll('"', '""')}",e`).join('\r\n');
      assert.ok(formulasOf(';', plain) > 10); // it can fail
      for (const separator of [',', ';', '\t', '|', ':', ' '])
        assert.equal(formulasOf(separator, exported), 0, separator);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });
});

function hasLibreOffice(): boolean {
  try {
    execFileSync('soffice', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
