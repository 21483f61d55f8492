// The browser side of the review: it draws what the extension sends, says what the user chose, and decides nothing.
import type { ReviewHostMessage, ReviewMessage, SavedReview } from '../core/analysis/reviewMessage.ts';
import { ReviewView } from './reviewView.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: ReviewMessage): void;
  getState(): unknown;
  setState(state: SavedReview): void;
};

const api = acquireVsCodeApi();
const before = api.getState() as SavedReview | undefined;
let view: ReviewView | undefined;
let saved = before;

function post(message: ReviewMessage): void {
  api.postMessage(message);
}

function keep(): void {
  if (saved !== undefined) api.setState({ ...saved, ...(view === undefined ? {} : { row: view.middleRow }) });
}

window.addEventListener('message', ({ data }: MessageEvent<ReviewHostMessage>) => {
  if (view === undefined && data.kind === 'review') {
    document.documentElement.lang = data.locale;
    view = new ReviewView(data, before?.row, post);
    document.body.replaceChildren(view.node);
    view.node.addEventListener('scroll', keep, { capture: true, passive: true });
  }
  view?.receive(data);
  if (data.kind !== 'review') return;
  ({ saved } = data);
  keep();
});
document.addEventListener('copy', (event) => {
  if ((getSelection()?.toString() ?? '') !== '' || document.activeElement instanceof HTMLInputElement) return;
  const rows = view?.copiedRows();
  if (rows === undefined) return;
  post({ kind: 'copy', rows }); // the cells are where the file was read
  event.preventDefault();
});
post({ kind: 'ready', saved: before });
