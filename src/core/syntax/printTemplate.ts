import type { ReferenceText, Template } from './requestText.ts';

/** Characters that may be syntax where they stand, as file variables: their names, and their values as written. */
const characters: ReadonlyMap<string, readonly [name: string, value: string]> = new Map([
  ['\n', ['newline', '\\n']],
  ['\r', ['return', '\\r']],
  ['\t', ['tab', '\\t']],
  ['\\', ['backslash', '\\']],
  ['{', ['brace', '{']],
  ['#', ['hash', '#']],
  ['/', ['slash', '/']],
  ['<', ['less', '<']],
  ['>', ['greater', '>']],
  ['?', ['question', '?']],
  ['&', ['ampersand', '&']],
]);

/** Writes templates so that only their references are syntax; characters that would be are written as variables. */
export class TemplatePrinter {
  readonly #taken: ReadonlySet<string>;
  readonly #variables = new Map<string, string>();

  /** `taken`: names that mean something else in the file. */
  constructor(taken: ReadonlySet<string>) {
    this.#taken = taken;
  }

  /** Those that what was printed needs, with their values as they are written. */
  get variables(): ReadonlyMap<string, string> {
    return this.#variables;
  }

  /** The reference that stands for one character. */
  character(character: string): ReferenceText {
    if (character === ' ') return this.#space();
    const [name, value] = characters.get(character) ?? ['character', character];
    return this.#variable(name, value);
  }

  /** What `pattern` finds, each character of it, as references. */
  withCharacters(template: Template, pattern: RegExp): Template {
    return template.flatMap((part) => {
      if (typeof part !== 'string') return [part];
      const parts: (string | ReferenceText)[] = [];
      let at = 0;
      for (const { 0: found, index } of part.matchAll(pattern)) {
        parts.push(part.slice(at, index), ...Array.from(found, (one) => this.character(one)));
        at = index + found.length;
      }
      return [...parts, part.slice(at)];
    });
  }

  print(template: Template): string {
    let printed = '';
    let text = '';
    for (const part of template) {
      if (typeof part === 'string') text += part;
      else {
        printed += `${this.#beforeReference(text)}{{${part.reference}}}`;
        text = '';
      }
    }
    return printed + this.#escaped(text);
  }

  /** A brace or a backslash right before a reference would belong to it. */
  #beforeReference(text: string): string {
    let end = text.length;
    while (end > 0 && (text[end - 1] === '{' || text[end - 1] === '\\')) end--;
    return this.#escaped(text.slice(0, end)) + this.#asReferences(text.slice(end));
  }

  #escaped(text: string): string {
    return text.replaceAll(/[\\{}]{2,}/g, (run) =>
      run.includes('\\{\\{') || run.includes('\\}\\}') ? this.#asReferences(run) : run.replaceAll('{{', '\\{\\{'),
    );
  }

  #asReferences(run: string): string {
    return run.replaceAll(/[\\{]/g, (one) => `{{${this.character(one).reference}}}`);
  }

  /** The value of a variable is trimmed: a space needs something around it. */
  #space(): ReferenceText {
    const { reference } = this.#variable('nothing', '');
    return this.#variable('space', `{{${reference}}} {{${reference}}}`);
  }

  #variable(name: string, value: string): ReferenceText {
    let free = name;
    for (let count = 2; this.#taken.has(free); count++) free = `${name}${count}`;
    this.#variables.set(free, value);
    return { reference: free };
  }
}
