import type { Finding } from './finding.ts';
import { sumOf, type Holding } from './holding.ts';
import type { Portfolio } from './portfolio.ts';
import { shortNumber, sumTolerance } from './weights.ts';

/** What the user chooses to change; nothing of it happens unasked. */
export interface RepairChoices {
  readonly dropBadRows?: boolean;
  readonly mergeDuplicates?: boolean;
  readonly normaliseWeights?: boolean;
}

export interface RepairedPortfolio {
  readonly scheme: string;
  readonly holdings: readonly Holding[];
  /** One sentence for each choice that changed something. */
  readonly effects: readonly string[];
  /** The errors that are left. */
  readonly errors: readonly Finding[];
}

/** Drops, then merges, then normalises: in this order each choice sees what the ones before it left. */
export function repair({ scheme, holdings, findings }: Portfolio, choices: RepairChoices): RepairedPortfolio {
  const errors = findings.filter(({ severity }) => severity === 'error');
  const badRows = new Set(
    errors.flatMap(({ row, code }) => (row === undefined || code === 'quotes-open' ? [] : [row])),
  );
  const effects: string[] = [];
  let kept = holdings;
  if (choices.dropBadRows === true && badRows.size > 0) {
    kept = kept.filter(({ row }) => !badRows.has(row));
    const lost = sumOf(holdings) - sumOf(kept);
    effects.push(`${count(badRows.size, 'row')} dropped, with a weight of ${shortNumber(lost)}.`);
  }
  if (choices.mergeDuplicates === true) {
    const merged = merge(kept);
    if (merged.length < kept.length)
      effects.push(`${count(kept.length, 'row')} merged into ${count(merged.length, 'holding')}.`);
    kept = merged;
  }
  const sum = sumOf(kept);
  if (choices.normaliseWeights === true && sum > 0 && Math.abs(sum - 1) > sumTolerance) {
    kept = kept.map((holding) => ({ ...holding, weight: holding.weight / sum }));
    effects.push(`Weights divided by ${shortNumber(sum)}, so that they sum to 1.`);
  }
  return { scheme, holdings: kept, effects, errors: errorsLeft(errors, kept, choices) };
}

function errorsLeft(errors: readonly Finding[], kept: readonly Holding[], choices: RepairChoices): readonly Finding[] {
  const left = errors.filter(({ row, code }) => {
    if (code === 'weights-sum') return sumOf(kept) > 1 + sumTolerance;
    return row === undefined || code === 'quotes-open' || choices.dropBadRows !== true;
  });
  const isEmpty = kept.length === 0 && !left.some(({ row }) => row === undefined);
  return isEmpty ? [...left, nothingLeft] : left;
}

const nothingLeft: Finding = {
  severity: 'error',
  code: 'file-empty',
  message: 'No holding is left to send. Correct the file.',
};

function merge(holdings: readonly Holding[]): readonly Holding[] {
  const byId = new Map<string, Holding>();
  for (const holding of holdings) {
    const first = byId.get(holding.idValue);
    byId.set(holding.idValue, first === undefined ? holding : { ...first, weight: first.weight + holding.weight });
  }
  return [...byId.values()];
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** The body of the request that creates a job (docs/matter-api.md, "Create a job"). */
export function toRequestBody({ scheme, holdings }: Pick<RepairedPortfolio, 'scheme' | 'holdings'>): string {
  const sent = holdings.map(({ idValue, weight }) => ({ id_value: idValue, weight }));
  return JSON.stringify({ holdings: sent, default_id_scheme: scheme });
}
