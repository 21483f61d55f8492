import { button, element } from './dom.ts';
import { icon } from './icons.ts';

export interface MenuItem {
  readonly label: string;
  /** What speaks for it. */
  readonly detail: string;
  readonly isChosen: boolean;
  readonly choose: () => void;
}

/**
 * A menu below an element (WAI-ARIA menu pattern): arrows, Home and End move, Escape and Tab leave, and whatever had the
 * focus has it again afterwards.
 */
export function openMenu(label: string, anchor: HTMLElement, items: readonly MenuItem[]): void {
  const before = document.activeElement;
  const menu = element('div', { role: 'menu', class: 'column-menu', 'aria-label': label });
  const close = (): void => {
    if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    else menu.remove();
  };
  const buttons = items.map(({ label: text, detail, isChosen, choose }) => {
    const attributes = { role: 'menuitemradio', 'aria-checked': String(isChosen), tabindex: '-1' };
    const node = button('', () => undefined, attributes);
    node.append(icon('check'), element('span', {}, text));
    if (detail !== '') node.append(element('span', { class: 'detail' }, detail));
    node.addEventListener('click', () => {
      close();
      choose();
    });
    return node;
  });
  menu.append(...buttons);
  menu.addEventListener('keydown', (event) => {
    const now = buttons.findIndex((one) => one === document.activeElement);
    if (event.key === 'Escape' || event.key === 'Tab') close();
    else if (!moveFocus(buttons, now, event.key)) return;
    event.preventDefault();
  });
  // Whatever takes the focus, a choice among it, ends the menu.
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    if (!(relatedTarget instanceof Node) || !menu.contains(relatedTarget)) menu.remove();
  });
  document.body.append(menu);
  place(menu, anchor);
  (buttons.find((_, at) => items[at]?.isChosen === true) ?? buttons[0])?.focus();
}

function moveFocus(buttons: readonly HTMLElement[], now: number, key: string): boolean {
  const count = buttons.length;
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: (now + 1) % count,
    ArrowUp: (now - 1 + count) % count,
    Home: 0,
    End: count - 1,
  };
  const target = Object.hasOwn(targets, key) ? targets[key] : undefined;
  if (target !== undefined) buttons[target]?.focus();
  return target !== undefined;
}

/** Below the anchor, and within the window. */
function place(menu: HTMLElement, anchor: HTMLElement): void {
  const { left, bottom } = anchor.getBoundingClientRect();
  menu.style.left = `${Math.max(4, Math.min(left, innerWidth - menu.offsetWidth - 4))}px`;
  menu.style.top = `${Math.max(4, Math.min(bottom, innerHeight - menu.offsetHeight - 4))}px`;
}
