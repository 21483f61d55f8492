import { accountDirective } from './account.ts';
import { assertDirective } from './assert.ts';
import { captureDirective } from './capture.ts';
import { dependsDirective } from './depends.ts';
import type { Directive } from './directive.ts';
import { nameDirective } from './name.ts';
import { noAuthDirective } from './noAuth.ts';
import { noRedirectDirective } from './noRedirect.ts';
import { noteDirective } from './note.ts';
import { pollDirective } from './poll.ts';
import { portfolioDirective } from './portfolio.ts';
import { promptDirective } from './prompt.ts';
import { retryDirective } from './retry.ts';
import { secretPromptDirective } from './secretPrompt.ts';
import { tagDirective } from './tag.ts';
import { timeoutDirective } from './timeout.ts';

const all: readonly Directive[] = [
  nameDirective,
  accountDirective,
  noAuthDirective,
  pollDirective,
  assertDirective,
  captureDirective,
  promptDirective,
  secretPromptDirective,
  portfolioDirective,
  timeoutDirective,
  noRedirectDirective,
  retryDirective,
  noteDirective,
  tagDirective,
  dependsDirective,
];

/** The directives of the `.matter` format, by their word. */
export const directives: ReadonlyMap<string, Directive> = new Map(all.map((one) => [one.word, one]));
