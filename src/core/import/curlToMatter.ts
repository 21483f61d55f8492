import { parseCurl, type CurlRequest } from './curl.ts';
import type { Imported } from './imported.ts';

/** A cURL command as a `.matter` request; undefined where the text is no cURL command. */
export function importCurl(command: string): Imported | undefined {
  const request = parseCurl(command);
  if (request === undefined) return undefined;
  const notes = request.ignored.map((option) => ({ line: 1, message: `The option ${option} was left out.` }));
  return { text: `### ${request.method} ${pathOf(request.url)}\n${curlLines(request).join('\n')}\n`, notes };
}

/** Request line, headers, empty line, body. */
export function curlLines({ method, url, headers, body }: CurlRequest): readonly string[] {
  const head = [`${method} ${url.replaceAll(/\s/g, '%20')}`, ...headers.map(oneLine)];
  return body === undefined ? head : [...head, '', ...body.split(/\r?\n/)];
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n]+\s*/g, ' ');
}

function pathOf(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/?]*/i, '').replace(/[?#].*$/s, '') || '/';
}
