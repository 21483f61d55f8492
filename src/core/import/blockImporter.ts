import { importDirective } from './importDirective.ts';
import { importReferences } from './importReferences.ts';
import { curlLines } from './curlToMatter.ts';
import { parseCurl } from './curl.ts';
import { importBody } from './importBody.ts';
import type { ImportNote } from './imported.ts';

const otherProtocol =
  /^\s*(?:GRPC|WS|WEBSOCKET|SSE|EVENTSOURCE|MQTT|AMQP|RABBITMQ|KAFKA)\s|^\s*(?:[A-Z]+\s+)?(?:grpcs?|wss?|mqtts?|amqps?):\/\//;
const method = /^\s*([A-Z][A-Z0-9-]*)\s+(\S.*)$/;

type Part = 'before' | 'url' | 'headers' | 'body';

/** One request of a `.http` file, line by line. */
export class BlockImporter {
  readonly #lines: string[];
  readonly #firstLine: number;
  readonly #names: ReadonlySet<string>;
  readonly #notes: ImportNote[];
  readonly #directives: string[] = [];
  readonly #head: string[] = [];
  readonly #headers: string[] = [];
  readonly #body: string[] = [];
  readonly #end: string[] = [];
  #part: Part = 'before';
  #requestLine: string | undefined;
  #line = 0;

  constructor(lines: readonly string[], firstLine: number, names: ReadonlySet<string>, notes: ImportNote[]) {
    this.#lines = [...lines];
    this.#firstLine = firstLine;
    this.#names = names;
    this.#notes = notes;
  }

  read(): readonly string[] {
    for (let line = this.#lines.shift(); line !== undefined; line = this.#lines.shift()) {
      this.#line++;
      this.#read(line);
    }
    if (this.#requestLine === undefined) return [...this.#head, ...this.#directives];
    this.#addHost();
    const { requestLine, headers, body } = importBody(this.#requestLine, this.#headers, this.#body, (message) =>
      this.#note(message),
    );
    const separated = body.length === 0 ? [] : ['', ...body];
    const end = this.#end.length === 0 ? [] : ['', ...this.#end];
    const request = [requestLine, ...headers, ...separated, ...end].map((line) => this.#references(line));
    return [...this.#head.map((line) => this.#references(line)), ...this.#directives, ...request];
  }

  #read(line: string): void {
    if (this.#script(line) || this.#condition(line)) return;
    if (this.#part === 'body') this.#bodyLine(line);
    else if (line.trim() === '') this.#blank();
    else if (/^\s*#{3,}/.test(line)) this.#separator(line);
    else if (/^\s*(?:#|\/\/)/.test(line)) this.#comment(line);
    else if (this.#part === 'before') this.#start(line);
    else this.#headLine(line);
  }

  #separator(line: string): void {
    const title = line.replace(/^\s*#+\s*/, '').trim();
    const name = /^@name\s+([\w-]+)$/.exec(title)?.[1];
    this.#head.push(name === undefined ? `### ${title}`.trimEnd() : '###');
    if (name !== undefined) this.#directives.push(`# @name ${name}`);
  }

  #blank(): void {
    if (this.#part === 'before')
      this.#head.push(...(this.#head.length > 0 && this.#directives.length === 0 ? [''] : []));
    else this.#part = 'body';
  }

  #comment(line: string): void {
    const read = importDirective(line.trim());
    if (read.note !== undefined) this.#note(read.note);
    if (read.line === '') return;
    if (this.#part === 'before' && read.isDirective) this.#directives.push(read.line);
    else if (this.#part === 'before') this.#head.push(read.line);
    else if (read.isDirective) this.#directives.push(read.line);
    else this.#headers.push(read.line);
  }

  #start(line: string): void {
    const variable = /^\s*@([^\s=:]+)\s*:?=\s*(.*)$/.exec(line);
    if (variable !== null) {
      this.#head.push(...this.#movedDirectives(), `@${safeName(variable[1] ?? '')} = ${(variable[2] ?? '').trim()}`);
      return;
    }
    if (/^\s*curl\s/.test(line)) this.#curl(line);
    else if (otherProtocol.test(line))
      this.#leaveOut('Only HTTP requests can be imported: this one became a comment.', line);
    else if (/^\s*(?:import|run)\s/.test(line))
      this.#keepAsComment(line, 'Other files are not imported or run: this line became a comment.');
    else this.#request(line);
  }

  /** A variable ends a run of directives that no request has used: they stay in order. */
  #movedDirectives(): readonly string[] {
    return this.#directives.splice(0);
  }

  #request(line: string): void {
    const read = method.exec(line);
    const hasMethod = read !== null && !/^https?:/i.test(read[1] ?? '');
    const url = (hasMethod ? (read[2] ?? '') : line).trim();
    this.#requestLine = `${hasMethod ? (read[1] ?? 'GET') : 'GET'} ${withScheme(url)}`;
    this.#part = 'url';
  }

  #headLine(line: string): void {
    const isContinuation =
      this.#part === 'url' && (/^\s*[?&]/.test(line) || (/^\s/.test(line) && !/^\s*[\w-]+:\s/.test(line)));
    if (isContinuation) {
      this.#requestLine = `${this.#requestLine ?? ''}${line.trim()}`;
      return;
    }
    this.#part = 'headers';
    if (/^\s*\.\.\./.test(line))
      this.#keepAsComment(line, 'Headers from a variable are not supported: this line became a comment.');
    else this.#header(line);
  }

  #header(line: string): void {
    const colon = line.indexOf(':');
    if (colon < 0) {
      this.#part = 'body';
      this.#bodyLine(line);
      return;
    }
    const name = line.slice(0, colon).trim();
    const value = line
      .slice(colon + 1)
      .trim()
      .replace(/,$/, '');
    if (name.toLowerCase() === 'content-length') return;
    this.#headers.push(`${name}: ${this.#credentials(name, value)}`);
  }

  /** REST Client and httpyac encode `Basic user:password` and `Basic user password` at send. */
  #credentials(name: string, value: string): string {
    if (name.toLowerCase() !== 'authorization') return value;
    if (/^(?:digest|aws|ntlm|oauth2|openid)\b/i.test(value)) {
      this.#note('Only Bearer and Basic credentials can be sent: correct this header.');
      return value;
    }
    const basic = /^Basic\s+([^\s:]+)(?::|\s+)(\S+)$/i.exec(value);
    if (basic === null) return value;
    if (value.includes('{{')) {
      this.#note('Basic credentials with variables are not encoded here: write the encoded text.');
      return value;
    }
    return `Basic ${btoa(`${basic[1] ?? ''}:${basic[2] ?? ''}`)}`;
  }

  #bodyLine(line: string): void {
    if (/^HTTP\/[\d.]+\s+\d{3}/.test(line)) {
      const status = /\d{3}/.exec(line.slice(5))?.[0] ?? '200';
      this.#note(`A response in the file is not carried over; its status became an assertion.`);
      this.#directives.push(`# @assert status == ${status}`);
      this.#lines.length = 0;
    } else if (/^\s*<>\s/.test(line)) this.#note('A reference to a stored response is not carried over.');
    else if (/^>>!?\s/.test(line)) this.#end.push(line);
    else this.#body.push(line);
  }

  #script(line: string): boolean {
    const isFile = /^\s*[<>]\s+\S+\.(?:js|ts)\s*$/.test(line);
    const closer = closerOf(line);
    if (!isFile && closer === undefined) return false;
    let text = line;
    for (let last = line; closer !== undefined && this.#lines.length > 0 && !last.includes(closer); text += `\n${last}`)
      last = this.#next();
    const status = /response\.status\s*={2,3}\s*(\d{3})/.exec(text)?.[1];
    if (status !== undefined) this.#directives.push(`# @assert status == ${status}`);
    this.#note(
      status === undefined
        ? 'Scripts are not supported: it was left out.'
        : 'Scripts are not supported: only its check of the status became an assertion.',
    );
    return true;
  }

  #next(): string {
    this.#line++;
    return this.#lines.shift() ?? '';
  }

  /** httpyac's `?? status == 200`. */
  #condition(line: string): boolean {
    const condition = /^\s*\?\?\s+(.*)$/.exec(line)?.[1];
    if (condition === undefined) return false;
    const read = importDirective(`# @assert ${condition.replace(/\bincludes\b/, 'contains')}`);
    if (read.note !== undefined) this.#note(read.note);
    this.#directives.push(read.line);
    return true;
  }

  #curl(line: string): void {
    let command = line;
    while (/[\\^]\s*$/.test(command) || isOpen(command)) {
      if (this.#lines.length === 0) break;
      command += `\n${this.#next()}`;
    }
    const request = parseCurl(command);
    if (request === undefined) {
      this.#leaveOut('This cURL command names no URL: it became a comment.', command);
      return;
    }
    for (const option of request.ignored) this.#note(`The option ${option} of cURL was left out.`);
    const [requestLine = '', ...rest] = curlLines(request);
    this.#requestLine = requestLine;
    const blank = rest.indexOf('');
    this.#headers.push(...(blank < 0 ? rest : rest.slice(0, blank)));
    if (blank >= 0) this.#body.push(...rest.slice(blank + 1));
    this.#part = 'body';
  }

  #keepAsComment(line: string, message: string): void {
    this.#note(message);
    (this.#part === 'before' ? this.#head : this.#headers).push(`# ${line.trim()}`);
  }

  #leaveOut(message: string, line: string): void {
    this.#note(message);
    this.#head.push(
      ...[line, ...this.#lines.splice(0)].flatMap((one) => one.split('\n')).map((one) => `# ${one}`.trimEnd()),
    );
  }

  /** `/path` with a Host header is a whole URL there; here a path goes to the account. */
  #addHost(): void {
    const index = this.#headers.findIndex((header) => /^host:/i.test(header));
    const host = this.#headers[index]?.slice('host:'.length).trim();
    if (host === undefined) return;
    this.#headers.splice(index, 1);
    const scheme = /:(?:443|8443)$/.test(host) ? 'https' : 'http';
    this.#requestLine = this.#requestLine?.replace(/^(\S+) (?=\/)/, `$1 ${scheme}://${host}`);
  }

  #references(line: string): string {
    const { text, prompts, note } = importReferences(line, this.#names);
    for (const prompt of prompts) if (!this.#directives.includes(prompt)) this.#directives.push(prompt);
    if (note !== undefined) this.#note(note);
    return text;
  }

  #note(message: string): void {
    this.#notes.push({ line: this.#firstLine + this.#line - 1, message });
  }
}

function safeName(name: string): string {
  return name.replaceAll(/[^\w.-]/g, '_');
}

function withScheme(url: string): string {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|\/|\{\{)/i.test(url) ? url : `http://${url}`;
}

/** A quote that is not closed: the command goes on. */
function isOpen(command: string): boolean {
  return (command.replaceAll(/\\./g, '').match(/'/g)?.length ?? 0) % 2 === 1;
}

/** What ends the script that the line opens. */
function closerOf(line: string): string | undefined {
  if (/^\s*[<>]\s*\{%/.test(line)) return '%}';
  return /^\s*\{\{(?:\s*$|[@+])/.test(line) && !line.includes('}}') ? '}}' : undefined;
}
