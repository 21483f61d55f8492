import { code, find, methodEnd, skipSpace, trimEnd, wordEnd } from './characters.ts';
import * as problems from './problems.ts';
import * as lines from './lineKinds.ts';
import { LineCursor } from './lineCursor.ts';
import { Block } from './block.ts';
import type { Problem, Region } from './nodes.ts';
import { problemLimit } from './problems.ts';
import { ReferenceScanner } from './references.ts';
import { kindNumber as is, RegionTable } from './regionTable.ts';

type Part = 'before' | 'url' | 'headers' | 'body' | 'end';

/** Reads the lines of one block after the other: comments, directives, variables, the request line, headers, the body. */
export class BlockReader {
  readonly #text: string;
  readonly #references: ReferenceScanner;
  readonly #line: LineCursor;
  #start = 0;
  #end = 0;
  #part: Part = 'before';
  readonly #regions = new RegionTable();
  #from = 0;
  #problems: Problem[] = [];

  constructor(text: string) {
    this.#text = text;
    this.#line = new LineCursor(text);
    this.#references = new ReferenceScanner(text);
  }

  /** `skipBom`: the block begins the file. */
  read(start: number, end: number, skipBom: boolean): Block {
    this.#start = start;
    this.#end = end;
    this.#part = 'before';
    this.#from = this.#regions.count;
    this.#problems = [];
    this.#line.next = start;
    const content = skipBom && this.#text.charCodeAt(start) === code.bom ? start + 1 : start;
    while (this.#line.next < end) {
      this.#line.read(this.#line.next === start ? content : this.#line.next);
      this.#dispatch();
    }
    this.#references.scan(start, end, this.#regions, this.#from, (open, lineEnd, kind) => {
      if (this.#problems.length >= problemLimit) return;
      this.#report(problems.unclosedReference(this.#text.slice(start + open, start + lineEnd), open, kind));
    });
    return new Block(
      this.#text.slice(start, end),
      problems.inOrder(this.#problems),
      this.#regions,
      this.#from,
      this.#regions.count,
    );
  }

  #dispatch(): void {
    if (this.#line.first === this.#line.end) this.#blank();
    else if (this.#part === 'before') this.#before();
    else if (this.#part === 'body') this.#body();
    else if (this.#part === 'end') this.#afterEnd();
    else this.#head();
  }

  #blank(): void {
    if (this.#part === 'url' || this.#part === 'headers') this.#part = 'body';
    if (this.#regions.endsWith(is.blank, this.#from)) this.#regions.extendLast(this.#line.next - this.#start);
    else this.#push(is.blank);
  }

  #before(): void {
    const unit = this.#text.charCodeAt(this.#line.first);
    if (lines.isComment(this.#text, this.#line.first)) this.#commentOrDirective(this.#regions.count === this.#from);
    else if (unit === code.at && this.#variable()) return;
    else if (this.#scriptOrCondition()) return;
    else this.#requestLine();
  }

  #commentOrDirective(maySeparate: boolean): void {
    const text = this.#text;
    if (maySeparate && text.startsWith('###', this.#line.first)) {
      this.#separator();
      return;
    }
    const mark = text.charCodeAt(this.#line.first) === code.hash ? 1 : 2;
    const at = skipSpace(text, this.#line.first + mark, this.#line.end);
    const end = text.charCodeAt(at) === code.at ? wordEnd(text, at + 1, this.#line.end) : at;
    if (end <= at + 1) {
      this.#push(is.comment);
      return;
    }
    let value = skipSpace(text, end, this.#line.end);
    // `@name = x` is read too.
    if (text.charCodeAt(value) === code.equals && text.slice(at, end) === '@name') value++;
    const isLate = this.#part !== 'before';
    this.#pushNamed(isLate ? is.comment : is.directive, at + 1, end, value);
    if (isLate)
      this.#report(
        problems.lateDirective(
          text.slice(this.#line.start, this.#line.next),
          this.#last(),
          this.#regions.startOfFirst(is.request, this.#from),
        ),
      );
  }

  #separator(): void {
    let at = this.#line.first;
    while (this.#text.charCodeAt(at) === code.hash) at++;
    this.#pushNamed(is.separator, this.#line.first, this.#line.first, Math.min(at, this.#line.end));
  }

  /** `@name = value`; false where it is something else. */
  #variable(): boolean {
    const end = wordEnd(this.#text, this.#line.first + 1, this.#line.end, true);
    const equals = skipSpace(this.#text, end, this.#line.end);
    if (end === this.#line.first + 1 || this.#text.charCodeAt(equals) !== code.equals) return false;
    this.#pushNamed(is.variable, this.#line.first + 1, end, equals + 1);
    return true;
  }

  #requestLine(): void {
    const text = this.#text;
    let end = trimEnd(text, this.#line.first, this.#line.end);
    const method = methodEnd(text, this.#line.first, end);
    const afterMethod = skipSpace(text, method, end);
    const hasMethod = method > this.#line.first && afterMethod > method;
    const url = hasMethod ? afterMethod : this.#line.first;
    const version = lines.versionStart(text, url, end);
    if (version < end) end = trimEnd(text, url, version);
    this.#push(is.request, this.#line.first, hasMethod ? method : this.#line.first, url, end);
    this.#part = 'url';
    this.#report(
      problems.requestProblem(text.slice(this.#line.first, method), text.slice(url, end), () => this.#last()),
    );
  }

  /** The lines between the request line and the body. */
  #head(): void {
    if (this.#part === 'url' && this.#continuesUrl()) {
      this.#pushNamed(is.continuation, this.#line.first, this.#line.first, this.#line.first);
      return;
    }
    this.#part = 'headers';
    if (lines.isComment(this.#text, this.#line.first)) this.#commentOrDirective(false);
    else if (
      this.#line.first > this.#line.start &&
      (this.#regions.endsWith(is.header, this.#from) || this.#regions.endsWith(is.fold, this.#from))
    )
      this.#pushNamed(is.fold, this.#line.first, this.#line.first, this.#line.first);
    else if (!this.#scriptOrCondition()) this.#header();
  }

  #continuesUrl(): boolean {
    const unit = this.#text.charCodeAt(this.#line.first);
    if (unit === code.question) return !lines.isConditionLine(this.#text, this.#line.first);
    if (unit === code.ampersand) return true;
    return unit === code.slash && this.#line.first > this.#line.start && !lines.isComment(this.#text, this.#line.first);
  }

  #header(): void {
    const colon = find(this.#text, ':', this.#line.first, this.#line.end);
    const end = trimEnd(this.#text, this.#line.first, colon);
    const name = this.#text.slice(this.#line.first, end);
    if (colon === this.#line.end || !lines.isHeaderName(name)) {
      const isVariable = this.#text.charCodeAt(this.#line.first) === code.at;
      this.#unknown((region) => problems.notAHeader(region, isVariable));
    } else this.#pushNamed(is.header, this.#line.first, end, colon + 1);
  }

  /** The lines of the body up to one that ends it: most begin with what can only be its text, and cost one look. */
  #body(): void {
    const text = this.#text;
    const start = this.#line.start;
    let valueEnd = -1;
    let end = start;
    for (;;) {
      if (this.#line.first < this.#line.end) {
        const unit = text.charCodeAt(this.#line.first);
        const isPlain = unit > 90 ? unit !== code.open : unit < 60 || unit === code.at;
        if (!isPlain && this.#endsBody()) break;
        valueEnd = this.#line.end;
        end = this.#line.next;
      }
      if (this.#line.next === this.#end) {
        this.#line.start = this.#end;
        break;
      }
      this.#line.read();
    }
    this.#line.next = end;
    if (valueEnd >= 0) this.#push(is.body, start, start, start, valueEnd);
    this.#line.next = this.#line.start;
    this.#line.start = end;
    if (this.#line.next > end) this.#push(is.blank);
    this.#part = 'end';
  }

  #endsBody(): boolean {
    if (lines.isRequestLine(this.#text, this.#line.start, this.#line.end))
      this.#report(problems.requestInBody(this.#line.start - this.#start, this.#line.end - this.#start));
    return lines.endsBody(this.#text, this.#line.start, this.#line.first, this.#line.end);
  }

  #response(): void {
    this.#line.next = this.#end;
    this.#push(is.response);
    this.#report(
      problems.responseInFile(
        this.#text.slice(this.#line.start, this.#line.end),
        this.#last(),
        this.#regions.startOfFirst(is.request, this.#from),
      ),
    );
  }

  /** `>> path`, `?? condition`, scripts in their several forms; false where the line is none of them. */
  #scriptOrCondition(): boolean {
    const unit = this.#text.charCodeAt(this.#line.first);
    if (unit === code.question) return this.#condition();
    if (unit !== code.greater && unit !== code.less && unit !== code.open) return false;
    return this.#save() || this.#script();
  }

  #condition(): boolean {
    if (!lines.isConditionLine(this.#text, this.#line.first)) return false;
    this.#pushNamed(is.assert, this.#line.first, this.#line.first + 2, this.#line.first + 2);
    return true;
  }

  #save(): boolean {
    const isAtStart = this.#part !== 'before' && this.#line.first === this.#line.start;
    if (!isAtStart || !lines.isSave(this.#text, this.#line.first, this.#line.end)) return false;
    const end = this.#line.first + (this.#text.startsWith('>>!', this.#line.first) ? 3 : 2);
    this.#pushNamed(is.save, this.#line.first, end, end);
    return true;
  }

  #script(): boolean {
    const closer = lines.scriptCloser(this.#text, this.#line.first, this.#line.end);
    if (closer === undefined && !lines.isFileScript(this.#text, this.#line.first, this.#line.end)) return false;
    if (closer !== undefined) this.#line.next = lines.scriptEnd(this.#text, closer, this.#line, this.#end);
    this.#push(is.script);
    this.#report(problems.scriptInFile(this.#last()));
    return true;
  }

  /** After `>> path`, a script or a condition there is no more body. */
  #afterEnd(): void {
    if (this.#text.startsWith('HTTP/', this.#line.start)) this.#response();
    else if (this.#scriptOrCondition()) return;
    else if (lines.isComment(this.#text, this.#line.first)) this.#commentOrDirective(false);
    else this.#unknown(problems.afterEnd);
  }

  #unknown(toProblem: (region: Region) => Problem): void {
    this.#push(is.unknown);
    if (this.#problems.length < problemLimit) this.#report(toProblem(this.#last()));
  }

  #report(problem: Problem | undefined): void {
    if (problem !== undefined) this.#problems.push(problem);
  }

  /** A region whose value is the rest of the line from `value`, trimmed. */
  #pushNamed(kind: number, nameStart: number, nameEnd: number, value: number): void {
    const valueStart = skipSpace(this.#text, value, this.#line.end);
    const valueEnd = trimEnd(this.#text, valueStart, this.#line.end);
    this.#push(kind, nameStart, nameEnd, valueStart, valueEnd);
  }

  /** A region up to the start of the next line; the arguments are offsets of the whole text. */
  #push(
    kind: number,
    nameStart = this.#line.start,
    nameEnd = nameStart,
    valueStart = nameStart,
    valueEnd = nameStart,
  ): void {
    const by = this.#start;
    this.#regions.push(kind, this.#line.next - by, nameStart - by, nameEnd - by, valueStart - by, valueEnd - by);
  }

  /** The region that was pushed last. */
  #last(): Region {
    return this.#regions.regionOf(this.#regions.count - 1, this.#from);
  }
}
