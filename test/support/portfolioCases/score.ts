import { AppError } from '../../../src/core/appError.ts';
import { readPortfolioFile } from '../../../src/core/portfolio/portfolioFile.ts';
import { repair } from '../../../src/core/portfolio/repairs.ts';
import { columnCases } from './columnCases.ts';
import { fileCases } from './fileCases.ts';
import type { Expected, PortfolioCase } from './portfolioCase.ts';
import { scaleCases } from './scaleCases.ts';
import { tableCases } from './tableCases.ts';

export const portfolioCases: readonly PortfolioCase[] = [...scaleCases, ...columnCases, ...tableCases, ...fileCases];

/** What became of a file: as it was expected, kept back although it could be read, or wrong. */
export type Outcome = 'right' | 'too careful' | 'wrong';

export interface Scored {
  readonly outcome: Outcome;
  /** What was sent, asked or said. */
  readonly actual: string;
}

export async function score({ bytes, name, mapping, expected }: PortfolioCase): Promise<Scored> {
  try {
    const portfolio = await readPortfolioFile(bytes(), name, mapping);
    const { holdings, errors } = repair(portfolio, {});
    if (errors.length === 0) return sent(holdings, expected);
    const { questions } = portfolio;
    const actual = [...questions, ...errors].map(({ message }) => message).join(' ');
    if (expected.state === 'asked') {
      const question = questions.find(({ topic }) => topic === expected.topic);
      const options = question?.answers.map(({ option }) => option).join(' ') ?? '';
      const isRight = question !== undefined && (expected.option?.test(options) ?? true);
      return { outcome: isRight ? 'right' : 'too careful', actual: `${actual} ${options}` };
    }
    const isRight =
      expected.state === 'errors' && questions.length === 0 && errors.some(({ code }) => code === expected.code);
    return { outcome: isRight ? 'right' : 'too careful', actual };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const isRight = expected.state === 'refused' && expected.message.test(error.message);
    return { outcome: isRight ? 'right' : 'too careful', actual: error.message };
  }
}

/** Holdings that nobody expected are wrong, whatever else was expected. */
function sent(holdings: readonly { readonly idValue: string; readonly weight: number }[], expected: Expected): Scored {
  const actual = holdings.map(({ idValue, weight }) => [idValue, weight] as const);
  const isRight = expected.state === 'read' && JSON.stringify(actual) === JSON.stringify(expected.holdings);
  return { outcome: isRight ? 'right' : 'wrong', actual: JSON.stringify(actual) };
}
