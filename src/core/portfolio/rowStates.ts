import { plainName, saysQuantity, saysSide, saysValue } from './headerWords.ts';
import { readNumbers } from './numberColumn.ts';
import type { TableReading } from './tableReading.ts';
import { cellText } from './workbook.ts';

/** A column that says which holdings are none, or count the other way round. */
interface StateColumn {
  readonly name: string;
  readonly saysOtherwise: (row: number) => string | undefined;
}

const long =
  /^(?:long|lng|buy|bought|purchase|kauf|achat|acquisto|compra|koop|kob|kop|asset|assets|aktiva?|actif|attivo)\b/i;
const short =
  /^(?:short|shrt|sht|sell|sold|sale|verkauf\w*|verkoop|vente|vendita|venta|salg|salj|sprzedaz|liabilit(?:y|ies)|passiva?|passif|passivo|written)\b/i;
const held =
  /^(?:open|active|settled|live|current|held|booked|confirmed|executed|filled|final|offen|aktiv|gebucht|ouvert|actif|aperto|abierto|ok)\b/i;
const gone =
  /^(?:closed|cancell?ed|expired|matured|redeemed|inactive|pending|rejected|deleted|terminated|liquidated|unsettled|failed|draft|proposed|geschlossen|storniert|abgelaufen|fallig|ferme|clos|annule\w*|echu|chiuso|annullato|scaduto|cerrado|cancelado|vencido|gesloten|vervallen|lukket|stangd)\b/i;
const letters: Readonly<Record<string, boolean>> = {
  l: true,
  b: true,
  d: true,
  s: false,
  c: false,
  '+': true,
  '-': false,
};
const mostValues = 8;
const longestState = 24;

/** Why a row cannot be sent with its weight, by what its other cells say: sold, closed, short, a liability. */
export function rowStates(table: TableReading): (row: number) => string | undefined {
  const columns = [...stateColumns(table), ...signedColumns(table)];
  return (row) => {
    for (const { name, saysOtherwise } of columns) {
      const said = saysOtherwise(row);
      if (said !== undefined) return `"${name}" of this row is "${said}", but its weight counts as held and positive`;
    }
    return undefined;
  };
}

function stateColumns({ sheet, region, id, source }: TableReading): readonly StateColumn[] {
  const rows = (source?.body.kinds ?? []).flatMap((kind, at) => (kind === 'holding' ? [region.body.start + at] : []));
  return region.names.flatMap((name, column): readonly StateColumn[] => {
    if (column === id) return [];
    const values = new Set<string>();
    for (const row of rows) {
      values.add(cellText(sheet, row, column));
      if (values.size > mostValues) return [];
    }
    const isHeld = heldBy(plainName(name), values);
    if (isHeld === undefined || [...values].every(isHeld)) return [];
    const saysOtherwise = (row: number): string | undefined => {
      const text = cellText(sheet, row, column);
      return isHeld(text) ? undefined : text;
    };
    return [{ name, saysOtherwise }];
  });
}

/** Undefined where the column holds anything else than states: `Short`, `Medium` and `Long` are maturities. */
function heldBy(name: string, values: ReadonlySet<string>): ((text: string) => boolean) | undefined {
  const all = [...values];
  const isSide = saysSide(name);
  const isState = (text: string): boolean =>
    text === '' ||
    (text.length <= longestState && [long, short, held, gone].some((words) => words.test(folded(text)))) ||
    (isSide && letters[text.toLowerCase()] !== undefined);
  if (!all.every(isState) || /\b(?:maturity|duration|term|laufzeit|restlaufzeit)\b/.test(name)) return undefined;
  return (text) => letters[text.toLowerCase()] ?? !(short.test(folded(text)) || gone.test(folded(text)));
}

function folded(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .replaceAll('ø', 'o');
}

/** Less than nothing of a security, beside a weight above zero. */
function signedColumns({ sheet, region, weight, id }: TableReading): readonly StateColumn[] {
  return region.names.flatMap((name, column): readonly StateColumn[] => {
    const plain = plainName(name);
    if (column === id || column === weight?.column || !(saysQuantity(plain) || saysValue(plain))) return [];
    const { values } = readNumbers(sheet, column, region.body, undefined);
    if (!values.some((value) => value < 0)) return [];
    const saysOtherwise = (row: number): string | undefined =>
      (values[row - region.body.start] ?? 0) < 0 ? cellText(sheet, row, column) : undefined;
    return [{ name, saysOtherwise }];
  });
}
