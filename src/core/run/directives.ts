import { ownValue } from '../lookup.ts';
import { AppError } from '../appError.ts';
import { parseCapture, parsePoll, parsePortfolio, type PortfolioArgument } from '../syntax/directives.ts';
import { durationMs } from '../syntax/duration.ts';
import type { ConditionValue } from '../syntax/condition.ts';
import type { DirectiveNode, RequestNode, Span } from '../syntax/nodes.ts';
import { placeOf } from '../syntax/lineColumn.ts';

export interface PromptNode {
  readonly name: string;
  readonly label: string;
  readonly isSecret: boolean;
}

/** What the directives of a request ask for. */
export interface Directives {
  readonly account?: string;
  readonly noAuth: boolean;
  readonly poll?: { readonly everyMs: number; readonly timeoutMs: number; readonly until?: string };
  readonly portfolio?: PortfolioArgument & { readonly span: Span };
  readonly timeoutMs?: number;
  readonly follow: boolean;
  readonly retries: number;
  readonly notes: readonly string[];
  readonly depends: readonly string[];
  readonly prompts: readonly PromptNode[];
  readonly captures: readonly { readonly name: string; readonly value: ConditionValue; readonly span: Span }[];
  readonly asserts: readonly { readonly condition: string; readonly span: Span }[];
}

const pollDefaults = { everyMs: 2000, timeoutMs: 600_000 };
const empty: Directives = {
  noAuth: false,
  follow: true,
  retries: 0,
  notes: [],
  depends: [],
  prompts: [],
  captures: [],
  asserts: [],
};

/** The parser has refused wrong arguments before; one that this version cannot honour is an error, never ignored. */
export function readDirectives(request: RequestNode, text: string): Directives {
  return request.directives.reduce((read, node) => {
    const fail = (message: string): AppError =>
      new AppError('invalid-request', `${placeOf(text, node.span)}: ${message} Nothing was sent.`);
    return { ...read, ...ownValue(readers, node.word)?.(node, read, fail) };
  }, empty);
}

type Reader = (node: DirectiveNode, read: Directives, fail: (message: string) => AppError) => Partial<Directives>;

const prompt =
  (isSecret: boolean): Reader =>
  ({ argument }, { prompts }) => {
    const [, name = '', label = ''] = /^(\S+)\s*(.*)$/s.exec(argument) ?? [];
    return { prompts: [...prompts, { name, label: label === '' ? name : label, isSecret }] };
  };

const readers: Readonly<Record<string, Reader>> = {
  account: ({ argument }) => ({ account: argument }),
  'no-auth': () => ({ noAuth: true }),
  'no-redirect': () => ({ follow: false }),
  timeout: ({ argument }) => {
    const timeoutMs = durationMs(argument);
    return timeoutMs === undefined ? {} : { timeoutMs };
  },
  retry: ({ argument }) => ({ retries: Number(argument.slice('count='.length)) }),
  note: ({ argument }, { notes }) => ({ notes: [...notes, argument] }),
  depends: ({ argument }, { depends }) => ({ depends: [...depends, argument] }),
  prompt: prompt(false),
  'secret-prompt': prompt(true),
  assert: ({ argument, argumentSpan }, { asserts }) => ({
    asserts: [...asserts, { condition: argument, span: argumentSpan }],
  }),
  capture: ({ argument, argumentSpan }, { captures }, fail) => {
    const capture = parseCapture(argument);
    if ('problem' in capture) throw fail(capture.problem);
    return { captures: [...captures, { ...capture, span: argumentSpan }] };
  },
  poll: ({ argument }, _read, fail) => {
    const poll = parsePoll(argument);
    if ('problem' in poll) throw fail(poll.problem);
    return { poll: { ...pollDefaults, ...poll } };
  },
  portfolio: ({ argument, argumentSpan }, _read, fail) => {
    const portfolio = parsePortfolio(argument);
    if ('problem' in portfolio) throw fail(portfolio.problem);
    return { portfolio: { ...portfolio, span: argumentSpan } };
  },
};
