import type { StreamPart } from '../core/http/httpMessage.ts';
import { prettyJson } from '../core/http/prettyJson.ts';
import type { PollProgress } from '../core/http/poll.ts';
import type { Redactor } from '../core/http/redactor.ts';
import { StreamText } from '../core/http/streamText.ts';
import type { Exchange } from '../core/run/exchange.ts';
import type { Outcome } from '../core/run/runAll.ts';
import { lineAt } from '../core/syntax/lineColumn.ts';
import type { RequestNode } from '../core/syntax/nodes.ts';
import { requestKey } from '../core/syntax/requestIdentity.ts';
import type { MatterTree } from '../core/syntax/tree.ts';
import { countOf, messageOf, type RequestReport } from './runReport.ts';

export interface RunPrinterOptions {
  readonly showBody: boolean;
  readonly quiet: boolean;
  readonly redactor: Redactor;
  readonly out: NodeJS.WriteStream;
}

const marks = { passed: '✓', failed: '✗', error: '✗', skipped: '-' } as const;
const colours = { passed: '\u001B[32m', failed: '\u001B[31m', error: '\u001B[31m', skipped: '\u001B[33m' } as const;

/** Prints a run as plain lines; on a terminal in colour. A request is called what `--name` takes. `out` is guarded: see guardOutput. */
export class RunPrinter {
  readonly #options: RunPrinterOptions;
  readonly #hasColour: boolean;
  #hasProgress = false;
  /** Of the answers that go on: what is printed of them already. */
  readonly #streams = new Map<RequestNode, { readonly text: StreamText; isShown: boolean }>();
  readonly #isGitHub = process.env['GITHUB_ACTIONS'] === 'true';

  constructor(options: RunPrinterOptions) {
    this.#options = options;
    this.#hasColour = options.out.isTTY && (process.env['NO_COLOR'] ?? '') === '';
  }

  file(file: string): void {
    if (!this.#options.quiet) this.#line(file);
  }

  progress(tree: MatterTree, request: RequestNode, { attempt, status, elapsedMs, nextInMs }: PollProgress): void {
    if (this.#options.quiet) return;
    const text = `  … ${requestKey(tree, request)}: ${status} after attempt ${attempt}, ${seconds(elapsedMs)}; next in ${seconds(nextInMs)}`;
    this.#endProgress();
    if (!this.#options.out.isTTY) this.#line(text);
    else {
      this.#write(text, '');
      this.#hasProgress = true;
    }
  }

  /** An answer that goes on, as it comes. */
  stream(tree: MatterTree, request: RequestNode, part: StreamPart): void {
    if (this.#options.quiet || !this.#options.showBody) return;
    const stream = this.#streams.get(request) ?? { text: new StreamText(), isShown: false };
    this.#streams.set(request, stream);
    const lines = stream.text.add(part);
    if (lines === '') return;
    this.#endProgress();
    if (!stream.isShown) this.#line(`  … ${requestKey(tree, request)}: ${part.status}, receiving`);
    stream.isShown = true;
    this.#indented(lines.replace(/\n$/, ''));
  }

  async outcome(file: string, tree: MatterTree, outcome: Outcome): Promise<void> {
    this.#endProgress();
    const isWrong = outcome.kind === 'failed' || outcome.kind === 'error';
    if (isWrong && this.#isGitHub) this.#annotation(file, tree, outcome);
    if (this.#options.quiet && !isWrong) return;
    const { kind } = outcome;
    const name = requestKey(tree, outcome.request);
    if ('error' in outcome) {
      this.#mark(kind, `${name}: ${this.#placed(file, outcome.error.message)}`);
      return;
    }
    const isPrinted = this.#endStream(outcome.request);
    this.#exchange(outcome.kind, name, outcome.exchange);
    if (this.#options.showBody && !isPrinted) await this.#body(outcome.exchange);
  }

  summary(requests: readonly RequestReport[]): void {
    const failed = countOf(requests, 'failed', 'error');
    if (this.#options.quiet && failed === 0) return;
    const skipped = countOf(requests, 'skipped');
    const note = skipped === 0 ? '' : `, ${skipped} skipped`;
    this.#line(`${countOf(requests, 'passed', 'failed')} requests sent, ${failed} failed${note}`);
  }

  #exchange(kind: 'passed' | 'failed', name: string, exchange: Exchange): void {
    const { status, statusText, timings, truncated, warnings } = exchange.response;
    const notes = [
      ...(truncated ? ['incomplete'] : []),
      ...(exchange.attempts > 1 ? [`${exchange.attempts} attempts`] : []),
      ...exchange.redirects.map((hop) => `redirected to ${hop}`),
      ...(exchange.savedTo === undefined ? [] : [`saved to ${exchange.savedTo}`]),
    ];
    const note = notes.map((text) => `, ${text}`).join('');
    this.#mark(kind, `${name}: ${status} ${statusText}, ${Math.round(timings.totalMs)} ms${note}`);
    for (const warning of warnings) this.#line(`      ${warning}`);
    for (const { passed, condition, actual } of exchange.assertions)
      if (!passed) this.#line(`      expected ${condition}, was ${actual}`);
  }

  /** A message that names its line names its file too. */
  #placed(file: string, message: string): string {
    return /^\d+:\d+: /.test(message) ? `${file}:${message}` : message;
  }

  #annotation(file: string, tree: MatterTree, outcome: Outcome): void {
    const line = lineAt(tree, outcome.request.lineSpan.start);
    const { redactor, out } = this.#options;
    const message = redactor.redact(`${requestKey(tree, outcome.request)}: ${messageOf(outcome)}`);
    this.#own('::error ');
    out.write(`file=${escapedProperty(file)},line=${line}::${escaped(message)}\n`);
  }

  /** Whether the answer was printed as it came; the rest of it is now. */
  #endStream(request: RequestNode): boolean {
    const stream = this.#streams.get(request);
    this.#streams.delete(request);
    if (stream?.isShown !== true) return false;
    const rest = stream.text.end();
    if (rest !== '') this.#indented(rest);
    return true;
  }

  async #body({ response }: Exchange): Promise<void> {
    const text = await response.body.text();
    // A large one is printed as it is: to lay it out would need its size several times over.
    const shown = response.body.bytes === undefined ? text : (prettyJson(text) ?? text);
    this.#indented(shown);
  }

  #indented(text: string): void {
    this.#line(`    ${text.replaceAll('\n', '\n    ')}`);
  }

  #mark(kind: Outcome['kind'], text: string): void {
    this.#own(this.#hasColour ? `  ${colours[kind]}${marks[kind]}\u001B[0m ` : `  ${marks[kind]} `);
    this.#write(text);
  }

  /** On a terminal the next line takes the place of the progress. */
  #endProgress(): void {
    if (this.#hasProgress) this.#own('\r\u001B[K');
    this.#hasProgress = false;
  }

  #line(text: string): void {
    this.#write(text);
  }

  #write(text: string, end = '\n'): void {
    this.#options.out.write(`${text}${end}`);
  }

  /** As bytes: text cannot hold sequences for terminals, nor commands for CI servers (see guardOutput). */
  #own(sequence: string): void {
    this.#options.out.write(Buffer.from(sequence));
  }
}

/** For the message of a workflow command of GitHub. */
function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** For a property of it. */
function escapedProperty(text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
