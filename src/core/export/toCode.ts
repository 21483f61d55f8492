import { AppError } from '../appError.ts';
import { headerValue, type HttpRequest } from '../http/httpMessage.ts';
import type { CodePoll } from './codePoll.ts';
import { toCurl } from './toCurl.ts';

interface Language {
  readonly label: string;
  readonly target: 'node' | 'python' | 'csharp' | 'java' | 'go';
  readonly client: string;
  /** What the library writes for the header with the token, and what reads the token from the environment instead. */
  readonly token: readonly [find: string, replace: string];
  /** What that needs at the top: found text, replacement. */
  readonly needs?: readonly [find: string, replace: string];
  /** The statement that sends, and what sends again while the status is 202. */
  readonly poll: readonly [find: RegExp, replace: (send: string, poll: CodePoll) => string];
}

const inQuotes = '"Bearer $MATTER_TOKEN"';

// No Ruby, no PHP: in what the library writes for them, `#{…}` and `$…` of a body would run as code.
const languages: readonly Language[] = [
  {
    label: 'JavaScript (fetch)',
    target: 'node',
    client: 'fetch',
    token: ["'Bearer $MATTER_TOKEN'", '`Bearer ${process.env.MATTER_TOKEN}`'],
    poll: [
      /^fetch\(url, options\)[^]*/m,
      (_, { everySeconds, attempts }) =>
        `let response = await fetch(url, options);
for (let attempt = 1; response.status === 202 && attempt < ${attempts}; attempt++) {
  await new Promise((resolve) => setTimeout(resolve, ${everySeconds * 1000}));
  response = await fetch(url, options);
}
console.log(await response.json());`,
    ],
  },
  {
    label: 'Python (requests)',
    target: 'python',
    client: 'requests',
    token: [inQuotes, '"Bearer " + os.environ["MATTER_TOKEN"]'],
    needs: ['import requests', 'import os\nimport requests'],
    poll: [
      /^response = .*$/m,
      (send, { everySeconds, attempts }) =>
        `import time\n\nfor attempt in range(${attempts}):\n    ${send}\n    if response.status_code != 202:\n        break\n    time.sleep(${everySeconds})`,
    ],
  },
  {
    label: 'C# (HttpClient)',
    target: 'csharp',
    client: 'httpclient',
    token: [inQuotes, '"Bearer " + Environment.GetEnvironmentVariable("MATTER_TOKEN")'],
    poll: [
      /^var request[^]*/m,
      (send, { everySeconds, attempts }) => {
        const wait = `    if ((int)response.StatusCode == 202)\n    {\n        await Task.Delay(${everySeconds * 1000});\n        continue;\n    }\n`;
        const once = send.replace(/(SendAsync\(request\)\)\n\{\n)/, `$1${wait}`).replace(/\}\s*$/, '    break;\n}');
        return `for (var attempt = 0; attempt < ${attempts}; attempt++)\n{\n${once.replaceAll(/^(?=.)/gm, '    ')}\n}`;
      },
    ],
  },
  {
    label: 'Java (HttpClient)',
    target: 'java',
    client: 'nethttp',
    token: [inQuotes, '"Bearer " + System.getenv("MATTER_TOKEN")'],
    poll: [
      /^HttpResponse<String> (response = .*;)$/m,
      (send, { everySeconds, attempts }) =>
        `${send}\nfor (int attempt = 1; response.statusCode() == 202 && attempt < ${attempts}; attempt++) {\n    Thread.sleep(${everySeconds * 1000});\n    ${send.replace('HttpResponse<String> ', '')}\n}`,
    ],
  },
  {
    label: 'Go (net/http)',
    target: 'go',
    client: 'native',
    token: [inQuotes, '"Bearer "+os.Getenv("MATTER_TOKEN")'],
    needs: ['"fmt"', '"fmt"\n\t"os"'],
    poll: [
      /^\tres, _ := .*$/m,
      (send, { everySeconds, attempts }) =>
        `${send}\n\tfor attempt := 1; res.StatusCode == 202 && attempt < ${attempts}; attempt++ {\n\t\tres.Body.Close()\n\t\ttime.Sleep(${everySeconds} * time.Second)\n\t${send.replace(':=', '=')}\n\t}`,
    ],
  },
];

export const codeLabels: readonly string[] = ['cURL', ...languages.map(({ label }) => label)];

/**
 * The request as a program. `withToken`: the account would attach its token; the program takes it from the environment
 * variable MATTER_TOKEN instead, so it can be shared. Throws 'usage' for a body that is no text.
 */
export async function toCode(
  label: string,
  request: HttpRequest,
  withToken: boolean,
  poll: CodePoll | undefined,
): Promise<string> {
  const text = bodyOf(request);
  const language = languages.find((one) => one.label === label);
  if (language === undefined) return toCurl(request, text, withToken, poll);
  const { HTTPSnippet } = await import('@readme/httpsnippet');
  const snippet = new HTTPSnippet(toHar(request, text, withToken, language.target) as never);
  const [code] = snippet.convert(language.target, language.client) as readonly string[];
  if (code === undefined) throw new AppError('usage', `This request cannot be copied as ${label}.`);
  return adapted(code, language, withToken, poll);
}

/** Functions as replacements: what is written in the code may hold `$`. */
function adapted(
  code: string,
  { token, needs, poll: [send, again] }: Language,
  withToken: boolean,
  poll?: CodePoll,
): string {
  let text = code;
  if (withToken) text = text.replace(token[0], () => token[1]);
  if (withToken && needs !== undefined) text = text.replace(needs[0], () => needs[1]);
  if (poll === undefined) return text;
  const looped = text.replace(send, (found) => again(found, poll));
  return looped.includes('time.Sleep(') ? looped.replace('"fmt"', '"fmt"\n\t"time"') : looped;
}

function bodyOf({ body }: HttpRequest): string | undefined {
  if (body === undefined || typeof body === 'string') return body;
  if ('chunks' in body)
    throw new AppError(
      'usage',
      'The body is a large file and cannot be copied. Write its path into the command instead.',
    );
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch (cause) {
    throw new AppError('usage', 'The body is no text and cannot be copied. Write its path into the command instead.', {
      cause,
    });
  }
}

/** HTTP Archive 1.2, the library's input. */
function toHar(
  { method, url, headers }: HttpRequest,
  text: string | undefined,
  withToken: boolean,
  target: Language['target'],
): object {
  // The library's JavaScript escapes quotes and line ends, but no backslash.
  const escaped = (value: string): string => (target === 'node' ? value.replaceAll('\\', '\\\\') : value);
  // Not as JSON, but where it is only copied: the library would parse the text, and numbers would lose digits.
  const mimeType = target === 'csharp' ? (headerValue(headers, 'content-type') ?? 'text/plain') : 'text/plain';
  const token = withToken ? [{ name: 'Authorization', value: 'Bearer $MATTER_TOKEN' }] : [];
  return {
    method,
    url: url.href,
    httpVersion: 'HTTP/1.1',
    headers: [...token, ...headers.map(([name, value]) => ({ name, value: escaped(value) }))],
    queryString: [],
    cookies: [],
    headersSize: -1,
    bodySize: -1,
    ...(text === undefined ? {} : { postData: { mimeType, text: escaped(text) } }),
  };
}
