import { setMaxListeners } from 'node:events';
import { AppError } from '../core/appError.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Time to write down what was done. */
const graceMs = 5000;
const interruptedCode = 130;

/** Those at work: what is no error of a command's own, as one in a timer, ends them. */
const atWork = new Set<AbortController>();

export interface Interruptible {
  /** Its reason is what the command then rejects with. */
  readonly signal: AbortSignal;
  dispose(): void;
}

/**
 * Aborts at a signal of the system, or a bug: the command ends in order, with its reports written and its lock released. A
 * second signal, or a command that takes too long over it, ends the process.
 */
export function interruptible(): Interruptible {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // each request under way listens
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(interruptedCode);
    interrupt(controller, new AppError('cancelled', 'Interrupted.'));
  };
  for (const signal of signals) process.on(signal, onSignal);
  atWork.add(controller);
  return {
    signal: controller.signal,
    dispose: () => {
      for (const signal of signals) process.removeListener(signal, onSignal);
      atWork.delete(controller);
    },
  };
}

/** False where nobody is at work. */
export function interruptAll(reason: unknown): boolean {
  for (const controller of atWork) interrupt(controller, reason);
  return atWork.size > 0;
}

function interrupt(controller: AbortController, reason: unknown): void {
  controller.abort(reason);
  setTimeout(() => process.exit(interruptedCode), graceMs).unref();
}
