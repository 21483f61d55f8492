import { findingLine, shortened } from './finding.ts';
import type { PortfolioReport } from './portfolioReport.ts';
import { shortNumber } from './shortNumber.ts';

/** What was chosen, in one line: sheet, columns, scale, how many, what was left out, sum. */
export function chosenLine(report: PortfolioReport): string {
  const { part, sheet, scheme, scale, identifiers, weights, isFromValues, holdings, sum } = report;
  const blocked = blockedText(report);
  if (identifiers === '' || weights === '') return blocked;
  const written = { percent: 'in percent', fraction: 'as fractions', 'basis points': 'in basis points' };
  const chosen = [
    ...(part === undefined ? [] : [`portfolio "${shortened(part)}"`]),
    counted(holdings, 'holding'),
    `${scheme} from "${shortened(identifiers)}"`,
    isFromValues
      ? `weights made from "${shortened(weights)}"`
      : `weights ${written[scale]} from "${shortened(weights)}"`,
    ...(sheet === '' ? [] : [`sheet "${shortened(sheet)}"`]),
    leftOutText(report),
    `sum ${shortNumber(sum)}`,
  ]
    .filter((text) => text !== '')
    .join(', ');
  return blocked === '' ? chosen : `${blocked}; read so far: ${chosen}`;
}

/** `nothing is sent: 1 question, 2 errors`; empty where it is. */
function blockedText({ questions, errors }: PortfolioReport): string {
  if (errors.length === 0) return '';
  const counts = [
    ...(questions.length === 0 ? [] : [counted(questions.length, 'question')]),
    ...(errors.length === questions.length ? [] : [counted(errors.length - questions.length, 'error')]),
  ];
  return `nothing is sent: ${counts.join(', ')}`;
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `3 rows left out (total 1, text 2)`; empty for none. */
export function leftOutText({ leftOutCounts }: PortfolioReport): string {
  const counts = Object.entries(leftOutCounts);
  const rows = counts.reduce((sum, [, count]) => sum + count, 0);
  if (rows === 0) return '';
  return `${counted(rows, 'row')} left out (${counts.map(([reason, count]) => `${reason} ${count}`).join(', ')})`;
}

/** All that is to say of it, a line each: questions with their answers, findings, effects, what was chosen. */
export function reportLines(file: string, report: PortfolioReport): readonly string[] {
  const { questions, findings, effects } = report;
  return [
    ...questions.flatMap(({ message, answers, option }) => [
      `${file}: question: ${message} (${option})`,
      ...answers.map((answer) => `    ${shortenedOption(answer.option)}   ${shortened(answer.label)}`),
    ]),
    ...findings.map((finding) => findingLine(file, finding)),
    ...effects.map((effect) => `${file}: information: ${effect}`),
    `${file}: ${chosenLine(report)}`,
  ];
}

function shortenedOption(option: string): string {
  return option.replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd').slice(0, 200);
}
