/** The directives that say what a script of JetBrains' client does; `isWhole` where nothing else is in it. */
export interface ImportedScript {
  readonly directives: readonly (readonly [word: string, argument: string])[];
  readonly isWhole: boolean;
}

const path = String.raw`((?:\.[A-Za-z_]\w*|\[\d+\]|\[["'][^"'\]]+["']\])*)`;
const set = new RegExp(
  String.raw`(?:client|request)\.(?:global|variables)\.set\(\s*["']([\w.-]+)["']\s*,\s*(?:response\.(?:(body)${path}|headers\.valueOf\(\s*["']([\w-]+)["']\s*\)|(status)))\s*\)\s*;?`,
  'g',
);
const check =
  /(?:client\.assert\(\s*)?response\.(?:(status)|body((?:\.[A-Za-z_]\w*|\[\d+\])+))\s*={2,3}\s*(\d+|true|false|null|"[^"]*"|'[^']*')(?:\s*,\s*(?:"[^"]*"|'[^']*'|`[^`]*`)\s*)?\)?\s*;?/g;

export function importScript(script: string): ImportedScript {
  const directives: (readonly [string, string])[] = [];
  const captured = script.replaceAll(set, (_, name: string, body?: string, at?: string, header?: string) => {
    const value = body === undefined ? (header === undefined ? 'status' : `header ${header}`) : bodyPath(at);
    directives.push(['capture', `${name} = ${value}`]);
    return '';
  });
  const rest = captured.replaceAll(check, (_, status?: string, at?: string, literal?: string) => {
    const value = status === undefined ? bodyPath(at) : 'status';
    directives.push(['assert', `${value} == ${(literal ?? '').replace(/^'(.*)'$/, '"$1"')}`]);
    return '';
  });
  const frame =
    /client\.test\(\s*(?:"[^"]*"|'[^']*'|`[^`]*`)\s*,\s*(?:function\s*\(\s*\)|\(\s*\)\s*=>)\s*\{?|\/\/[^\n]*|[\s{}();%<>]/g;
  return { directives, isWhole: rest.replaceAll(frame, '') === '' };
}

function bodyPath(at = ''): string {
  return at === '' ? 'body' : `body.$${at}`;
}
