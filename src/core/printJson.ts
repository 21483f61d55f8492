import { isExactNumber } from './exactJson.ts';
import { isObject } from './json.ts';

export interface PrintJsonOptions {
  /** Characters; what is beyond is left out. */
  readonly limit?: number;
}

/** A text that goes out as it is, or a value whose text is to be made. */
type Todo = { readonly text: string } | { readonly value: unknown };

/** As JSON.stringify, however deeply the value is nested: a response is no reason to run out of stack. */
export function printJson(value: unknown, { limit = Infinity }: PrintJsonOptions = {}): string {
  const todo: Todo[] = [{ value }];
  const parts: string[] = [];
  let length = 0;
  for (let next = todo.pop(); next !== undefined && length < limit; next = todo.pop()) {
    const part = 'text' in next ? next.text : open(next.value, todo);
    parts.push(part);
    length += part.length;
  }
  return parts.join('').slice(0, limit);
}

/** Its text; of what has parts the first character, and the rest to do in reverse. */
function open(value: unknown, todo: Todo[]): string {
  if (Array.isArray(value)) return openList(value, todo);
  if (isExactNumber(value)) return value.value;
  if (isObject(value)) return openObject(value, todo);
  return value === undefined ? 'null' : JSON.stringify(value);
}

function openList(items: readonly unknown[], todo: Todo[]): string {
  todo.push({ text: ']' });
  for (let index = items.length - 1; index >= 0; index--) {
    todo.push({ value: items[index] });
    if (index > 0) todo.push({ text: ',' });
  }
  return '[';
}

function openObject(value: Readonly<Record<string, unknown>>, todo: Todo[]): string {
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  todo.push({ text: '}' });
  for (let index = keys.length - 1; index >= 0; index--) {
    const key = keys[index] ?? '';
    todo.push({ value: value[key] }, { text: `${index > 0 ? ',' : ''}${JSON.stringify(key)}:` });
  }
  return '{';
}
