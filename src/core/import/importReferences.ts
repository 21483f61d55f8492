import { dynamicVariables } from '../syntax/dynamicVariables.ts';
import { findReferences } from '../syntax/references.ts';

export interface ImportedReferences {
  readonly text: string;
  /** The directives that ask for what others ask for inside the reference. */
  readonly prompts: readonly string[];
  readonly note?: string;
}

/** The references of one line in our words. */
export function importReferences(line: string, names: ReadonlySet<string>): ImportedReferences {
  const { references } = findReferences(line);
  const prompts: string[] = [];
  let note: string | undefined;
  let text = '';
  let at = 0;
  for (const { start, end } of references) {
    const read = importExpression(line.slice(start + 2, end - 2).trim(), names);
    if (read.prompt !== undefined) prompts.push(read.prompt);
    note ??= read.note;
    text += `${line.slice(at, start)}{{${read.expression}}}`;
    at = end;
  }
  return { text: text + line.slice(at), prompts, ...(note === undefined ? {} : { note }) };
}

interface Expression {
  readonly expression: string;
  readonly prompt?: string;
  readonly note?: string;
}

function importExpression(text: string, names: ReadonlySet<string>): Expression {
  if (text.startsWith('$')) return importDynamic(text);
  const name = [...names].find((one) => text.startsWith(`${one}.`));
  if (name !== undefined) return importResponse(text, name);
  if (/^%?[\w.-]+$/.test(text)) return { expression: text };
  return { expression: text, note: `{{${text}}} is JavaScript, which is never run here: write its value.` };
}

function importResponse(text: string, name: string): Expression {
  const ours = name.replaceAll(/[^\w-]+/g, '-');
  const rest = text.slice(name.length + 1).replace('.asJson.', '.');
  if (/^(?:request|response)\.body\.\//.test(rest))
    return { expression: ours + text.slice(name.length), note: `{{${text}}} is XPath: only JSONPath is read here.` };
  // httpyac: the name is the parsed body itself.
  const path = /^(?:request|response)\b/.test(rest) ? rest : `response.body.$.${rest}`;
  return { expression: `${ours}.${path}` };
}

/** Dynamic values that others call by another name. */
const renamed: readonly (readonly [RegExp, string])[] = [
  [/^\$random\.uuid$/, '$uuid'],
  [/^\$random\.integer\(\s*(-?\d+)\s*,\s*(-?\d+)\s*\)$/, '$randomInt $1 $2'],
  [/^\$random\.integer$/, '$randomInt 0 1000'],
  [/^\$(processEnv|dotenv) %(\S+)$/, '$$$1 $2'],
];

function importDynamic(text: string): Expression {
  const [, kind = '', asked] = /^\$(input|password|pick)(?:-askonce)?\s+(.*)$/.exec(text) ?? [];
  if (asked !== undefined) {
    const label = asked.replace(/\s*\$value:.*$/, '').trim();
    const name = label.replaceAll(/[^\w-]+/g, '_') || 'input';
    return {
      expression: name,
      prompt: `# @${kind === 'password' ? 'secret-prompt' : 'prompt'} ${name} ${label}`.trimEnd(),
    };
  }
  const known = renamed.find(([pattern]) => pattern.test(text));
  const expression = known === undefined ? text : text.replace(known[0], known[1]);
  const [name = ''] = expression.split(' ', 1);
  if (dynamicVariables.has(name)) return { expression };
  return { expression, note: `{{${text}}} has no counterpart here: write its value.` };
}
