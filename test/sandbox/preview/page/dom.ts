/** Small ways to build and change the page without replacing what has the focus. */

type Attributes = Record<string, string | boolean | undefined | ((event: Event) => void)>;
type Child = Node | string | undefined;

/** An element with attributes, listeners (functions under the event's name) and children. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, '');
    else if (typeof value === 'string') made.setAttribute(key, value);
  }
  for (const child of children) if (child !== undefined) made.append(child);
  return made;
}

/** The element of the page with this id. @throws Error when the page has none */
export function place(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return found;
}

/** Sets a text only when it differs, so that screen readers and selections are left alone. */
export function say(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

export function mark(target: Element, name: string, value: string | undefined): void {
  if (value === undefined) target.removeAttribute(name);
  else if (target.getAttribute(name) !== value) target.setAttribute(name, value);
}

export interface Live<T> {
  root: HTMLElement;
  update(value: T): void;
}

/** Keeps one child per key in the given order; children that stay are updated in place. */
export function keepList<T>(list: HTMLElement, keyOf: (value: T) => string, make: (value: T) => Live<T>): (values: readonly T[]) => void {
  const known = new Map<string, Live<T>>();
  return (values) => {
    const wanted = new Set(values.map(keyOf));
    for (const [key, live] of known) {
      if (wanted.has(key)) continue;
      live.root.remove();
      known.delete(key);
    }
    let previous: Element | null = null;
    for (const value of values) {
      const key = keyOf(value);
      const live: Live<T> = known.get(key) ?? make(value);
      known.set(key, live);
      live.update(value);
      const at: Element | null = previous ? previous.nextElementSibling : list.firstElementChild;
      if (at !== live.root) move(list, live.root, at);
      previous = live.root;
    }
  };
}

/** Moving an element takes the focus away from it; it is given back. */
function move(list: HTMLElement, root: HTMLElement, before: Element | null): void {
  const focused = root.contains(document.activeElement) ? (document.activeElement as HTMLElement) : undefined;
  list.insertBefore(root, before);
  focused?.focus({ preventScroll: true });
}
