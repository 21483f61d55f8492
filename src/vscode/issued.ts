import * as vscode from 'vscode';

/** A request in a document, as a lens or a tree of ours names it. */
export interface RequestPlace {
  readonly uri: vscode.Uri;
  /** In the text of the document. */
  readonly offset: number;
}

const mostItems = 10_000;

/**
 * What we gave to VS Code, in a tree or above a line, and get back when the user acts on it. Any extension can call our
 * commands with anything: only what stands here, texts, numbers and addresses reach a handler.
 */
export class Issued {
  readonly #objects = new WeakSet();

  add<T extends object>(value: T): T {
    this.#objects.add(value);
    return value;
  }

  has(value: unknown): boolean {
    return typeof value === 'object' && value !== null && this.#objects.has(value);
  }

  /** Undefined for all that is no place of ours. */
  placeOf(argument: unknown): RequestPlace | undefined {
    return this.has(argument) && 'offset' in (argument as object) ? (argument as RequestPlace) : undefined;
  }

  /** What a handler may see of an argument; undefined for an object of others, whatever it does when it is read. */
  admit(argument: unknown): unknown {
    try {
      return Array.isArray(argument) && !this.has(argument)
        ? argument.slice(0, mostItems).map((item: unknown) => this.#admitOne(item))
        : this.#admitOne(argument);
    } catch {
      return undefined; // a getter or a proxy of others
    }
  }

  #admitOne(argument: unknown): unknown {
    if (this.has(argument) || ['string', 'number', 'boolean'].includes(typeof argument)) return argument;
    return argument instanceof vscode.Uri ? copyOf(argument) : undefined;
  }
}

/** Its fields are read once, and are texts. */
function copyOf({ scheme, authority, path, query, fragment }: vscode.Uri): vscode.Uri {
  const isWhole = [scheme, authority, path, query, fragment].every((part: unknown) => typeof part === 'string');
  if (!isWhole) throw new TypeError('This is no address.');
  return vscode.Uri.from({ scheme, authority, path, query, fragment });
}
