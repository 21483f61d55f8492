import { bodyKind, fileLine } from './bodyToSend.ts';
import { printBody } from './printBody.ts';
import { TemplatePrinter } from './printTemplate.ts';
import { shownText, type FileText, type RequestText, type Template } from './requestText.ts';

export interface Printed {
  readonly text: string;
  /** The requests whose body has no form here, and was left out: a file stands in the middle of a line. */
  readonly withoutBody: readonly RequestText[];
}

/**
 * Requests as the text of a `.matter` file that sends them: the inverse of reading them. What would be syntax is
 * escaped, or goes as a variable that the file defines at its top.
 */
export function printRequests({ variables = [], comments = [], requests }: FileText): Printed {
  const printer = new TemplatePrinter(namesIn(variables, requests));
  const bodies = requests.map((request) => bodyOf(request, printer));
  const blocks = requests.map((request, index) => printRequest(request, bodies[index] ?? '', index === 0, printer));
  const definitions = variables.map(([name, value]) => variableLine(name, valueText(value, printer)));
  const characters = [...printer.variables].map(([name, value]) => variableLine(name, value));
  const head = [...comments.map(commentLine), ...characters, ...definitions];
  const parts = [head.join('\n'), ...blocks].filter((part) => part !== '');
  return {
    text: parts.length === 0 ? '' : `${parts.join('\n\n')}\n`,
    withoutBody: requests.filter((_, index) => bodies[index] === undefined),
  };
}

function namesIn(variables: NonNullable<FileText['variables']>, requests: readonly RequestText[]): ReadonlySet<string> {
  const given = requests.flatMap(({ directives = [] }) =>
    directives.map(([, argument]) => /^[\w.-]+/.exec(argument)?.[0] ?? ''),
  );
  return new Set([...variables.map(([name]) => name), ...given, ...requests.flatMap(referencesIn)]);
}

function referencesIn({ url, headers, body = [] }: RequestText): readonly string[] {
  const parts = [...url, ...headers.flatMap(([, value]) => value), ...body];
  return parts.flatMap((part) => (typeof part === 'object' && 'reference' in part ? [part.reference] : []));
}

function variableLine(name: string, value: string): string {
  return `@${name} = ${value}`.trimEnd();
}

/** A value of a variable has escapes of its own for line ends and tabs. */
function valueText(value: Template, printer: TemplatePrinter): string {
  return printer
    .print(printer.withCharacters(value, /\\(?=[nrt])|^ +| +$/g))
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
}

function printRequest(request: RequestText, body: string, isFirst: boolean, printer: TemplatePrinter): string {
  const { title = '', comments = [], directives = [], save } = request;
  const separator = isFirst && title === '' ? [] : [`### ${oneLine(title)}`.trimEnd()];
  const url = printer.print(printer.withCharacters(request.url, /[\r\n\t]|^ +| +$| (?=HTTP\/)/g));
  const lines = [
    ...separator,
    ...comments.map(commentLine),
    ...directives.map(([word, argument]) => `# @${word} ${oneLine(argument)}`.trimEnd()),
    `${request.method} ${url}`,
    ...request.headers.map(([name, value]) => headerLine(name, value, printer)),
    ...(body === '' ? [] : ['', body]),
    ...(save === undefined ? [] : ['', `${save.overwrites ? '>>!' : '>>'} ${printer.print(save.path)}`]),
  ];
  return lines.join('\n');
}

function bodyOf({ headers, body = [] }: RequestText, printer: TemplatePrinter): string | undefined {
  if (body.length === 0) return '';
  const shown = headers.map(([name, value]) => ({ name, value: shownText(value) }));
  const [start] = body;
  const kind = bodyKind(shown, typeof start === 'string' ? start : '');
  const printed = printBody(body, kind, printer);
  if (printed === undefined) return undefined;
  const readAs = bodyKind(shown, printed);
  return readAs === kind || fileLine(printed) !== undefined ? printed : printBody(body, readAs, printer);
}

/** White space around the value is none of it (RFC 9110, 5.5). A name that begins like a comment, or like the rest of a URL, is told from it. */
function headerLine(name: string, value: Template, printer: TemplatePrinter): string {
  const [first = ''] = name;
  const shown = first === '#' || first === '&' ? printer.print([printer.character(first), name.slice(1)]) : name;
  return `${shown}: ${printer.print(printer.withCharacters(value, /[\r\n]/g)).trim()}`.trimEnd();
}

/** A comment that began with @ would be a directive. */
function commentLine(text: string): string {
  return `# ${oneLine(text).replace(/^@+/, '')}`.trimEnd();
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n]+\s*/g, ' ').trim();
}
