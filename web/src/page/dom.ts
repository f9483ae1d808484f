/** The element of that id. @throws Error when the page has none of that kind */
export function byId<E extends HTMLElement>(id: string, kind: abstract new () => E): E {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`The page has no ${kind.name} #${id}`);
  return element;
}

type Child = Node | string;

/** A new element with attributes and children; attributes that are false or absent are left out. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Record<string, string | number | boolean | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(attribute, value === true ? '' : String(value));
  }
  made.append(...children);
  return made;
}

/** Sets custom properties by script: a strict CSP forbids style attributes in markup, not this. */
export function place<E extends HTMLElement>(target: E, properties: Record<string, string>): E {
  for (const [name, value] of Object.entries(properties)) target.style.setProperty(`--${name}`, value);
  return target;
}

/** A checkbox or radio button with its label and a smaller explanation. */
export function choice(
  input: { type: 'checkbox' | 'radio'; name: string; value: string; checked?: boolean; disabled?: boolean },
  label: string,
  explanation?: string,
): HTMLLabelElement {
  const text = element('span', {}, label);
  if (explanation) text.append(' ', element('small', {}, explanation));
  return element('label', { class: 'choice' }, element('input', input), text);
}

/** Replaces a select's options; keeps the choice where it is still there, and disables an empty select. */
export function fillSelect(select: HTMLSelectElement, options: readonly { value: string; label: string }[]): void {
  const before = select.value;
  select.replaceChildren(...options.map(({ value, label }) => element('option', { value }, label)));
  if (options.some(({ value }) => value === before)) select.value = before;
  select.disabled = options.length === 0;
}
