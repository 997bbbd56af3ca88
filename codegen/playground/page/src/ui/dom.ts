// Elements, made of texts and of each other: nothing is ever parsed as HTML.

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | boolean | number | undefined | ((event: Event) => void)>;

/** An element with attributes, listeners (`onclick`) and children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((it): it is Node | string => it != null && it !== false));
  return element;
}

/** The element of the page with that id. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`there is no element #${id}`);
  return found as T;
}

/** A text in which what stands in backticks is code. */
export function marked(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  text.split("`").forEach((part, n, all) => {
    const isCode = n % 2 === 1 && n < all.length - 1;
    if (isCode) fragment.append(h("code", {}, part));
    else fragment.append(n % 2 === 1 ? `\`${part}` : part);
  });
  return fragment;
}

/** A name or a path, which is better broken after its signs than anywhere. */
export function breakable(text: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  for (const part of text.split(/(?<=[_/.])/)) fragment.append(part, h("wbr"));
  return fragment;
}

/** A number of things: `1 gap`, `2 gaps`. */
export function number(n: number, thing: string): string {
  return `${n.toLocaleString("en")} ${thing}${n === 1 ? "" : "s"}`;
}

/** A size as people read it. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** What an error says. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Things by what `key` says of them, in the order in which they come. */
export function grouped<K, T>(things: Iterable<T>, key: (thing: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const thing of things) {
    const name = key(thing);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [thing]);
    else group.push(thing);
  }
  return groups;
}

/** A folder with a list of so many, which is filled when it is opened. */
export function folded(title: string, count: number, isOpen: boolean, items: () => Node[]): HTMLElement {
  const list = h("ul");
  const fill = () => {
    if (list.childElementCount === 0) list.append(...items());
  };
  if (isOpen) fill();
  return h("details", { open: isOpen, ontoggle: fill }, h("summary", {}, h("span", {}, breakable(title), " ", h("small", {}, String(count)))), list);
}

/** A button that copies a text, and says so. */
export function copyButton(label: string, text: () => string): HTMLButtonElement {
  const button = h("button", { type: "button", class: "quiet" }, label);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = "Copied";
    } catch {
      button.textContent = "Can't copy here";
    }
    setTimeout(() => (button.textContent = label), 1500);
  });
  return button;
}

/** Has the browser save a file. */
export function save(name: string, content: BlobPart, type: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
