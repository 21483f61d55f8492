import type { RequestText } from '../syntax/requestText.ts';

/** A word of a command after quoting is undone; references stand in it as markers. */
export interface ShellWord {
  readonly text: string;
  /** Where it starts in the source. */
  readonly at: number;
}

/** What a command reads on its standard input. */
export type ShellInput =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'file'; readonly path: string };

export interface ShellCommand {
  /** A request that the command itself describes. */
  readonly web?: readonly RequestText[];
  readonly words: readonly ShellWord[];
  readonly input?: ShellInput;
}

/** `NAME=value` on a line of its own. */
export interface ShellVariable {
  readonly name: string;
  readonly value: string;
}

/** A script: the commands that it holds in order, and the variables that it sets. */
export interface ShellScript {
  readonly commands: readonly ShellCommand[];
  readonly variables: readonly ShellVariable[];
}
