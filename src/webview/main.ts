// The browser side of the view of results: it draws what the extension sends and asks it to save; it decides nothing.
import type { HostMessage, WebviewMessage } from '../core/analysis/viewMessage.ts';
import { comparisonView } from './comparisonView.ts';
import { resultView, type View } from './resultView.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: WebviewMessage): void;
  setState(state: { readonly jobIds: readonly string[] }): void;
};

const api = acquireVsCodeApi();
let view: View | undefined;

function show(shown: HostMessage): void {
  const post = (message: WebviewMessage): void => {
    api.postMessage(message);
  };
  view = shown.kind === 'result' ? resultView(shown, post) : comparisonView(shown, post);
  document.documentElement.lang = shown.locale;
  document.body.replaceChildren(view.node);
  api.setState({ jobIds: shown.jobIds });
}

window.addEventListener('message', ({ data }: MessageEvent<HostMessage>) => {
  show(data);
});
document.addEventListener('copy', (event) => {
  const isText = (getSelection()?.toString() ?? '') !== '' || document.activeElement instanceof HTMLInputElement;
  const text = isText ? undefined : view?.copied();
  if (text === undefined || event.clipboardData === null) return;
  event.clipboardData.setData('text/plain', text);
  event.preventDefault();
});
new MutationObserver(() => view?.redraw()).observe(document.body, { attributes: true, attributeFilter: ['class'] });
api.postMessage({ kind: 'ready' });
