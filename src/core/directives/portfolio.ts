import type { Mapping } from '../portfolio/mapping.ts';
import { mappingOptions, toMapping } from '../portfolio/mappingOptions.ts';
import type { Directive, Parsed } from './directive.ts';

export interface PortfolioArgument {
  readonly path: string;
  readonly mapping: Mapping;
}

export const portfolioDirective: Directive<PortfolioArgument> = {
  word: 'portfolio',
  usage: 'path id=Column weight=Column scheme=ISIN scale=percent',
  description:
    'Builds the holdings of the body from a CSV or Excel file; only the path is required. A name with spaces stands in "…"; a column can be named by its letter or number too. Also weights-from, decimal-mark, sheet, table, split-by with part, hidden-rows, as of matter check.',
  parse,
  suggest: () => ['id=', 'weight=', 'weights-from=', 'scheme=ISIN', 'scale=percent', 'sheet=', 'split-by=', 'part='],
  file: (argument) => wordsOf(argument)[0],
};

const example = '# @portfolio fund.csv id=ISIN weight="Weight in %" scheme=ISIN scale=percent';

const option = new RegExp(`^(${mappingOptions.join('|')})=(.+)$`, 's');

function parse(argument: string): Parsed<PortfolioArgument> {
  const [path, ...rest] = wordsOf(argument).map((word) => word.path);
  if (path === undefined) return { problem: `Something is missing here. Write for example: ${example}` };
  const pairs = rest.map((word) => option.exec(word));
  const unknown = pairs.indexOf(null);
  if (unknown >= 0) return { problem: `@portfolio does not know "${rest[unknown] ?? ''}". Write: ${example}` };
  const read = toMapping(Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? ''])));
  return 'mapping' in read
    ? { value: { path, mapping: read.mapping } }
    : { problem: `${read.option}= ${read.problem}` };
}

/** `path weight="Two words"`: the words without their quotes, and where they stand. */
function wordsOf(argument: string): readonly { readonly path: string; readonly start: number; readonly end: number }[] {
  return [...argument.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(({ 0: word, index }) => ({
    path: word.replaceAll('"', ''),
    start: index,
    end: index + word.length,
  }));
}
