import { findReferences } from '../syntax/references.ts';
import type { ReferenceText, Template } from '../syntax/requestText.ts';
import { importExpression } from './importReferences.ts';

export interface TemplateNotes {
  readonly names: ReadonlySet<string>;
  readonly prompt: (name: string, label: string, isSecret: boolean) => void;
  readonly note: (message: string) => void;
}

/** A text of a `.http` file: its references in our words, `\{\{` and `\}\}` as the braces that they stand for. */
export function httpTemplate(text: string, { names, prompt, note }: TemplateNotes): Template {
  const parts: (string | ReferenceText)[] = [];
  let at = 0;
  for (const { start, end } of findReferences(text).references) {
    const read = importExpression(text.slice(start + 2, end - 2).trim(), names);
    if (read.prompt !== undefined) prompt(read.prompt.name, read.prompt.label, read.prompt.isSecret);
    if (read.note !== undefined) note(read.note);
    parts.push(unescaped(text.slice(at, start)), { reference: read.expression });
    at = end;
  }
  return [...parts, unescaped(text.slice(at))].filter((part) => part !== '');
}

function unescaped(text: string): string {
  return text.replaceAll('\\{\\{', '{{').replaceAll('\\}\\}', '}}');
}
