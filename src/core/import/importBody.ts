export interface ImportedBody {
  readonly requestLine: string;
  readonly headers: readonly string[];
  readonly body: readonly string[];
}

/** The body as it is sent by others: without comment lines, GraphQL as JSON. */
export function importBody(
  requestLine: string,
  headers: readonly string[],
  lines: readonly string[],
  note: (message: string) => void,
): ImportedBody {
  const isGraphql =
    requestLine.startsWith('GRAPHQL ') || headers.some((header) => /^x-request-type:\s*graphql/i.test(header));
  if (isGraphql) return graphql(requestLine, headers, lines);
  const body = trimmed(lines);
  const isJson = headers.some((header) => /^content-type:.*[/+]json/i.test(header)) || /^\s*[{[]/.test(body[0] ?? '');
  if (isJson) return { requestLine, headers, body };
  // Others leave comment lines out of every body; here only JSON may have them.
  const kept = body.filter((line) => !/^\s*(?:#|\/\/)/.test(line));
  if (kept.length < body.length) note('Comment lines in the body were left out, as they are not sent.');
  return { requestLine, headers, body: trimmed(kept) };
}

/** RFC-less but common: the query and its variables as the members of a JSON object. */
function graphql(requestLine: string, headers: readonly string[], lines: readonly string[]): ImportedBody {
  const text = trimmed(lines).join('\n');
  const [, query = text, variables = ''] = /^([\s\S]*?\})\s*\n\s*\n(\{[\s\S]*\})\s*$/.exec(text) ?? [];
  const own = headers.filter((header) => !/^(?:x-request-type|content-type):/i.test(header));
  const body = `{\n  "query": ${JSON.stringify(query.trim())}${variables === '' ? '' : `,\n  "variables": ${variables}`}\n}`;
  return {
    requestLine: requestLine.replace(/^GRAPHQL /, 'POST '),
    headers: [...own, 'Content-Type: application/json'],
    body: body.split('\n'),
  };
}

function trimmed(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== '');
  const last = lines.findLastIndex((line) => line.trim() !== '');
  return first < 0 ? [] : lines.slice(first, last + 1);
}
