import * as vscode from 'vscode';
import type { Redactor } from '../core/http/redactor.ts';
import { toPlainLine } from '../core/plainText.ts';

/** The output channel `Matter`. Every message is a line and passes the redactor; no switch turns that off. */
export class Log {
  readonly #channel = vscode.window.createOutputChannel('Matter', { log: true });
  readonly #redactor: Redactor;

  constructor(redactor: Redactor) {
    this.#redactor = redactor;
  }

  info(message: string): void {
    this.#channel.info(this.#redactor.redact(toPlainLine(message)));
  }

  error(message: string): void {
    this.#channel.error(this.#redactor.redact(toPlainLine(message)));
  }

  show(): void {
    this.#channel.show(true);
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
