import type { ReviewFile, ReviewStrings } from '../core/analysis/reviewMessage.ts';
import { button, element, fill } from './dom.ts';
import { icon } from './icons.ts';
import type { Post } from './post.ts';
import type { ReviewFormat } from './reviewFormat.ts';

/** The files of a batch: which are sent, and what each would send. */
export function fileList(
  files: readonly ReviewFile[],
  current: number,
  strings: ReviewStrings,
  format: ReviewFormat,
  post: Post,
): HTMLElement {
  const items = files.map((file, at) => {
    const input = element('input', {
      type: 'checkbox',
      'aria-label': fill(strings.include, file.name),
      'data-id': `check-${at}`,
    });
    input.checked = file.isChecked;
    input.addEventListener('change', () => {
      post({ kind: 'check', file: at, isChecked: input.checked });
    });
    const open = button(
      '',
      () => {
        post({ kind: 'file', file: at });
      },
      { class: 'file-name', title: file.name, 'data-id': `file-${at}` },
    );
    const { text, mark } = stateOf(file, strings, format);
    open.append(element('span', {}, file.name));
    open.append(element('span', { class: 'detail' }, ...(mark === undefined ? [] : [icon(mark)]), text));
    if (at === current) open.setAttribute('aria-current', 'true');
    return element('li', {}, input, open);
  });
  const heading = element('h2', { id: 'heading-files' }, strings.files);
  return element('nav', { class: 'files', 'aria-labelledby': heading.id }, heading, element('ul', {}, ...items));
}

interface FileState {
  readonly text: string;
  readonly mark?: 'error' | 'warning' | 'check';
}

function stateOf({ outcome, message, questions }: ReviewFile, strings: ReviewStrings, format: ReviewFormat): FileState {
  if (message !== undefined) return { text: strings.fileRefused, mark: 'error' };
  if (outcome === undefined) return { text: strings.filePending };
  if (questions > 0) return { text: strings.fileAsks, mark: 'warning' };
  const { obstacles } = outcome;
  if (obstacles === 0) return { text: format.outcome(outcome), mark: 'check' };
  return {
    text: obstacles === 1 ? strings.fileError : fill(strings.fileErrors, format.count(obstacles)),
    mark: 'error',
  };
}
