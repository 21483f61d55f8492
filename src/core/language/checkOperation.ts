import type { ApiDescription, ApiOperation } from '../api/apiDescription.ts';
import { endOfPath, isOpenPath, operationsAt, queryOf } from '../api/matchOperation.ts';
import { QueryNames } from '../api/queryNames.ts';
import type { Block } from '../syntax/block.ts';
import { nearest } from '../syntax/nearest.ts';
import type { Problem, RequestNode, Span } from '../syntax/nodes.ts';
import { fixOf, problem } from '../syntax/problems.ts';
import { requestOf } from '../syntax/requestOf.ts';

/** What the API description says of a request to the account: path, method, parameters, content type. */
export function checkOperation(block: Block, api: ApiDescription): readonly Problem[] {
  const line = block.outline.request;
  if (line === undefined) return [];
  const request = requestOf(block);
  if (request === undefined) return [];
  const problems = checkContentType(request);
  if (!line.url.startsWith('/') || api.operations.length === 0) return problems;
  const operations = operationsAt(api, request.url);
  const operation = operations.find(({ method }) => method === request.method);
  if (operation === undefined)
    return isOpenPath(api, request.url) ? problems : [...problems, unknownOperation(request, operations)];
  return [...problems, ...checkParameters(request, operation)];
}

function unknownOperation(request: RequestNode, operations: readonly ApiOperation[]): Problem {
  const [first] = request.urlParts;
  const length = endOfPath(first?.text ?? '');
  const start = first?.span.start ?? 0;
  const span = { start, end: start + length };
  if (operations.length === 0)
    return problem(
      'unknown-operation',
      'information',
      span,
      'The API description has no such path. Correct it, or add it with an OpenAPI file of your own (setting "matter.apiDescription").',
    );
  const methods = [...new Set(operations.map(({ method }) => method))].join(', ');
  return problem('unknown-operation', 'warning', span, `The API description has this path with ${methods} only.`);
}

function checkParameters(request: RequestNode, { parameters, hasUnreadParameters }: ApiOperation): readonly Problem[] {
  const names = new QueryNames(parameters, hasUnreadParameters);
  const given = request.urlParts.flatMap(({ text, span }, index) =>
    queryOf(index === 0 ? text : `?${text.replace(/^[?&]/, '')}`).map(({ name, start }) => ({
      name,
      start: span.start + start,
    })),
  );
  const unknown = given
    .filter(({ name }) => !name.includes('{{') && !names.allows(decoded(name)))
    .map(({ name, start }) => unknownParameter(decoded(name), { start, end: start + name.length }, names.known));
  const hasReference = given.some(({ name }) => name.includes('{{')); // it may hold any parameter
  const missing = hasReference ? [] : names.missing(given.map(({ name }) => decoded(name)));
  return [...unknown, ...missing.map(({ name }) => missingParameter(request, name))];
}

function unknownParameter(name: string, span: Span, known: readonly string[]): Problem {
  const near = nearest(name, known);
  const hint = near === undefined ? 'Remove it, or correct the API description.' : `Did you mean ${near}?`;
  const fix = near === undefined ? undefined : fixOf(`Change to ${near}`, span, near);
  return problem('unknown-parameter', 'warning', span, `The operation has no parameter "${name}". ${hint}`, fix);
}

function missingParameter(request: RequestNode, name: string): Problem {
  const { urlSpan, url } = request;
  const separator = url.includes('?') ? '&' : '?';
  return problem(
    'missing-parameter',
    'warning',
    urlSpan,
    `The required parameter "${name}" is missing.`,
    fixOf(`Add ${name}`, { start: urlSpan.end, end: urlSpan.end }, `${separator}${name}=`),
  );
}

function checkContentType(request: RequestNode): readonly Problem[] {
  const { body } = request;
  if (
    body === undefined ||
    !/^\s*[{[]/.test(body.text) ||
    request.headers.some(({ name }) => /^content-type$/i.test(name))
  )
    return [];
  const last = request.headers.at(-1)?.span.end;
  const at = last ?? request.urlParts.at(-1)?.span.end ?? 0;
  const line = 'Content-Type: application/json';
  return [
    problem(
      'missing-content-type',
      'warning',
      request.lineSpan,
      'The body is JSON and no Content-Type says so: many servers refuse it.',
      fixOf(`Add ${line}`, { start: at, end: at }, last === undefined ? `\n${line}` : `${line}\n`),
    ),
  ];
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
