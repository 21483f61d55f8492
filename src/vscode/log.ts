import * as vscode from 'vscode';
import type { Redactor } from '../core/http/redactor.ts';

/** The output channel `Matter`. Every line passes the redactor; no switch turns that off. */
export class Log {
  readonly #channel = vscode.window.createOutputChannel('Matter', { log: true });
  readonly #redactor: Redactor;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  info(message: string): void {
    this.#channel.info(this.#redactor.redact(message));
  }

  error(message: string): void {
    this.#channel.error(this.#redactor.redact(message));
  }

  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
