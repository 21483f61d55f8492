import * as vscode from 'vscode';
import type { PollProgress } from '../../core/http/poll.ts';
import { showProgress } from '../dialogs.ts';

const delayMs = 400;

/** Work under way that the user can end: by its notification, or all of it by a command. */
export class CancellableWork {
  readonly #controllers = new Set<AbortController>();

  /** A notification with Cancel, once the work takes long enough for one to be read. */
  async run<T>(
    title: string,
    work: (signal: AbortSignal, report: (message: string) => void) => Promise<T>,
  ): Promise<T> {
    const controller = new AbortController();
    this.#controllers.add(controller);
    this.#setContext();
    let show: ((message: string) => void) | undefined;
    const running = work(controller.signal, (message) => show?.(message));
    const timer = setTimeout(() => {
      void showProgress(
        title,
        (report) => {
          show = report;
          return running.then(
            () => undefined,
            () => undefined,
          );
        },
        () => {
          controller.abort();
        },
      );
    }, delayMs);
    try {
      return await running;
    } finally {
      clearTimeout(timer);
      this.#controllers.delete(controller);
      this.#setContext();
    }
  }

  readonly cancelAll = (): void => {
    for (const controller of this.#controllers) controller.abort();
  };

  #setContext(): void {
    void vscode.commands.executeCommand('setContext', 'matter.isSending', this.#controllers.size > 0);
  }
}

export function pollText({ attempt, elapsedMs, nextInMs }: PollProgress): string {
  const seconds = (ms: number): string => String(Math.round(ms / 1000));
  const [elapsed, next] = [seconds(elapsedMs), seconds(nextInMs)];
  return vscode.l10n.t('not ready after attempt {0}, {1} s; next in {2} s', attempt, elapsed, next);
}
