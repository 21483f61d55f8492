/** What a line of a `.http` file is, told from itself. */

const methods =
  'GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|TRACE|CONNECT|PROPFIND|PROPPATCH|MKCOL|COPY|MOVE|LOCK|UNLOCK|CHECKOUT|CHECKIN|REPORT|MERGE|MKACTIVITY|MKWORKSPACE|VERSION-CONTROL|BASELINE-CONTROL|MKCALENDAR|ACL|SEARCH|PURGE|LINK|UNLINK|QUERY|GRAPHQL';
const knownMethod = new RegExp(`^\\s*(${methods})\\s+(\\S.*)$`, 'i');
const startsRequest = new RegExp(`^(${methods})\\s+(?:https?://|/|\\{\\{)`);
const otherProtocol =
  /^\s*(?:GRPC|WS|WSS|WEBSOCKET|SSE|EVENTSOURCE|MQTT|AMQP|RABBITMQ|KAFKA|RSOCKET)\s+\S|^\s*(?:[A-Z]+\s+)?(?:grpcs?|wss?|mqtts?|amqps?|rsockets?):\/\//;

export interface RequestLine {
  /** Whether `http://` was put before the URL. */
  readonly isGuessed: boolean;
  readonly method: string;
  readonly url: string;
}

/** `[METHOD] url [HTTP/x]`; undefined where the line is none. */
export function readRequestLine(line: string): RequestLine | undefined {
  const [, known, rest] = knownMethod.exec(line) ?? [];
  const [, other, target] = /^\s*([A-Z][A-Z0-9_-]*)\s+((?:https?:\/\/|\/|\{\{).*)$/.exec(line) ?? [];
  const text = (rest ?? target ?? line).trim().replace(/\s+HTTP\/\S+$/, '');
  if (known === undefined && other === undefined && !isUrl(text)) return undefined;
  const url = withScheme(text);
  return { method: (known ?? other ?? 'GET').toUpperCase(), url, isGuessed: url !== text };
}

/** A whole URL, a path, a reference, or a host with a dot or a port. */
function isUrl(text: string): boolean {
  return (
    /^(?:https?:\/\/|\/(?!\/)|\{\{)/i.test(text) ||
    /^(?:localhost|[\w-]+(?:\.[\w-]+)+)(?::\d+)?(?:[/?#]\S*)?$/.test(text)
  );
}

function withScheme(url: string): string {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|\/|\{\{|\*$)/i.test(url) ? url : `http://${url}`;
}

/** A line that begins another request, though no `###` stands before it. */
export function beginsRequest(line: string): boolean {
  return startsRequest.test(line);
}

export function isOtherProtocol(line: string): boolean {
  return otherProtocol.test(line);
}

/** The rest of a URL over several lines: `?a=b`, `&c=d`, an indented path; no header. */
export function continuesUrl(line: string): boolean {
  return /^\s*[?&]/.test(line) || /^\s+(?:[/#]|\{\{|[^\s:]*=)/.test(line);
}

/** `Name: value`; undefined where the line is none. */
export function readHeaderLine(line: string): { readonly name: string; readonly value: string } | undefined {
  const [, name, value = ''] = /^\s*((?:[\w!#$%&'*+.^`|~-]|\{\{[^{}]*\}\})+)\s*:(.*)$/.exec(line) ?? [];
  return name === undefined ? undefined : { name, value: value.trim() };
}

/** What ends the script that the line opens. */
export function scriptCloser(line: string): string | undefined {
  if (/^\s*[<>]\s*\{%/.test(line)) return '%}';
  return /^\s*\{\{(?:\s*$|[@+])/.test(line) && !line.includes('}}') ? '}}' : undefined;
}

export function isScriptFile(line: string): boolean {
  return /^\s*[<>]\s+\S+\.(?:js|ts|mjs)\s*$/.test(line);
}

/** A quote that is not closed, or a line that goes on: the command does. */
export function isOpenCommand(command: string): boolean {
  const plain = command.replaceAll(/\\[^]/g, '').replaceAll(/"[^"]*"/g, '');
  return /[\\^]\s*$/.test(command) || (plain.match(/'/g)?.length ?? 0) % 2 === 1;
}
