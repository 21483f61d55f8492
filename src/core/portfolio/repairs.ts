import type { Finding } from './finding.ts';
import { sumOf, type Holding } from './holding.ts';
import { sumTolerance } from './fileFindings.ts';
import type { Portfolio, Question } from './portfolioTypes.ts';
import { shortNumber } from './shortNumber.ts';

/** What the user chooses to change; nothing of it happens unasked. */
export interface RepairChoices {
  readonly dropBadRows?: boolean;
  readonly mergeDuplicates?: boolean;
  readonly normaliseWeights?: boolean;
}

export interface RepairedPortfolio {
  readonly scheme: string;
  readonly holdings: readonly Holding[];
  /** Of `holdings`. */
  readonly sum: number;
  /** One sentence for each choice that changed something. */
  readonly effects: readonly string[];
  /** What keeps it from being sent: open questions, and the errors that are left. */
  readonly errors: readonly Finding[];
}

/** Drops, then merges, then normalises: in this order each choice sees what the ones before it left. */
export function repair(portfolio: Portfolio, choices: RepairChoices): RepairedPortfolio {
  const { holdings, findings, questions, reading } = portfolio;
  const effects: string[] = [];
  let kept = holdings;
  if (choices.dropBadRows === true) kept = drop(kept, new Set(portfolio.faultyRows), effects);
  if (choices.mergeDuplicates === true) kept = merge(kept, effects);
  if (choices.normaliseWeights === true) kept = normalise(kept, effects);
  const errors = [...questions.map(toFinding), ...errorsLeft(findings, kept, choices)];
  const isEmpty = kept.length === 0 && errors.every(({ row }) => row !== undefined);
  return {
    scheme: reading?.scheme ?? 'ISIN',
    holdings: kept,
    sum: sumOf(kept),
    effects,
    errors: isEmpty ? [...errors, nothingLeft] : errors,
  };
}

/** A question where findings are shown. */
export function toFinding({ message, answers, option }: Question): Finding {
  const options = answers.length === 0 ? option : answers.map((answer) => answer.option).join(' or ');
  return { severity: 'error', code: 'asked', message: `${message} (${options})` };
}

function errorsLeft(
  findings: readonly Finding[],
  kept: readonly Holding[],
  { dropBadRows, normaliseWeights }: RepairChoices,
): readonly Finding[] {
  return findings.filter(({ severity, row, code }) => {
    if (severity !== 'error') return false;
    if (code === 'weights-sum') return normaliseWeights !== true && sumOf(kept) > 1 + sumTolerance;
    return row === undefined || code === 'quotes-open' || dropBadRows !== true;
  });
}

const nothingLeft: Finding = {
  severity: 'error',
  code: 'file-empty',
  message: 'No holding is left to send. Correct the file.',
};

function drop(holdings: readonly Holding[], badRows: ReadonlySet<number>, effects: string[]): readonly Holding[] {
  if (badRows.size === 0) return holdings;
  const kept = holdings.filter(({ row }) => !badRows.has(row));
  const lost = sumOf(holdings) - sumOf(kept);
  effects.push(`${count(badRows.size, 'row')} dropped, with a weight of ${shortNumber(lost)}.`);
  return kept;
}

function merge(holdings: readonly Holding[], effects: string[]): readonly Holding[] {
  const byId = new Map<string, Holding>();
  for (const holding of holdings) {
    const first = byId.get(holding.idValue);
    byId.set(holding.idValue, first === undefined ? holding : { ...first, weight: first.weight + holding.weight });
  }
  if (byId.size === holdings.length) return holdings;
  effects.push(`${count(holdings.length, 'row')} merged into ${count(byId.size, 'holding')}.`);
  return [...byId.values()];
}

function normalise(holdings: readonly Holding[], effects: string[]): readonly Holding[] {
  const sum = sumOf(holdings);
  if (sum <= 0 || Math.abs(sum - 1) <= sumTolerance) return holdings;
  effects.push(`Weights divided by ${shortNumber(sum)}, so that they sum to 1.`);
  return holdings.map((holding) => ({ ...holding, weight: holding.weight / sum }));
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** The body of the request that creates a job (docs/matter-api.md, "Create a job"). */
export function toRequestBody({ scheme, holdings }: Pick<RepairedPortfolio, 'scheme' | 'holdings'>): string {
  const sent = holdings.map(({ idValue, weight }) => ({ id_value: idValue, weight }));
  return JSON.stringify({ holdings: sent, default_id_scheme: scheme });
}
