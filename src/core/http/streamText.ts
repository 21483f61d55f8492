import { charsetOf, headerValue, type Header, type StreamPart } from './httpMessage.ts';

/** An answer of another type is shown before its end only once it has gone on for so long. */
const patienceMs = 1000;
const streamTypes = /^(?:text\/event-stream|application\/(?:x-)?(?:ndjson|jsonl|jsonlines|json-seq|stream\+json))\b/i;

/** The text of an answer that goes on, in whole lines: half a line may end within a secret. */
export class StreamText {
  #headers: readonly Header[] | undefined;
  #decoder = new TextDecoder();
  #waiting = '';

  /** The lines to show now; empty while there are none. */
  add({ headers, chunk, elapsedMs }: StreamPart): string {
    if (headers !== this.#headers) this.#begin(headers); // the answer to the next attempt
    this.#waiting += this.#decoder.decode(chunk, { stream: true });
    const isStream = streamTypes.test(headerValue(headers, 'content-type') ?? '');
    if (!isStream && elapsedMs < patienceMs) return '';
    const end = this.#waiting.lastIndexOf('\n') + 1;
    const lines = this.#waiting.slice(0, end);
    this.#waiting = this.#waiting.slice(end);
    return lines;
  }

  /** What is left when the answer ends. */
  end(): string {
    const rest = this.#waiting + this.#decoder.decode();
    this.#waiting = '';
    return rest;
  }

  #begin(headers: readonly Header[]): void {
    this.#headers = headers;
    this.#waiting = '';
    try {
      this.#decoder = new TextDecoder(charsetOf(headers));
    } catch {
      this.#decoder = new TextDecoder();
    }
  }
}
