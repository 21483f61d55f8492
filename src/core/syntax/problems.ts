import type { Severity } from '../diagnostic.ts';
import { commonMethods, isUrlStart } from './lineKinds.ts';
import type { Problem, Region, RegionKind, Span } from './nodes.ts';

/** What the parser finds wrong in the lines of one block. Every message says what to do. */

/** Of one block: nobody reads more, and a hostile text would cost time for each. */
export const problemLimit = 1000;

export function problem(
  code: string,
  severity: Severity,
  { start, end }: Span,
  message: string,
  fix?: Problem['fix'],
): Problem {
  const span = { start, end };
  return fix === undefined ? { code, severity, span, message } : { code, severity, span, message, fix };
}

const none: readonly Problem[] = [];

export function inOrder(problems: readonly Problem[]): readonly Problem[] {
  return problems.length === 0 ? none : problems.toSorted((a, b) => a.span.start - b.span.start);
}

/** A fix of one edit. */
export function fixOf(title: string, { start, end }: Span, text: string): NonNullable<Problem['fix']> {
  return { title, edits: [{ span: { start, end }, text }] };
}

export function lateDirective(line: string, region: Region, requestLine: number): Problem {
  const edits = [
    { span: { start: requestLine, end: requestLine }, text: line.endsWith('\n') ? line : `${line}\n` },
    { span: { start: region.start, end: region.end }, text: '' },
  ];
  return problem(
    'late-directive',
    'warning',
    { start: region.nameStart - 1, end: Math.max(region.nameEnd, region.valueEnd) },
    'A directive has no effect here: move it above the request line.',
    { title: 'Move above the request line', edits },
  );
}

const otherProtocols = /^(?:GRPC|WS|WEBSOCKET|SSE|EVENTSOURCE|MQTT|AMQP|RABBITMQ|KAFKA)$/i;
const otherSchemes = /^(?:grpcs?|wss?|mqtts?|amqps?|kafka):/i;

export function requestProblem(method: string, url: string, regionOf: () => Region): Problem | undefined {
  const isUrl = isUrlStart(url, 0);
  if (isUrl && commonMethods.has(method)) return undefined;
  if (otherProtocols.test(method) || otherSchemes.test(url)) {
    const message = 'Only HTTP requests are supported. Remove this request.';
    return problem('unsupported-protocol', 'error', lineSpan(regionOf()), message);
  }
  const upper = method.toUpperCase();
  if (isUrl) return method === upper ? undefined : methodCase(regionOf(), upper);
  const span = lineSpan(regionOf());
  if (url === method && method === upper) {
    return problem('missing-url', 'error', span, `${method} needs a URL. Write for example: ${method} /path`);
  }
  return problem('not-a-request', 'error', span, 'This is not a request. Write for example: GET /path');
}

function lineSpan({ nameStart, valueEnd }: Region): Span {
  return { start: nameStart, end: valueEnd };
}

function methodCase({ nameStart, nameEnd }: Region, upper: string): Problem {
  const place = { start: nameStart, end: nameEnd };
  return problem('method-case', 'warning', place, `Sent as ${upper}.`, fixOf(`Change to ${upper}`, place, upper));
}

export function notAHeader(region: Region, isVariable: boolean): Problem {
  return problem(
    'not-a-header',
    'error',
    trimmed(region),
    isVariable
      ? 'A variable has no effect here: move it above the request line.'
      : 'This is not a header. Write Name: value, or put an empty line before the body.',
    isVariable
      ? undefined
      : fixOf('Put an empty line before the body', { start: region.start, end: region.start }, '\n'),
  );
}

export function requestInBody(start: number, end: number): Problem {
  return problem(
    'request-in-body',
    'warning',
    { start, end },
    'This line belongs to the body above. To start a request, put ### before it.',
    fixOf('Put ### before it', { start, end: start }, '###\n'),
  );
}

/** `line`: the status line of the response. */
export function responseInFile(line: string, region: Region, requestLine: number): Problem {
  const status = /^HTTP\/[\d.]+ +(\d{3})\b/.exec(line)?.[1];
  const span = { start: region.start, end: region.start + line.length };
  const message = 'A response in the file is skipped, and not sent.';
  if (status === undefined) return problem('response-block', 'warning', span, message);
  return problem('response-block', 'warning', span, message, {
    title: 'Turn it into an assertion',
    edits: [
      { span: { start: requestLine, end: requestLine }, text: `# @assert status == ${status}\n` },
      { span: { start: region.start, end: region.end }, text: '' },
    ],
  });
}

export function scriptInFile(region: Region): Problem {
  return problem(
    'script',
    'error',
    trimmed(region),
    'Scripts are not supported and never run. Remove this block; @assert and @capture cover the common cases.',
    fixOf('Remove the script', region, ''),
  );
}

export function afterEnd(region: Region): Problem {
  return problem(
    'after-end',
    'error',
    trimmed(region),
    'The body has ended above. Move this line into it, or remove it.',
  );
}

/** `rest`: the line from its open braces on. */
export function unclosedReference(rest: string, start: number, within: RegionKind): Problem {
  const name = /^\{\{\s*[\w$%.-]*/.exec(rest)?.[0] ?? '{{';
  const end = start + name.length;
  return problem(
    'unclosed-reference',
    within === 'body' ? 'warning' : 'error',
    { start, end: start + 2 },
    '"{{" is not closed. Add "}}", or write \\{\\{ for the characters.',
    fixOf('Add }}', { start: end, end }, '}}'),
  );
}

/** Without the line end: a problem marks no empty line. */
function trimmed({ start, end }: Span): Span {
  return { start, end: Math.max(start, end - 1) };
}
