import { parseArgs } from 'node:util';
import { findingLine, type Finding } from '../core/portfolio/finding.ts';
import { sumOf } from '../core/portfolio/holding.ts';
import type { Portfolio } from '../core/portfolio/portfolio.ts';
import { readPortfolioFile } from '../core/portfolio/portfolioFile.ts';
import { shortNumber } from '../core/portfolio/weights.ts';
import { AppError } from '../core/appError.ts';
import { hasErrors } from '../core/diagnostic.ts';
import { portfolioInputs } from '../node/inputFiles.ts';
import { readRegularFile } from '../node/regularFile.ts';
import { mappingFlags, toMapping } from './portfolioArguments.ts';
import { readInputs } from './readInputs.ts';
import { usageError } from './usage.ts';

interface FileFindings {
  readonly file: string;
  readonly scheme: string;
  readonly scale: string;
  readonly holdings: number;
  readonly sum: number;
  readonly findings: readonly Finding[];
}

/** `matter check PORTFOLIO…`: 1 where a file has an error, 0 with warnings only. Sends nothing. */
export async function check(args: readonly string[]): Promise<number> {
  const { values, positionals } = parse(args);
  if (positionals.length === 0) throw new AppError('usage', 'Name at least one portfolio file. See: matter --help');
  const mapping = toMapping(values);
  const { files, code } = await readInputs(positionals, portfolioInputs);
  const all: FileFindings[] = [];
  for (const file of files) {
    const found = toFindings(file, await readPortfolioFile(await readRegularFile(file), file, mapping));
    if (!values.json) process.stdout.write(toText(found));
    all.push(found);
  }
  if (values.json) process.stdout.write(`${JSON.stringify(all, undefined, 2)}\n`);
  return code === 0 && all.some(({ findings }) => hasErrors(findings)) ? 1 : code;
}

function parse(args: readonly string[]) {
  try {
    const options = { ...mappingFlags, json: { type: 'boolean', default: false } } as const;
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (cause) {
    throw usageError(cause);
  }
}

function toFindings(file: string, { scheme, scale, holdings, findings }: Portfolio): FileFindings {
  return { file, scheme, scale, holdings: holdings.length, sum: sumOf(holdings), findings };
}

function toText({ file, scheme, scale, holdings, sum, findings }: FileFindings): string {
  const lines = findings.map((finding) => `${findingLine(file, finding)}\n`);
  const weights = scale === 'percent' ? 'weights in percent' : 'weights as fractions';
  return `${lines.join('')}${file}: ${holdings} holdings, ${scheme}, ${weights}, sum ${shortNumber(sum)}\n`;
}
