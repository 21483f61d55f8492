import { dynamicVariables } from '../syntax/dynamicVariables.ts';
import type { ReferenceText, Template } from '../syntax/requestText.ts';

/** Postman's names may hold spaces. */
export function postmanName(name: string): string {
  return name.trim().replaceAll(/[^\w.-]/g, '_');
}

const renamed: Readonly<Record<string, string>> = { $randomInt: '$randomInt 0 1001', $randomUUID: '$uuid' };

/** A text with `{{variables}}` of Postman. */
export function postmanTemplate(text: string, note: (message: string) => void): Template {
  const parts: (string | ReferenceText)[] = [];
  let at = 0;
  for (const { 0: found, 1: name = '', index } of text.matchAll(/\{\{([^{}]+)\}\}/g)) {
    const known = Object.hasOwn(renamed, name) ? renamed[name] : undefined;
    const reference = known ?? (name.startsWith('$') ? name : postmanName(name));
    if (reference.startsWith('$') && !dynamicVariables.has(reference.split(' ')[0] ?? ''))
      note(`{{${name}}} has no counterpart here: write its value.`);
    parts.push(text.slice(at, index), { reference });
    at = index + found.length;
  }
  return [...parts, text.slice(at)].filter((part) => part !== '');
}
