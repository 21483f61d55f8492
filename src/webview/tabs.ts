import { element } from './dom.ts';

export interface Tab {
  readonly label: string;
  readonly node: HTMLElement;
  readonly onShow: () => void;
}

/** WAI-ARIA tabs: arrow keys move between them, one page is shown. */
export function tabs(all: readonly Tab[]): readonly HTMLElement[] {
  const heads = all.map(({ label }, at) =>
    element('button', { type: 'button', role: 'tab', id: `tab-${at}`, 'aria-controls': `page-${at}` }, label),
  );
  const show = (chosen: number): void => {
    all.forEach(({ node, onShow }, at) => {
      node.hidden = at !== chosen;
      heads[at]?.setAttribute('aria-selected', String(at === chosen));
      heads[at]?.setAttribute('tabindex', at === chosen ? '0' : '-1');
      if (at === chosen) onShow();
    });
  };
  const list = element('div', { role: 'tablist', class: 'tabs' }, ...heads);
  heads.forEach((head, at) => {
    head.addEventListener('click', () => {
      show(at);
    });
  });
  list.addEventListener('keydown', ({ key }) => {
    const now = heads.findIndex((head) => head.getAttribute('aria-selected') === 'true');
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const next = (now + step + heads.length) % heads.length;
    show(next);
    heads[next]?.focus();
  });
  all.forEach(({ node }, at) => {
    node.id = `page-${at}`;
    node.setAttribute('role', 'tabpanel');
    node.setAttribute('aria-labelledby', `tab-${at}`);
  });
  queueMicrotask(() => {
    show(0);
  });
  return [list, ...all.map(({ node }) => node)];
}
