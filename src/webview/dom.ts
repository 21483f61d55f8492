type Attributes = Readonly<Record<string, string>>;

/** An element with attributes and children; texts become text nodes, so that nothing in them is ever HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function button(label: string, onClick: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', onClick);
  return made;
}

/** A checkbox inside of its label. */
export function checkbox(label: string, isChecked: boolean, onChange: (isChecked: boolean) => void): HTMLLabelElement {
  const input = element('input', { type: 'checkbox' });
  input.checked = isChecked;
  input.addEventListener('change', () => {
    onChange(input.checked);
  });
  return element('label', { class: 'check' }, input, label);
}

/** `{0}` and `{1}` filled in, as VS Code's translations have them. */
export function fill(template: string, ...values: readonly (string | number)[]): string {
  return values.reduce<string>((text, value, at) => text.replace(`{${at}}`, String(value)), template);
}
