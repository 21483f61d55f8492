import { AppError } from '../../../src/core/appError.ts';
import type { Finding } from '../../../src/core/portfolio/finding.ts';
import { readPortfolioFile } from '../../../src/core/portfolio/portfolioFile.ts';
import type { Portfolio, Question } from '../../../src/core/portfolio/portfolioTypes.ts';
import { repair } from '../../../src/core/portfolio/repairs.ts';
import { columnCases } from './columnCases.ts';
import { fileCases } from './fileCases.ts';
import { partCases } from './partCases.ts';
import type { Expected, PortfolioCase } from './portfolioCase.ts';
import { rivalCases } from './rivalCases.ts';
import { rowCases } from './rowCases.ts';
import { scaleCases } from './scaleCases.ts';
import { tableCases } from './tableCases.ts';

export const portfolioCases: readonly PortfolioCase[] = [
  ...scaleCases,
  ...columnCases,
  ...rivalCases,
  ...rowCases,
  ...partCases,
  ...tableCases,
  ...fileCases,
];

/** What became of a file: as it was expected, kept back although it could be read, or wrong. */
export type Outcome = 'right' | 'too careful' | 'wrong';

export interface Scored {
  readonly outcome: Outcome;
  /** What was sent, asked or said. */
  readonly actual: string;
}

export async function score({ bytes, name, mapping, expected }: PortfolioCase): Promise<Scored> {
  let portfolio: Portfolio;
  try {
    portfolio = await readPortfolioFile(bytes(), name, mapping);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return kept(expected.state === 'refused' && expected.message.test(error.message), error.message);
  }
  const { holdings, errors } = repair(portfolio, {});
  return errors.length === 0 ? sent(holdings, expected) : stopped(portfolio.questions, errors, expected);
}

/** Nothing is sent: rightly so, or although it could be. */
function kept(isRight: boolean, actual: string): Scored {
  return { outcome: isRight ? 'right' : 'too careful', actual };
}

function stopped(questions: readonly Question[], errors: readonly Finding[], expected: Expected): Scored {
  const actual = errors.map(({ message }) => message).join(' ');
  if (expected.state === 'errors') {
    const { code } = expected;
    return kept(questions.length === 0 && errors.some((error) => error.code === code), actual);
  }
  if (expected.state !== 'asked') return kept(false, actual);
  const question = questions.find(({ topic }) => topic === expected.topic);
  const options = question?.answers.map(({ option }) => option).join(' ') ?? '';
  return kept(question !== undefined && (expected.option?.test(options) ?? true), `${actual} ${options}`);
}

/** Holdings that nobody expected are wrong, whatever else was expected. */
function sent(holdings: readonly { readonly idValue: string; readonly weight: number }[], expected: Expected): Scored {
  const actual = holdings.map(({ idValue, weight }) => [idValue, weight] as const);
  const isRight = expected.state === 'read' && JSON.stringify(actual) === JSON.stringify(expected.holdings);
  return { outcome: isRight ? 'right' : 'wrong', actual: JSON.stringify(actual) };
}
