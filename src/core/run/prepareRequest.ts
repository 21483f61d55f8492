import { AppError } from '../appError.ts';
import { headerValue, type Header, type HttpRequest } from '../http/httpMessage.ts';
import type { RequestNode } from '../syntax/nodes.ts';
import type { MatterTree } from '../syntax/tree.ts';
import type { Files } from './files.ts';
import { basicCredentials } from './basicCredentials.ts';
import { headerValues } from './foreignValues.ts';
import { breaksUrl, choosersOf, hasTaintedHost, textOf, withoutFragments } from './segment.ts';
import { prepareBody } from './prepareBody.ts';
import { lineColumn } from '../syntax/lineColumn.ts';
import { portfolioBody } from './portfolioBody.ts';
import type { Resolver } from './resolver.ts';

/** A request node with every value filled in. Throws 'unresolved', 'invalid-request', 'file' or 'not-signed-in'. */
export async function prepareRequest(
  tree: MatterTree,
  request: RequestNode,
  resolver: Resolver,
  origin: string | undefined,
  files: Files,
): Promise<HttpRequest> {
  const address = await toAddress(tree, request, resolver, origin);
  const headers = await headersOf(request, resolver);
  const holdings = await portfolioBody(tree, request, files);
  const isTyped = headers.some(([name]) => name.toLowerCase() === 'content-type');
  if (holdings !== undefined && !isTyped) headers.push(['Content-Type', 'application/json']);
  const body = holdings ?? (await prepareBody(tree, request, resolver, files, headerValue(headers, 'content-type')));
  const saves = request.save === undefined ? {} : { saves: true };
  return { method: request.method, ...address, headers, ...(body === undefined ? {} : { body }), ...saves };
}

/** Where it goes, and who had a say in that. */
async function toAddress(
  tree: MatterTree,
  request: RequestNode,
  resolver: Resolver,
  origin: string | undefined,
): Promise<Pick<HttpRequest, 'url' | 'chosenBy' | 'hasTaintedHost'>> {
  const place = (): string => lineColumn(tree, request.urlSpan);
  const segments = withoutFragments(request.url, await resolver.resolveUrl(request.urlParts));
  const url = toUrl(textOf(segments), origin, place);
  if (breaksUrl(segments)) throw brokenUrl(place());
  const chosenBy = choosersOf(segments);
  return {
    url,
    ...(chosenBy.length === 0 ? {} : { chosenBy }),
    ...(hasTaintedHost(segments) && url.origin !== origin ? { hasTaintedHost: true } : {}),
  };
}

async function headersOf({ headers }: RequestNode, resolver: Resolver): Promise<Header[]> {
  const resolved: Header[] = [];
  for (const { name, nameSpan, parts } of headers) {
    const value = await resolver.join(parts, ' ', headerValues);
    resolved.push([
      await resolver.resolve(name, nameSpan.start, headerValues),
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
