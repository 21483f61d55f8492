import type { Mapping } from '../portfolio/mapping.ts';
import type { Review } from './review.ts';
import type { MenuRole, ReviewMessage } from './reviewMessage.ts';

/** How the file is to be read after what the user did; undefined where that changes nothing of it. */
export function changedMapping(review: Review, message: ReviewMessage): Mapping | undefined {
  switch (message.kind) {
    case 'scale':
      return { ...review.mapping, scale: message.scale };
    case 'column':
      return withColumn(review, message.column, message.role);
    case 'answer':
      return withAnswer(review, message.question, message.answer);
    case 'sheet':
      return withSheet(review, message.sheet);
    case 'part':
      return withPart(review, message.part);
    default:
      return undefined;
  }
}

/** Without all else that was said: its columns are others. */
function withSheet({ sheets }: Review, sheet: number): Mapping | undefined {
  const name = sheets[sheet]?.name;
  return name === undefined ? undefined : { sheet: name };
}

function withPart({ mapping, parts }: Review, part: number | undefined): Mapping {
  const { part: before, ...whole } = mapping;
  const chosen = part === undefined ? undefined : parts[part]?.value;
  return chosen === undefined ? whole : { ...whole, part: chosen };
}

/** Whether it is worth remembering: said of columns. */
export function isAboutColumns({ kind }: ReviewMessage): boolean {
  return kind === 'column' || kind === 'answer';
}

function withColumn({ mapping, columns }: Review, column: number, role: MenuRole): Mapping | undefined {
  const key = columns[column]?.key;
  if (key === undefined) return undefined;
  const free = without(mapping, key);
  if (role === 'nothing') return free;
  if (role === 'identifier') return { ...free, id: key };
  if (role === 'split') return { ...free, splitBy: key };
  // Another column of weights may be written otherwise.
  const { weight, weightsFrom, scale, decimalMark, ...rest } = free;
  return role === 'weight' ? { ...rest, weight: key } : { ...rest, weightsFrom: key };
}

/** Nothing is said of this column any more. */
function without(mapping: Mapping, key: string): Mapping {
  const { id, weight, weightsFrom, splitBy, part, ...rest } = mapping;
  const kept = Object.entries({ id, weight, weightsFrom, splitBy }).filter(
    ([, name]) => name !== undefined && name !== key,
  );
  const isSplit = splitBy !== undefined && splitBy !== key;
  return { ...rest, ...Object.fromEntries(kept), ...(isSplit && part !== undefined ? { part } : {}) };
}

function withAnswer({ mapping, questions }: Review, question: number, answer: number): Mapping | undefined {
  const chosen = questions[question]?.answers[answer]?.mapping;
  if (chosen === undefined) return undefined;
  const { weight, weightsFrom, ...rest } = mapping;
  const isAboutWeights = chosen.weight !== undefined || chosen.weightsFrom !== undefined;
  return isAboutWeights ? { ...rest, ...chosen } : { ...mapping, ...chosen };
}
