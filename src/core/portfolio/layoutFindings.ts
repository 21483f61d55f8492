import { listOf } from './columnNames.ts';
import { cutNumberRow } from './cutNumbers.ts';
import type { Finding } from './finding.ts';
import { isHeaderShifted } from './headerShift.ts';
import { portfolioHeadings } from './headings.ts';
import type { Mapping } from './mapping.ts';
import type { TableReading } from './tableReading.ts';
import { cellText } from './workbook.ts';

/** What keeps a table from being read cell by cell as its header says. */
export function layoutFindings(table: TableReading, mapping: Mapping): readonly Finding[] {
  return [...cutNumbers(table, mapping), ...shiftedHeader(table, mapping), ...headings(table)];
}

/** Until the user says that the mark is the point. */
function cutNumbers(table: TableReading, mapping: Mapping): readonly Finding[] {
  const row = mapping.decimalMark === '.' ? undefined : cutNumberRow(table);
  if (row === undefined || table.weight === undefined) return [];
  const { column, name } = table.weight;
  const [whole, digits] = [cellText(table.sheet, row, column), cellText(table.sheet, row, column + 1)];
  const message = `Row ${row + 1} has ${whole} in "${name}" and ${digits} behind it: is this the one number ${whole},${digits}? Write numbers with commas in quotes, or separate the fields by semicolons; if they are two, use --decimal-mark .`;
  return [{ severity: 'error', code: 'row-too-long', column: name, value: `${whole},${digits}`, message }];
}

/** Until the user names both columns. */
function shiftedHeader(table: TableReading, { id, weight, weightsFrom }: Mapping): readonly Finding[] {
  const isSaid = id !== undefined && (weight ?? weightsFrom) !== undefined;
  if (isSaid || !isHeaderShifted(table)) return [];
  const column = table.region.names[table.id ?? -1] ?? '';
  const message = `The identifiers stand below "${column}": the header seems to be shifted. Move it, or name both columns with --id and --weight.`;
  return [{ severity: 'error', code: 'header-shifted', column, message }];
}

function headings(table: TableReading): readonly Finding[] {
  const found = portfolioHeadings(table);
  if (found.length === 0) return [];
  const rows = found.map(({ row }) => String(row + 1)).slice(0, mostHeadings);
  const message = `The table holds several portfolios, with headings in rows ${rows.join(', ')}: ${listOf(found.map(({ label }) => label))}. Save each in a file of its own, or put their names into a column and split by it.`;
  return [{ severity: 'error', code: 'portfolios-headed', message }];
}

const mostHeadings = 20;
