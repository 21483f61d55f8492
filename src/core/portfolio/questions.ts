import { columnKey, listOf, quoted } from './columnNames.ts';
import type { Mapping, Scale } from './mapping.ts';
import type { Answer, Part, Question, QuestionTopic } from './portfolioTypes.ts';
import { shortNumber } from './shortNumber.ts';
import type { Split } from './splits.ts';
import type { TableReading } from './tableReading.ts';
import type { ScaleChoice } from './scale.ts';
import type { WeightColumn } from './weightColumns.ts';

const options: Readonly<Record<QuestionTopic, string>> = {
  sheet: '--sheet NAME',
  table: '--table N',
  identifier: '--id COLUMN',
  weight: '--weight COLUMN',
  scale: '--scale percent|fraction|bp',
  'decimal mark': '--decimal-mark ,|.',
  split: '--split-by COLUMN',
  'hidden rows': '--hidden-rows send|leave-out',
};

function question(topic: QuestionTopic, message: string, answers: readonly Answer[]): Question {
  return { topic, message, answers, option: options[topic] };
}

function columnAnswer(
  names: readonly string[],
  column: number,
  key: 'id' | 'weight' | 'weightsFrom' | 'splitBy',
): Answer {
  const flags = { id: '--id', weight: '--weight', weightsFrom: '--weights-from', splitBy: '--split-by' };
  const name = columnKey(names, column);
  return { label: name, mapping: { [key]: name }, option: `${flags[key]} ${quoted(name)}` };
}

/** Several sheets, or several tables of one, hold holdings. */
export function askTable(
  chosen: TableReading,
  rivals: readonly TableReading[],
  all: readonly TableReading[],
): Question {
  const tables = [chosen, ...rivals];
  const isOneSheet = tables.every(({ region }) => region.sheet === chosen.region.sheet);
  if (isOneSheet) {
    const inSheet = all.filter(({ region }) => region.sheet === chosen.region.sheet);
    const answers = tables.slice(0, mostTables).map((table): Answer => {
      const number = inSheet.indexOf(table) + 1;
      const label = `Table ${number}, from row ${table.region.header.start + 1}: ${table.holdings} holdings`;
      return { label, mapping: { table: number }, option: `--table ${number}` };
    });
    return question('table', `${tables.length} tables hold holdings. Choose one of them.`, answers);
  }
  const names = [...new Set(tables.map(({ sheet }) => sheet.name))];
  const answers = names.map((name): Answer => ({
    label: name,
    mapping: { sheet: name },
    option: `--sheet ${quoted(name)}`,
  }));
  return question('sheet', `${names.length} sheets hold holdings: ${listOf(names)}. Choose one of them.`, answers);
}

const mostTables = 20;

/** Only a hidden sheet holds holdings. */
export function askHiddenSheet({ sheet }: TableReading): Question {
  const answer = { label: sheet.name, mapping: { sheet: sheet.name }, option: `--sheet ${quoted(sheet.name)}` };
  return question('sheet', `Only the hidden sheet "${sheet.name}" holds holdings. Choose it, or show the sheet.`, [
    answer,
  ]);
}

export function askIdentifiers({ region, ids }: TableReading, sheets: readonly string[]): Question {
  const { names } = region;
  const rivals = ids.chosen === undefined ? [] : [ids.chosen, ...ids.rivals];
  const answers = rivals.map(({ column }) => columnAnswer(names, column, 'id'));
  if (rivals.length > 1) {
    const list = listOf(rivals.map(({ name }) => name));
    return question(
      'identifier',
      `Several columns could hold the identifiers: ${list}. Name the one to send.`,
      answers,
    );
  }
  const doubts = ids.candidates.flatMap(({ name, doubt }) => (doubt === undefined ? [] : [`"${name}" is ${doubt}`]));
  const why = doubts.length === 0 ? '' : ` (${doubts.join('; ')})`;
  const others = ids.candidates.map(({ column }) => columnAnswer(names, column, 'id'));
  const message = `No column holds identifiers of holdings${why}. The columns are ${listOf(names)}.${sheetList(sheets)}`;
  return question('identifier', message, others);
}

function sheetList(sheets: readonly string[]): string {
  return sheets.length < 2 ? '' : ` The sheets are ${listOf(sheets)} (--sheet).`;
}

export function askWeights(
  { region, weights }: TableReading,
  currencyOf: (value: WeightColumn) => string | undefined,
): Question {
  const { names } = region;
  const { rivals = [], values = [], others = [] } = weights ?? {};
  const byWeight = (columns: readonly WeightColumn[]): readonly Answer[] =>
    columns.map(({ column }) => columnAnswer(names, column, 'weight'));
  const made = values.map(({ column }) => columnAnswer(names, column, 'weightsFrom'));
  if (rivals.length > 0) {
    const [only, ...more] = rivals;
    if (only !== undefined && more.length === 0) {
      const message = `No column says that it holds the weights, though "${only.name}" sums to ${shortNumber(only.totals.sum)}. Say so, if it does.`;
      return question('weight', message, [...byWeight(rivals), ...made]);
    }
    const list = rivals.map((rival) => weightWithSum(names, rival)).join(', ');
    return question(
      'weight',
      `Several columns could hold the weights: ${list}. Name the one to send.`,
      byWeight(rivals),
    );
  }
  const offers = values.map((value) => {
    const currency = currencyOf(value);
    return `"${value.name}" (sum ${shortNumber(value.totals.sumOfAll, 2)}${currency === undefined ? '' : ` ${currency}`})`;
  });
  const offer = offers.length === 0 ? '' : ` Weights can be made from ${offers.join(' or ')} with --weights-from.`;
  const message = `No column says that it holds the weights. The columns are ${listOf(names)}. Name it, if one does.${offer}`;
  return question('weight', message, [...made, ...byWeight(others.slice(0, mostOthers))]);
}

/** Two may have one name: their letters tell them apart. */
function weightWithSum(names: readonly string[], { name, column, totals }: WeightColumn): string {
  const key = columnKey(names, column);
  const place = key === name ? '' : `column ${key}, `;
  return `"${name}" (${place}sum ${shortNumber(totals.sum)})`;
}

const mostOthers = 8;
const scaleFlags: Readonly<Record<Scale, string>> = { percent: 'percent', fraction: 'fraction', 'basis points': 'bp' };

export function askScale({ name, totals }: WeightColumn, { doubt = '' }: ScaleChoice): Question {
  const shown = { percent: 100, fraction: 1, 'basis points': 10_000 };
  const answers = (['percent', 'fraction', 'basis points'] as const).map((scale): Answer => {
    const label = `${scale}: the sum is ${shortNumber((totals.sum / shown[scale]) * 100, 4)} %`;
    return { label, mapping: { scale }, option: `--scale ${scaleFlags[scale]}` };
  });
  const isLarge = totals.sum > 1000;
  const message = `How the weights in "${name}" are written is not clear: ${doubt}. Say the scale.`;
  return question('scale', message, isLarge ? answers : answers.slice(0, 2));
}

export function askDecimalMark({ name, numbers }: WeightColumn): Question {
  const answers = ([',', '.'] as const).map((mark): Answer => ({
    label: `${mark} is the decimal mark`,
    mapping: { decimalMark: mark },
    option: `--decimal-mark ${mark}`,
  }));
  const message = `"${numbers.ambiguous ?? ''}" in "${name}" can be read in two ways: with thousands, or with three decimals. Say the decimal mark.`;
  return question('decimal mark', message, answers);
}

export function askSplit(splits: readonly Split[], names: readonly string[]): Question {
  const [first] = splits;
  const parts = first?.parts ?? [];
  const message = `The file holds ${parts.length} portfolios by "${first?.name ?? ''}": ${listOf(parts.map(({ value }: Part) => value))}. Analyse each on its own.`;
  return question(
    'split',
    message,
    splits.map(({ column }) => columnAnswer(names, column, 'splitBy')),
  );
}

export function askHiddenRows(hidden: number, sumOfAll: number, sumOfVisible: number): Question {
  const answer = (value: NonNullable<Mapping['hiddenRows']>, sum: number): Answer => ({
    label: `${value} them: the sum is ${shortNumber(sum)}`,
    mapping: { hiddenRows: value },
    option: `--hidden-rows ${value.replace(' ', '-')}`,
  });
  return question('hidden rows', `The sheet hides ${hidden} rows with holdings. Say whether they are sent.`, [
    answer('send', sumOfAll),
    answer('leave out', sumOfVisible),
  ]);
}
