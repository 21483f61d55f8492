import { parentPort } from 'node:worker_threads';
import { ReviewSession } from '../core/analysis/reviewSession.ts';
import { AppError } from '../core/appError.ts';
import { readWorkbook } from '../core/portfolio/readWorkbook.ts';
import { hashOf } from './jobFolder.ts';
import { readPortfolioBytes } from './portfolioSource.ts';
import type { ReviewAnswer, ReviewCalls, ReviewTask } from './reviewTask.ts';

/** The thread behind ReviewThread: it holds a file and answers what is asked about it. */
let session: ReviewSession | undefined;
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (task: ReviewTask) => {
  last = last.then(() => answer(task));
});

async function answer({ id, call, args }: ReviewTask): Promise<void> {
  try {
    const calls = callsOf(id);
    const asked = calls[call] as (...args: readonly unknown[]) => unknown;
    send({ id, value: await asked(...args) });
  } catch (error) {
    const isKnown = error instanceof AppError;
    send({ id, error: isKnown ? { code: error.code, message: error.message } : { message: String(error) } });
  }
}

function callsOf(id: number): ReviewCalls {
  return {
    open: async (source, name) => {
      const bytes = 'path' in source ? readPortfolioBytes(source.path, name) : source.bytes;
      session = undefined;
      session = new ReviewSession(
        await readWorkbook(bytes, name, (rows) => {
          send({ id, rows });
        }),
      );
    },
    review: (mapping, choices) => opened().review(mapping, choices),
    preview: (question, index) => opened().preview(question, index),
    part: (index) => opened().part(index),
    rows: (first, end) => opened().rows(first, end),
    copied: (rows) => opened().copied(rows),
    submissions: () =>
      opened()
        .portfolios()
        .map(({ body, ...rest }) => ({ ...rest, bodyHash: hashOf(body) })),
  };
}

function opened(): ReviewSession {
  if (session === undefined) throw new AppError('file', 'The file is not read.');
  return session;
}

function send(message: ReviewAnswer): void {
  parentPort?.postMessage(message);
}
