import type { Directive, Parsed } from './directive.ts';

export interface PortfolioArgument {
  readonly path: string;
  /** Columns, by name, letter or number. */
  readonly id?: string;
  readonly weight?: string;
  readonly scheme?: string;
  readonly scale?: 'percent' | 'fraction';
}

export const portfolioDirective: Directive<PortfolioArgument> = {
  word: 'portfolio',
  usage: 'path id=Column weight=Column scheme=ISIN scale=percent',
  description:
    'Builds the holdings of the body from a CSV or XLSX file; only the path is required. A name with spaces stands in "…"; a column can be named by its letter or number too.',
  parse,
  suggest: () => ['id=', 'weight=', 'scheme=ISIN', 'scale=percent'],
  file: (argument) => wordsOf(argument)[0],
};

const example = '# @portfolio fund.csv id=ISIN weight="Weight in %" scheme=ISIN scale=percent';

function parse(argument: string): Parsed<PortfolioArgument> {
  const [path, ...options] = wordsOf(argument).map((word) => word.path);
  if (path === undefined) return { problem: `Something is missing here. Write for example: ${example}` };
  const pairs = options.map((option) => /^(id|weight|scheme|scale)=(.+)$/s.exec(option));
  const unknown = pairs.indexOf(null);
  if (unknown >= 0) return { problem: `@portfolio does not know "${options[unknown] ?? ''}". Write: ${example}` };
  const given: Readonly<Record<string, string>> = Object.fromEntries(
    pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']),
  );
  const { scale } = given;
  return scale === undefined || scale === 'percent' || scale === 'fraction'
    ? { value: { path, ...given } }
    : { problem: 'A scale is percent or fraction. Write: scale=percent' };
}

/** `path weight="Two words"`: the words without their quotes, and where they stand. */
function wordsOf(argument: string): readonly { readonly path: string; readonly start: number; readonly end: number }[] {
  return [...argument.matchAll(/(?:"[^"]*"|[^\s"])+/g)].map(({ 0: word, index }) => ({
    path: word.replaceAll('"', ''),
    start: index,
    end: index + word.length,
  }));
}
