import { parseCondition, readValue, type ConditionValue } from './condition.ts';
import { durationMs } from './duration.ts';

export interface Directive {
  readonly word: string;
  /** How its argument is written, for completion and hover. */
  readonly usage: string;
  readonly description: string;
  /** What is wrong with the argument, and the way out. */
  readonly check: (argument: string) => string | undefined;
}

const anything = (): undefined => undefined;
const nothing = (argument: string): string | undefined =>
  argument === '' ? undefined : 'Nothing may follow this directive: remove it.';
const required = (example: string) => (argument: string) =>
  argument === '' ? `Something is missing here. Write for example: ${example}` : undefined;

/** The directives of the `.matter` format, by their word. */
export const directives: ReadonlyMap<string, Directive> = new Map(
  [
    directive('name', 'name', 'Names the request, so that others can refer to its response.', (argument) =>
      /^[\w-]+$/.test(argument) ? undefined : 'A name has letters, digits, _ and -. Write for example: # @name create',
    ),
    directive('account', 'label', 'Sends with this account.', required('# @account Fund team')),
    directive('no-auth', '', 'Attaches no access token.', nothing),
    directive(
      'poll',
      'every=2s timeout=10m until=status == 200',
      'Asks again until the condition holds; without one, until the status is not 202. Honours Retry-After; a 4xx or 5xx ends it.',
      (argument) => {
        const options = parsePoll(argument);
        return 'problem' in options ? options.problem : undefined;
      },
    ),
    directive('assert', 'status == 200', 'Checks the response.', (argument) => {
      const condition = parseCondition(argument);
      return 'problem' in condition ? condition.problem : undefined;
    }),
    directive('capture', 'name = body.$.path', 'Keeps a value of the response for later requests.', (argument) => {
      const capture = parseCapture(argument);
      return 'problem' in capture ? capture.problem : undefined;
    }),
    directive('prompt', 'name label', 'Asks for a value once a run.', checkPrompt),
    directive('secret-prompt', 'name label', 'Asks for a value once a run, and hides what is typed.', checkPrompt),
    directive(
      'portfolio',
      'path id=Column weight=Column scheme=ISIN scale=percent',
      'Builds the holdings of the body from a CSV or XLSX file.',
      (argument) => {
        const portfolio = parsePortfolio(argument);
        return 'problem' in portfolio ? portfolio.problem : undefined;
      },
    ),
    directive('timeout', '30s', 'Gives up after this time.', (argument) =>
      durationMs(argument) === undefined ? notATime(argument) : undefined,
    ),
    directive('no-redirect', '', 'Shows a redirect instead of following it.', nothing),
    directive('retry', 'count=3', 'Sends again after a network error, this many times at most.', (argument) =>
      /^count=\d{1,2}$/.test(argument) ? undefined : 'Write for example: # @retry count=3',
    ),
    directive('note', 'text', 'Asks before it sends.', anything),
    directive('tag', 'a, b', 'Tags the request, to send those of a tag.', required('# @tag smoke, nightly')),
    directive('depends', 'name', 'Sends another request first.', required('# @depends create')),
  ].map((one) => [one.word, one]),
);

function directive(word: string, usage: string, description: string, check: Directive['check']): Directive {
  return { word, usage, description, check };
}

export function checkDirective({ check }: Directive, argument: string): string | undefined {
  return check(argument);
}

export interface PollArgument {
  readonly everyMs?: number;
  readonly timeoutMs?: number;
  /** The text of the condition. */
  readonly until?: string;
}

/** `every=2s timeout=10m until=<condition>`; the condition takes the rest of the line. */
export function parsePoll(argument: string): PollArgument | { readonly problem: string } {
  const [head = '', until] = argument.split(/(?:^|\s+)until=(.*)$/s);
  let options: PollArgument = {};
  for (const item of head.split(/\s+/).filter((part) => part !== '')) {
    const [, key, time = ''] = /^(every|timeout)=(.*)$/s.exec(item) ?? [];
    if (key === undefined)
      return { problem: `@poll does not know "${item}". Write: @poll every=2s timeout=10m until=status == 200` };
    const ms = durationMs(time);
    if (ms === undefined) return { problem: notATime(time) };
    options = { ...options, [`${key}Ms`]: ms };
  }
  if (until === undefined) return options;
  const condition = parseCondition(until);
  return 'problem' in condition ? condition : { ...options, until };
}

/** `name = value`, where value is what a condition looks at. */
export function parseCapture(
  argument: string,
): { readonly name: string; readonly value: ConditionValue } | { readonly problem: string } {
  const [, name = '', text = ''] = /^([\w.-]+)\s*=\s*(\S.*)$/s.exec(argument) ?? [];
  const read = name === '' ? undefined : readValue(text.trim());
  return read?.rest === ''
    ? { name, value: read.value }
    : { problem: 'Write for example: # @capture id = body.$.external_id' };
}

/** The options of `@portfolio`: as those of the command line, without their dashes. */
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

const portfolioExample = '# @portfolio fund.csv id=ISIN weight="Weight in %" scheme=ISIN scale=percent';
const portfolioOption = new RegExp(`^(${portfolioOptions.join('|')})=(.+)$`, 's');

/** `path id=Column weight="Two words" scheme=ISIN scale=percent`; only the path is required. */
export function parsePortfolio(argument: string): PortfolioArgument | { readonly problem: string } {
  const words = argument.match(/(?:"[^"]*"|[^\s"])+/g)?.map((word) => word.replaceAll('"', '')) ?? [];
  const [path, ...rest] = words;
  if (path === undefined) return { problem: `Something is missing here. Write for example: ${portfolioExample}` };
  const pairs = rest.map((word) => portfolioOption.exec(word));
  const unknown = pairs.indexOf(null);
  if (unknown >= 0) return { problem: `@portfolio does not know "${rest[unknown] ?? ''}". Write: ${portfolioExample}` };
  const options: Readonly<Record<string, string>> = Object.fromEntries(
    pairs.map((pair) => [pair?.[1] ?? '', pair?.[2] ?? '']),
  );
  const isScale = options['scale'] === undefined || ['percent', 'fraction', 'bp'].includes(options['scale']);
  return isScale ? { path, options } : { problem: 'A scale is percent, fraction or bp. Write: scale=percent' };
}

function notATime(text: string): string {
  return `"${text}" is not a time. Write it like 500ms, 2s or 10m.`;
}

function checkPrompt(argument: string): string | undefined {
  return /^[\w.-]+(?:\s|$)/.test(argument) ? undefined : 'Write for example: # @prompt fund The id of the fund';
}
