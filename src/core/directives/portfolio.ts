import type { Directive, Parsed } from './directive.ts';

/** As those of the command line, without their dashes. */
export const portfolioOptions = [
  'id',
  'weight',
  'weights-from',
  'scheme',
  'scale',
  'decimal-mark',
  'sheet',
  'table',
  'split-by',
  'part',
  'hidden-rows',
] as const;

export interface PortfolioArgument {
  readonly path: string;
  /** Columns by name, letter or number. */
  readonly options: Readonly<Partial<Record<(typeof portfolioOptions)[number], string>>>;
}

export const portfolioDirective: Directive<PortfolioArgument> = {
  word: 'portfolio',
  usage: 'path id=Column weight=Column scheme=ISIN scale=percent',
  description:
    'Makes the body from the holdings of a CSV or Excel file; only the path is required. A name with spaces stands in "…"; a column can be named by its letter or number too. Also weights-from, decimal-mark, sheet, table, split-by with part, and hidden-rows, as of matter check.',
  parse,
  suggest: () => ['id=', 'weight=', 'weights-from=', 'scheme=ISIN', 'scale=percent', 'sheet=', 'split-by=', 'part='],
  file: (argument) => wordsOf(argument)[0],
};

const example = '# @portfolio fund.csv id=ISIN weight="Weight in %" scheme=ISIN scale=percent';
const optionWord = new RegExp(`^(${portfolioOptions.join('|')})=(.+)$`, 's');

function parse(argument: string): Parsed<PortfolioArgument> {
  const [path, ...rest] = wordsOf(argument).map((word) => word.path);
  if (path === undefined) return { problem: `Something is missing here. Write for example: ${example}` };
  const pairs = rest.map((word) => optionWord.exec(word));
  const unknown = pairs.indexOf(null);
  if (unknown >= 0) return { problem: `@portfolio does not know "${rest[unknown] ?? ''}". Write: ${example}` };
  const options: Readonly<Record<string, string>> = Object.fromEntries(
    pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']),
  );
  const isScale = options['scale'] === undefined || ['percent', 'fraction', 'bp'].includes(options['scale']);
  return isScale
    ? { value: { path, options } }
    : { problem: 'A scale is percent, fraction or bp. Write: scale=percent' };
}

/** `path weight="Two words"`: the words without their quotes, and where they stand. */
function wordsOf(argument: string): readonly { readonly path: string; readonly start: number; readonly end: number }[] {
  return [...argument.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(({ 0: word, index }) => ({
    path: word.replaceAll('"', ''),
    start: index,
    end: index + word.length,
  }));
}
