import { findColumns, type Columns, type Mapping, type Scale } from './columns.ts';
import type { Finding } from './finding.ts';
import { sumOf, type Holding } from './holding.ts';
import { HoldingChecks, schemeOfColumn } from './holdingChecks.ts';
import { cellText, isBlank, type Cell, type Table } from './table.ts';
import { readWeights, shortNumber, sumTolerance } from './weights.ts';

/** A portfolio file as it was read: every row that can be sent, and all that is to say of the file. */
export interface Portfolio {
  readonly columns: Columns;
  /** Of all identifiers: the API takes one for a portfolio (`default_id_scheme`). */
  readonly scheme: string;
  readonly scale: Scale;
  /** Those with errors among them; their findings name the rows. */
  readonly holdings: readonly Holding[];
  /** In the order of the rows, those about the whole file first. */
  readonly findings: readonly Finding[];
}

/** Total: any table gives a portfolio, what is wrong is in its findings, and nothing is mended. */
export function readPortfolio(table: Table, mapping: Mapping = {}): Portfolio {
  const columns = findColumns(table, mapping);
  const { id, weight } = columns;
  const problems = table.problems.map(({ row, message }): Finding => {
    const advice = 'Close them, or double those that belong to the text.';
    return { severity: 'error', code: 'quotes-open', row, message: `In this row ${message}. ${advice}` };
  });
  const unread = (findings: readonly Finding[]): Portfolio => ({
    columns,
    scheme: mapping.scheme ?? 'ISIN',
    scale: mapping.scale ?? 'fraction',
    holdings: [],
    findings: [...problems, ...findings],
  });
  if (table.rows.every(isBlank))
    return unread([{ severity: 'error', code: 'file-empty', message: 'The file is empty. Choose another one.' }]);
  if (id === undefined || weight === undefined) return unread(missingColumns(columns, mapping));
  const portfolio = readHoldings(table, { ...columns, id, weight }, mapping);
  return { ...portfolio, findings: [...problems, ...portfolio.findings] };
}

function missingColumns({ names, id, weight }: Columns, mapping: Mapping): readonly Finding[] {
  const list = names.map((name) => `"${name}"`).join(', ');
  const about = (what: string, wanted: string | undefined): Finding =>
    wanted === undefined
      ? {
          severity: 'error',
          code: 'columns-not-found',
          message: `No column of ${what} was found, or more than one could be it: name it. The columns are ${list}.`,
        }
      : {
          severity: 'error',
          code: 'column-unknown',
          message: `There is no column "${wanted}" for the ${what}. The columns are ${list}.`,
        };
  return [
    ...(id === undefined ? [about('identifiers', mapping.id)] : []),
    ...(weight === undefined ? [about('weights', mapping.weight)] : []),
  ];
}

interface FoundColumns extends Columns {
  readonly id: number;
  readonly weight: number;
}

function readHoldings(table: Table, columns: FoundColumns, mapping: Mapping): Portfolio {
  const { headerRow, names, id, weight, scheme: schemeColumn } = columns;
  const weightName = names[weight] ?? '';
  const { rows, totals } = rowsBelow(table, headerRow, id);
  const weights = readWeights(
    { name: weightName, cells: rows.map(({ cells }) => cells[weight]), delimiter: table.delimiter },
    mapping.scale,
  );
  const scheme =
    mapping.scheme?.toUpperCase() ??
    schemeOfColumn(
      names[id] ?? '',
      rows.map(({ cells }) => cells[id]),
    );
  const checks = new HoldingChecks({ scheme, idName: names[id] ?? '', weightName });
  const holdings: Holding[] = [];
  for (const [at, { cells, row }] of rows.entries()) {
    const stated = schemeColumn === undefined ? '' : cellText(cells[schemeColumn]);
    const written = cellText(cells[weight]);
    const holding = checks.check({ row, id: cellText(cells[id]), stated, weight: weights.values[at], written });
    if (holding !== undefined) holdings.push(holding);
  }
  const findings = [
    ...checks.ofScheme,
    ...weights.findings,
    ...sumFindings(holdings, weightName),
    ...(rows.length === 0 ? [noRows] : []),
    ...[...checks.ofRows, ...totals.map(({ row, cells }) => totalFinding(row, cells))].sort(
      (a, b) => (a.row ?? 0) - (b.row ?? 0),
    ),
  ];
  return { columns, scheme, scale: weights.scale, holdings, findings };
}

interface Row {
  readonly cells: readonly Cell[];
  /** From 1, as in the file. */
  readonly row: number;
}

function rowsBelow({ rows }: Table, headerRow: number, id: number): { rows: readonly Row[]; totals: readonly Row[] } {
  const own: Row[] = [];
  const totals: Row[] = [];
  for (let index = headerRow + 1; index < rows.length; index++) {
    const cells = rows[index] ?? [];
    const kind = kindOf(cells, id);
    if (kind === 'blank') continue;
    (kind === 'total' ? totals : own).push({ cells, row: index + 1 });
  }
  return { rows: own, totals };
}

const noRows: Finding = {
  severity: 'error',
  code: 'file-empty',
  message: 'There is no row below the header. Add the holdings.',
};

const totalId = /^(?:grand |sub)?total\b|^(?:sum|summe|gesamt)\b/i;
const totalName = /^(?:grand |sub)?total\b|^(?:sum|summe|somme|suma|totale|gesamt)\b/i;

/** Holdings, blank rows, and those that say that they are the file's own sum. */
function kindOf(cells: readonly Cell[], id: number): 'holding' | 'total' | 'blank' {
  const text = cellText(cells[id]);
  if (text !== '') return totalId.test(text) ? 'total' : 'holding';
  if (isBlank(cells)) return 'blank';
  return cells.some((cell) => totalName.test(cellText(cell))) ? 'total' : 'holding';
}

function totalFinding(row: number, cells: readonly Cell[]): Finding {
  const value = cells.map(cellText).find((text) => text !== '') ?? '';
  return {
    severity: 'warning',
    code: 'total-row',
    row,
    value,
    message: 'This row is a total and no holding: it was left out.',
  };
}

function sumFindings(holdings: readonly Holding[], column: string): readonly Finding[] {
  const sum = sumOf(holdings);
  if (sum <= 1 + sumTolerance) return [];
  const advice = 'Check the scale and look for totals and duplicates, or normalise the weights.';
  const message = `The weights sum to ${shortNumber(sum)}, more than 1. ${advice}`;
  return [{ severity: 'error', code: 'weights-sum', column, value: shortNumber(sum), message }];
}
