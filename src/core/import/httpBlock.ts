import type { Severity } from '../diagnostic.ts';
import type { BodyPart, RequestText, Template } from '../syntax/requestText.ts';
import { httpBody } from './httpBody.ts';
import type { BlockContext } from './httpContext.ts';
import { credentials, openBraces, readVariable, withHost } from './httpHead.ts';
import * as lines from './httpLines.ts';
import { httpTemplate } from './httpTemplate.ts';
import { importDirective } from './importDirective.ts';
import { importScript } from './importScript.ts';

type Part = 'before' | 'url' | 'headers' | 'body';

interface Draft {
  method: string;
  url: string;
  readonly line: number;
  readonly title: string;
  readonly comments: string[];
  readonly directives: (readonly [string, string])[];
  readonly headers: { readonly name: string; readonly value: string }[];
  readonly body: { readonly text: string; readonly line: number }[];
  save?: { readonly path: string; readonly overwrites: boolean };
}

/** The requests of a block of a `.http` file, from one `###` to the next, read line by line. */
export class HttpBlock {
  readonly #lines: readonly string[];
  readonly #firstLine: number;
  readonly #context: BlockContext;
  readonly #requests: RequestText[] = [];
  #at = 0;
  #part: Part = 'before';
  #title = '';
  #comments: string[] = [];
  #directives: (readonly [string, string])[] = [];
  #draft: Draft | undefined;

  constructor(blockLines: readonly string[], firstLine: number, context: BlockContext) {
    this.#lines = blockLines;
    this.#firstLine = firstLine;
    this.#context = context;
  }

  /** What stood before no request goes back as comments and directives that belong to none. */
  read(): { readonly requests: readonly RequestText[]; readonly comments: readonly string[] } {
    for (; this.#at < this.#lines.length; this.#at++) this.#line(this.#lines[this.#at] ?? '');
    this.#finish();
    return { requests: this.#requests, comments: this.#comments };
  }

  /** Where comments and directives go: to the request under way, else to the next one. */
  get #head(): Pick<Draft, 'comments' | 'directives'> {
    return this.#draft ?? { comments: this.#comments, directives: this.#directives };
  }

  #line(line: string): void {
    if (this.#script(line) || this.#condition(line)) return;
    if (this.#part === 'body') this.#bodyLine(line);
    else if (line.trim() === '') this.#part = this.#part === 'before' ? 'before' : 'body';
    else if (this.#isComment(line)) return;
    else if (this.#part === 'before') this.#start(line);
    else this.#headLine(line);
  }

  #isComment(line: string): boolean {
    if (/^\s*#{3,}/.test(line) && this.#at === 0) this.#separator(line);
    else if (/^\s*\/\*/.test(line)) this.#blockComment();
    else if (/^\s*(?:#|\/\/)/.test(line)) this.#comment(line);
    else return false;
    return true;
  }

  #separator(line: string): void {
    const title = line.replace(/^\s*#+\s*/, '').trim();
    const name = /^@name\s+([\w-]+)$/.exec(title)?.[1];
    if (name === undefined) this.#title = title;
    else this.#directives.push(['name', name]);
  }

  #blockComment(): void {
    for (; this.#at < this.#lines.length; this.#at++) {
      const line = this.#lines[this.#at] ?? '';
      this.#comments.push(
        line
          .replace(/^\s*\/?\*+\/?/, '')
          .replace(/\*\/\s*$/, '')
          .trim(),
      );
      if (line.includes('*/')) break;
    }
    this.#comments = this.#comments.filter((comment) => comment !== '');
  }

  #comment(line: string): void {
    const read = importDirective(line.trim());
    if (read.note !== undefined) this.#note('warning', read.note);
    if (read.directive !== undefined) this.#head.directives.push(read.directive);
    if (read.comment !== undefined) this.#head.comments.push(read.comment);
  }

  #start(line: string): void {
    const variable = readVariable(line);
    if (variable !== undefined)
      this.#context.variable(variable.name, this.#template(variable.value), this.#firstLine + this.#at);
    else if (/^\s*curl\s/.test(line)) this.#curl(line);
    else if (lines.isOtherProtocol(line))
      this.#leaveOut('error', 'Only HTTP requests can be imported: this one became a comment.', true);
    else if (/^\s*(?:import|run)\s/.test(line))
      this.#leaveOut('warning', 'Other files are not imported or run: this line became a comment.', false);
    else if (/^\s*proto\s+<\s/.test(line))
      this.#leaveOut('warning', 'Only HTTP requests can be imported: this line became a comment.', false);
    else if (/^\s*fragment\s+\w+\s+on\s/.test(line)) this.#fragment();
    else this.#request(line);
  }

  #request(line: string): void {
    const read = lines.readRequestLine(line);
    if (read === undefined) {
      this.#leaveOut('error', 'This line is no request: it became a comment.', false);
      return;
    }
    if (read.isGuessed) this.#note('information', 'The URL has no scheme: http:// was put before it.');
    this.#draft = {
      method: read.method,
      url: read.url,
      line: this.#firstLine + this.#at,
      title: this.#title,
      comments: this.#comments.splice(0),
      directives: this.#directives.splice(0),
      headers: [],
      body: [],
    };
    this.#title = '';
    this.#part = 'url';
  }

  #headLine(line: string): void {
    const draft = this.#draft;
    if (draft === undefined) return;
    if (this.#part === 'url' && lines.continuesUrl(line)) {
      draft.url += line.trim().replace(/\s+HTTP\/\S+$/, '');
      return;
    }
    this.#part = 'headers';
    const header = lines.readHeaderLine(line);
    if (/^\s*\.\.\./.test(line)) {
      this.#note('warning', 'Headers from a variable are not supported: this line became a comment.');
      draft.comments.push(line.trim());
    } else if (header === undefined) {
      this.#part = 'body';
      this.#bodyLine(line);
    } else if (header.name.toLowerCase() !== 'content-length')
      draft.headers.push({ ...header, value: header.value.replace(/,$/, '') });
  }

  #bodyLine(line: string): void {
    const draft = this.#draft;
    if (draft === undefined) return;
    const status = /^HTTP\/[\d.]+\s+(\d{3})/.exec(line)?.[1];
    const [, bang, path] = /^\s*>>(!?)\s+(.+?)\s*$/.exec(line) ?? [];
    if (status !== undefined) {
      this.#note('warning', 'A response in the file is not carried over; its status became an assertion.');
      draft.directives.push(['assert', `status == ${status}`]);
      this.#at = this.#lines.length;
    } else if (/^\s*<>\s/.test(line)) this.#note('warning', 'A reference to a stored response is not carried over.');
    else if (path !== undefined) draft.save = { path, overwrites: bang === '!' };
    else if (lines.beginsRequest(line) && this.#endsBody(draft)) {
      this.#note('information', 'A request without ### before it: it was read as a request of its own.');
      this.#finish();
      this.#request(line);
    } else draft.body.push({ text: line, line: this.#firstLine + this.#at });
  }

  /** httpyac's rule, but for texts and messages of several parts, which may hold such a line. */
  #endsBody({ body, headers }: Draft): boolean {
    const type = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? '';
    return (
      !/^(?:multipart\/|text\/(?:plain|markdown))/i.test(type) && (body.length === 0 || body.at(-1)?.text.trim() === '')
    );
  }

  #script(line: string): boolean {
    const closer = lines.scriptCloser(line);
    if (closer === undefined && !lines.isScriptFile(line)) return false;
    const at = this.#firstLine + this.#at;
    const text = [line, ...(closer === undefined ? [] : this.#upTo(closer, line))];
    const isHandler = closer === '%}' && /^\s*>/.test(line);
    const { directives, isWhole } = isHandler ? importScript(text.join('\n')) : { directives: [], isWhole: false };
    this.#head.directives.push(...directives);
    if (isWhole) return true;
    this.#head.comments.push(...text.map((one) => one.trim()).filter((one) => one !== ''));
    const what = directives.length > 0 ? 'only what reads or checks a value was carried over' : 'it became a comment';
    this.#context.note('warning', at, `Scripts are not supported: ${what}.`);
    return true;
  }

  /** The lines after `first` up to the one that holds the closer; `%}` may stand in the first. */
  #upTo(closer: string, first: string): readonly string[] {
    const text: string[] = [];
    if (closer === '%}' && first.includes(closer)) return text;
    while (this.#at < this.#lines.length - 1 && text.at(-1)?.includes(closer) !== true)
      text.push(this.#lines[++this.#at] ?? '');
    return text;
  }

  /** httpyac's `?? status == 200`. */
  #condition(line: string): boolean {
    const condition = /^\s*\?\?\s+(.*)$/.exec(line)?.[1];
    if (condition === undefined) return false;
    this.#comment(`# @assert ${condition.replace(/\bincludes\b/, 'contains')}`);
    return true;
  }

  #curl(line: string): void {
    const first = this.#firstLine + this.#at;
    let command = line;
    while (lines.isOpenCommand(command) && this.#at < this.#lines.length - 1)
      command += `\n${this.#lines[++this.#at] ?? ''}`;
    const [read, ...others] = this.#context.curl(command, first);
    if (read === undefined) return;
    const { title: _, ...request } = read;
    const directives = [...this.#directives.splice(0), ...(request.directives ?? [])];
    const title = this.#title === '' ? {} : { title: this.#title };
    this.#requests.push({ ...request, ...title, directives, comments: this.#comments.splice(0) }, ...others);
    this.#title = '';
  }

  /** `isAll`: the lines that follow belong to it. */
  #leaveOut(severity: Severity, message: string, isAll: boolean): void {
    this.#note(severity, message);
    const last = isAll ? this.#lines.length - 1 : this.#at;
    for (; this.#at < last; this.#at++) this.#comments.push(this.#lines[this.#at] ?? '');
    this.#comments.push(this.#lines[this.#at]?.trim() ?? '');
  }

  #fragment(): void {
    const first = this.#firstLine + this.#at;
    const text = [this.#lines[this.#at] ?? ''];
    while (openBraces(text) > 0 && this.#at < this.#lines.length - 1) text.push(this.#lines[++this.#at] ?? '');
    const name = /fragment\s+(\w+)/.exec(text[0] ?? '')?.[1] ?? '';
    this.#context.fragments.set(name, text.join('\n'));
    const message = `The fragment ${name} goes into the queries that use it, and is left out where none does.`;
    this.#context.note('warning', first, message);
  }

  #finish(): void {
    const draft = this.#draft;
    this.#draft = undefined;
    this.#part = 'before';
    if (draft === undefined) return;
    const { url, headers } = withHost(draft.url, draft.headers);
    const note = (message: string): void => this.#context.note('warning', draft.line, message);
    const built = httpBody({
      method: draft.method,
      headers,
      lines: draft.body.map(({ text }) => text),
      fragments: this.#context.fragments,
      note,
    });
    const directives = draft.directives;
    const template = (text: string): Template => this.#template(text, draft.line, directives);
    const urlTemplate = template(url);
    const request = {
      ...(draft.title === '' ? {} : { title: draft.title }),
      comments: draft.comments,
      method: built.method,
      url: urlTemplate,
      headers: built.headers.map(({ name, value }) => [name, template(credentials(name, value, note))] as const),
      body: built.body.flatMap((part): readonly BodyPart[] =>
        typeof part === 'string' ? template(part) : [{ ...part, file: template(part.file) }],
      ),
      ...(draft.save === undefined ? {} : { save: { ...draft.save, path: template(draft.save.path) } }),
    };
    this.#requests.push({ ...request, directives });
  }

  #template(text: string, line = this.#firstLine + this.#at, directives = this.#directives): Template {
    return httpTemplate(text, {
      names: this.#context.names,
      note: (message) => this.#context.note('warning', line, message),
      prompt: (name, label, isSecret) => {
        const argument = `${name} ${label}`.trim();
        if (!directives.some(([, given]) => given === argument))
          directives.push([isSecret ? 'secret-prompt' : 'prompt', argument]);
      },
    });
  }

  #note(severity: Severity, message: string): void {
    this.#context.note(severity, this.#firstLine + this.#at, message);
  }
}
