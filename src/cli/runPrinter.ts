import { bodyText } from '../core/http/httpMessage.ts';
import type { PollProgress } from '../core/http/poll.ts';
import type { Redactor } from '../core/http/redactor.ts';
import type { Exchange } from '../core/run/exchange.ts';
import type { RequestNode } from '../core/syntax/nodes.ts';

export interface RunPrinterOptions {
  readonly showBody: boolean;
  readonly quiet: boolean;
  readonly redactor: Redactor;
  readonly out: NodeJS.WriteStream;
}

/** Prints a run as plain lines, redacted; on a terminal without control characters of the response. */
export class RunPrinter {
  readonly #options: RunPrinterOptions;
  #sent = 0;

  constructor(options: RunPrinterOptions) {
    this.#options = options;
  }

  file(file: string): void {
    if (!this.#options.quiet) this.#line(file);
  }

  progress(request: RequestNode, { attempt, status, elapsedMs, nextInMs }: PollProgress): void {
    if (this.#options.quiet) return;
    this.#line(
      `  … ${nameOf(request)}: ${status} after attempt ${attempt}, ${seconds(elapsedMs)}; next in ${seconds(nextInMs)}`,
    );
  }

  /** An answer below 400 is a success; any other fails the run. */
  exchange(request: RequestNode, exchange: Exchange): 'passed' | 'failed' {
    const { status, statusText, timings, truncated } = exchange.response;
    const isFailed = status >= 400 || truncated;
    this.#sent++;
    if (this.#options.quiet && !isFailed) return 'passed';
    const note = truncated ? ', incomplete' : '';
    this.#line(
      `  ${isFailed ? '✗' : '✓'} ${nameOf(request)}: ${status} ${statusText}, ${Math.round(timings.totalMs)} ms${note}`,
    );
    if (this.#options.showBody) this.#body(exchange);
    return isFailed ? 'failed' : 'passed';
  }

  summary(failed: number): void {
    if (!this.#options.quiet || failed > 0) this.#line(`${this.#sent} requests sent, ${failed} failed`);
  }

  #body({ response }: Exchange): void {
    const text = prettyJson(bodyText(response));
    for (const line of text.split('\n')) this.#line(`    ${line}`);
  }

  #line(text: string): void {
    const redacted = this.#options.redactor.redact(text);
    // Escape sequences of a response could drive the terminal; CI runners read commands at line starts.
    this.#options.out.write(`${redacted.replaceAll(/(?!\t)\p{Cc}/gu, '')}\n`);
  }
}

function nameOf(request: RequestNode): string {
  const title = request.title ?? '';
  return request.name ?? (title === '' ? `${request.method} ${request.url}` : title);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
