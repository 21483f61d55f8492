// `node out/harness/foreignPortfolios.js`: portfolio files by programs that are not ours, into out/foreign, for the score
// of the reader (test/unit/core/portfolio/score.test.ts). Whatever of LibreOffice, Gnumeric and openpyxl is here is used.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { columnCases } from '../support/portfolioCases/columnCases.ts';
import type { PortfolioCase } from '../support/portfolioCases/portfolioCase.ts';
import { scaleCases } from '../support/portfolioCases/scaleCases.ts';
import { tableCases } from '../support/portfolioCases/tableCases.ts';

const folder = 'out/foreign';
const sources = join(folder, 'source');
/** Files with commas, whose meaning lies in their cells and not in their text. */
const names = [
  'sum-without-label',
  'sum-below-label',
  'sum-of-the-fund-itself',
  'groups-of-several',
  'groups-with-cash',
  'no-decimals',
  'basis-points-named',
  'fund-first',
  'underlying',
  'coupon-beside-weight',
  'benchmark-beside',
  'net-assets',
  'two-scales',
  'cash-first',
  'groups-below',
  'footer',
  'sectors-below',
  'header-on-each-page',
  'preamble-with-isin',
  'quantity',
  'two-funds',
  'second-table',
];

interface Program {
  readonly name: string;
  readonly isThere: () => boolean;
  readonly run: (files: readonly string[]) => void;
}

function works(command: string, ...args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

const officeFormats = ['xlsx', 'xls', 'ods', 'fods', 'html', 'xml:MS Excel 2003 XML'];
const gnumericFormats = [
  ['Gnumeric_Excel:xlsx', 'xlsx'],
  ['Gnumeric_Excel:excel_biff8', 'xls'],
  ['Gnumeric_OpenCalc:odf', 'ods'],
  ['Gnumeric_html:html40', 'html'],
] as const;

const python = `
import csv, sys, openpyxl
for path in sys.argv[2:]:
    book = openpyxl.Workbook()
    for row in csv.reader(open(path, encoding='utf-8')):
        cells = []
        for text in row:
            try: cells.append(float(text))
            except ValueError: cells.append(text or None)
        book.active.append(cells)
    book.save(sys.argv[1] + '/' + path.split('/')[-1][:-4] + '.xlsx')
`;

const programs: readonly Program[] = [
  {
    name: 'libreoffice',
    isThere: () => works('soffice', '--version'),
    run: (files) => {
      for (const format of officeFormats) {
        const out = join(folder, `libreoffice-${format.slice(0, 4).replace(':', '')}`);
        const read = '--infilter=CSV:44,34,76,1,,1033,false,true';
        spawnSync('soffice', ['--headless', read, '--convert-to', format, '--outdir', out, ...files], {
          stdio: 'ignore',
        });
      }
    },
  },
  {
    name: 'gnumeric',
    isThere: () => works('ssconvert', '--version'),
    run: (files) => {
      for (const [format, extension] of gnumericFormats) {
        const out = join(folder, `gnumeric-${extension}`);
        mkdirSync(out, { recursive: true });
        for (const file of files)
          spawnSync('ssconvert', ['-T', format, file, join(out, `${parse(file).name}.${extension}`)], {
            stdio: 'ignore',
          });
      }
    },
  },
  {
    name: 'openpyxl',
    isThere: () => works('python3', '-c', 'import openpyxl'),
    run: (files) => {
      const out = join(folder, 'openpyxl-xlsx');
      mkdirSync(out, { recursive: true });
      spawnSync('python3', ['-c', python, out, ...files], { stdio: 'inherit' });
    },
  },
];

function write({ name, bytes }: PortfolioCase): string {
  const path = join(sources, name);
  writeFileSync(path, bytes());
  return path;
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(sources, { recursive: true });
const all = [...scaleCases, ...columnCases, ...tableCases];
const files = names.map((name) => {
  const found = all.find((one) => one.name === `${name}.csv`);
  if (found === undefined) throw new Error(`There is no case ${name}.`);
  return write(found);
});
for (const { name, isThere, run } of programs) {
  if (!isThere()) {
    console.log(`${name}: not here`);
    continue;
  }
  run(files);
  const made = readdirSync(folder).filter((one) => one.startsWith(name));
  const count = made.reduce((sum, one) => sum + readdirSync(join(folder, one)).length, 0);
  console.log(`${name}: ${count} files`);
}
