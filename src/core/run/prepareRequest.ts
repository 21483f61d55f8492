import { AppError } from '../appError.ts';
import { headerValue, type Header, type HttpRequest } from '../http/httpMessage.ts';
import type { Problem, RequestNode } from '../syntax/nodes.ts';
import { locate, type MatterTree } from '../syntax/tree.ts';
import type { Files } from './files.ts';
import { basicCredentials } from './basicCredentials.ts';
import { breaksUrl, hasForeignHost, textOf, withoutFragments } from './segment.ts';
import { prepareBody } from './prepareBody.ts';
import { placeOf } from '../syntax/lineColumn.ts';
import { portfolioBody } from './portfolioBody.ts';
import type { Resolver } from './resolver.ts';

/** A request node with every value filled in. Throws 'unresolved', 'invalid-request', 'file' or 'not-signed-in'. */
export async function prepareRequest(
  tree: MatterTree,
  request: RequestNode,
  resolver: Resolver,
  origin: string | undefined,
  files: Files,
  duplicates: readonly Problem[],
): Promise<HttpRequest> {
  refuseProblems(tree, request, duplicates);
  const place = (): string => placeOf(tree.text, request.urlSpan); // costs the file's length: for errors only
  const pieces = withoutFragments(request.url, await resolver.resolveUrl(request.urlParts));
  const url = toUrl(textOf(pieces), origin, place);
  if (breaksUrl(pieces)) throw brokenUrl(place());
  const headers = await headersOf(request, resolver);
  const holdings = await portfolioBody(tree, request, files);
  const isTyped = headers.some(([name]) => name.toLowerCase() === 'content-type');
  if (holdings !== undefined && !isTyped) headers.push(['Content-Type', 'application/json']);
  const body = holdings ?? (await prepareBody(tree, request, resolver, files, headerValue(headers, 'content-type')));
  const marks = {
    ...(request.save === undefined ? {} : { saves: true }),
    ...(hasForeignHost(pieces) && url.origin !== origin ? { hasForeignHost: true } : {}),
  };
  return { method: request.method, url, headers, ...(body === undefined ? {} : { body }), ...marks };
}

async function headersOf({ headers }: RequestNode, resolver: Resolver): Promise<Header[]> {
  const resolved: Header[] = [];
  for (const { name, nameSpan, parts } of headers) {
    const value = await resolver.join(parts, ' ');
    resolved.push([
      await resolver.resolve(name, nameSpan.start),
      isAuthorization(name) ? basicCredentials(value) : value,
    ]);
  }
  return resolved;
}

function isAuthorization(name: string): boolean {
  return /^(?:proxy-)?authorization$/i.test(name);
}

function brokenUrl(place: string): AppError {
  const message = 'a value of a response would add to the address, or lead out of it';
  return new AppError(
    'invalid-request',
    `${place}: ${message}. Write {{%name}} to send it as one part of it. Nothing was sent.`,
  );
}

function refuseProblems(tree: MatterTree, request: RequestNode, duplicates: readonly Problem[]): void {
  const index = tree.blockAt(request.span.start);
  const problems = tree.blocks[index]?.problems.map((problem) => locate(problem, tree.starts[index] ?? 0)) ?? [];
  const own = [...problems, ...duplicates].find(
    ({ severity, span }) => severity === 'error' && span.start >= request.span.start && span.start < request.span.end,
  );
  if (own !== undefined)
    throw new AppError('invalid-request', `${placeOf(tree.text, own.span)}: ${own.message} Nothing was sent.`);
}

/** A path goes to the account's origin; it is appended, so no spelling of it can name another host. */
function toUrl(text: string, origin: string | undefined, place: () => string): URL {
  const isPath = text.startsWith('/');
  if (isPath && origin === undefined) {
    throw new AppError(
      'not-signed-in',
      `${place()}: a path goes to the account in use, and you are not signed in. Sign in, or write a whole URL. Nothing was sent.`,
    );
  }
  const whole = isPath ? `${origin ?? ''}${text}` : text;
  if (!/^https?:\/\//i.test(whole) || !URL.canParse(whole)) {
    throw new AppError(
      'invalid-request',
      `${place()}: this is not a URL. Start it with / or https://. Nothing was sent.`,
    );
  }
  const url = new URL(whole);
  if (url.username !== '' || url.password !== '') {
    throw new AppError('invalid-request', `${place()}: a URL must not hold a user name or password. Nothing was sent.`);
  }
  return url;
}
