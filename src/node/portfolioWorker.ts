import { readFileSync, statSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { AppError } from '../core/appError.ts';
import { reportsOf } from '../core/portfolio/portfolioReport.ts';
import { portfolioLimitBytes, readWorkbook } from '../core/portfolio/readWorkbook.ts';
import type { Sheet, Workbook } from '../core/portfolio/workbook.ts';
import type { PortfolioAnswer, PortfolioTask } from './portfolioTask.ts';

/** The thread behind PortfolioReader: one task after the other, each with its progress and one answer. */
parentPort?.on('message', (task: PortfolioTask) => void work(task));

async function work(task: PortfolioTask): Promise<void> {
  try {
    const workbook = await readWorkbook(bytesOf(task), task.name, (rows) => send({ rows }));
    if (task.wants === 'workbook') send({ workbook }, buffersOf(workbook));
    else send({ reports: reportsOf(workbook, task.mapping, task.choices, task.wants === 'bodies') });
  } catch (error) {
    const isKnown = error instanceof AppError;
    send({ error: isKnown ? { code: error.code, message: error.message } : { message: String(error) } });
  }
}

function bytesOf({ bytes, path = '', name }: PortfolioTask): Uint8Array {
  if (bytes !== undefined) return bytes;
  try {
    if (statSync(path).size <= portfolioLimitBytes) return readFileSync(path);
  } catch (cause) {
    throw new AppError('file', `${name} cannot be read. Check the path.`, { cause });
  }
  throw new AppError('file', `${name} is larger than 50 MB. Split it.`);
}

function send(answer: PortfolioAnswer, transferred: readonly ArrayBuffer[] = []): void {
  parentPort?.postMessage(answer, transferred);
}

/** Handed over, not copied. */
function buffersOf({ sheets }: Workbook): readonly ArrayBuffer[] {
  return sheets.flatMap(({ ends, rowStarts, numbers, formats, lines }: Sheet) =>
    [ends, rowStarts, numbers, formats, lines].flatMap((array) => (array === undefined ? [] : [array.buffer])),
  );
}
