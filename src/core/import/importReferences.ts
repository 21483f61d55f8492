import { dynamicVariables } from '../syntax/dynamicVariables.ts';

/** A reference in our words, and the prompt that asks for what others ask for inside it. */
export interface Expression {
  readonly expression: string;
  readonly prompt?: { readonly name: string; readonly label: string; readonly isSecret: boolean };
  readonly note?: string;
}

export function importExpression(text: string, names: ReadonlySet<string>): Expression {
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
  if (!/^(?:request|response)\b/.test(rest)) return { expression: `${ours}.response.body.$.${rest}` };
  // Without `$` the body itself is meant; `[0]` needs no dot.
  const path = rest
    .replace(/^(request|response)\.(?:parsedBody|body)\.(?![$*])/, '$1.body.$.')
    .replace(/^(request|response)\.(?:parsedBody|body)\[/, '$1.body.$[')
    .replace(/^(request|response)\.(?:parsedBody|body)$/, '$1.body.*')
    .replace(/^response\.statusCode$/, 'response.status');
  return { expression: `${ours}.${path}` };
}

/** Dynamic values that others call by another name. */
const renamed: readonly (readonly [RegExp, string])[] = [
  [/^\$random\.uuid$/, '$uuid'],
  [/^\$random\.integer\(\s*(-?\d+)\s*,\s*(-?\d+)\s*\)$/, '$randomInt $1 $2'],
  [/^\$random\.integer(?:\(\))?$/, '$randomInt 0 1000'],
  [/^\$randomInt$/, '$randomInt 0 1000'],
  [/^\$isoTimestamp$/, '$isoTimestamp'],
  [/^\$(processEnv|dotenv) %(\S+)$/, '$$$1 $2'],
];

function importDynamic(text: string): Expression {
  const [, kind = '', asked] = /^\$(input|password|pick)(?:-askonce)?\s+(.*)$/.exec(text) ?? [];
  if (asked !== undefined) {
    const label = asked.replace(/\s*\$value:.*$/, '').trim();
    const name = label.replaceAll(/[^\w-]+/g, '_') || 'input';
    return {
      expression: name,
      prompt: { name, label, isSecret: kind === 'password' },
    };
  }
  const known = renamed.find(([pattern]) => pattern.test(text));
  const expression = known === undefined ? text : text.replace(known[0], known[1]);
  const [name = ''] = expression.split(' ', 1);
  if (dynamicVariables.has(name)) return { expression };
  return { expression, note: `{{${text}}} has no counterpart here: write its value.` };
}
