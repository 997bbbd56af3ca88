// Operations and types: each with its documentation, its Rust and its place in the description.

import type { Files, Item } from "../engine/tasks";
import { Editor } from "../ui/editor";
import { breakable, folded, grouped, h, marked, number } from "../ui/dom";
import type { Page, Result, View } from "./output";

/** How many are listed at once: a longer list is searched, not read. */
const MOST_LISTED = 400;

export class ExploreView implements View {
  readonly #page: Page;
  readonly #list = h("div");
  readonly #about = h("div", { class: "about" });
  readonly #shown = h("div", { class: "detail", tabindex: "0", role: "group", "aria-label": "Documentation and Rust" }, this.#about);
  readonly #code: Editor;
  readonly #search: HTMLInputElement;
  #items: Item[] = [];
  #files: Files = {};
  #current: Item | undefined;

  constructor(panel: HTMLElement, page: Page) {
    this.#page = page;
    this.#search = h("input", { type: "search", placeholder: "Search", "aria-label": "Search operations and types" });
    this.#search.addEventListener("input", () => this.#render());
    const box = h("div", { class: "editor" });
    this.#shown.append(box);
    panel.append(
      h(
        "div",
        { class: "split explore" },
        h("nav", { class: "list", "aria-label": "Operations and types" }, this.#search, this.#list),
        this.#shown,
      ),
    );
    this.#code = new Editor(box, { label: "Rust", readOnly: true });
  }

  show({ generated }: Result): void {
    this.#items = generated.items;
    this.#files = generated.files ?? {};
    const same = this.#items.find((it) => it.name === this.#current?.name && it.kind === this.#current.kind);
    this.#current = same ?? this.#items[0];
    this.#render();
    this.#detail();
  }

  /** Shows what a line of the description has become. */
  showLine(file: string, line: number): void {
    const around = this.#items.filter(({ place: it }) => it?.file === file && it.first <= line && line <= it.last);
    const length = ({ place }: Item) => (place === null ? Infinity : place.last - place.first);
    const nearest = around.sort((a, b) => length(a) - length(b))[0];
    if (nearest !== undefined && nearest !== this.#current) this.#choose(nearest);
  }

  #choose(item: Item): void {
    this.#current = item;
    this.#render();
    this.#detail();
  }

  /** Chooses what somebody has pointed at, which is to be seen on a phone, too. */
  #open(item: Item): void {
    this.#choose(item);
    if (item.place !== null) this.#page.markSource(item.place);
    this.#about.scrollIntoView({ block: "nearest" });
  }

  #render(): void {
    const words = this.#search.value.toLowerCase().split(/\s+/).filter((it) => it !== "");
    const fits = (it: Item) => words.every((word) => `${it.name} ${it.described}`.toLowerCase().includes(word));
    const found = words.length > 0 ? this.#items.filter(fits) : this.#items;
    const isOpen = found.length <= 60 || words.length > 0;
    const all = [...grouped(found, groupOf)].map(([name, items]) => this.#group(name, items, isOpen));
    const isMissed = all.length === 0 && words.length > 0;
    this.#list.replaceChildren(...(isMissed ? [h("p", { class: "more" }, "Nothing has that in its name.")] : all));
  }

  #group(name: string, items: Item[], isOpen: boolean): HTMLElement {
    const hasCurrent = this.#current !== undefined && items.includes(this.#current);
    return folded(name, items.length, isOpen || hasCurrent, () => {
      const listed = items.slice(0, MOST_LISTED).map((it) => h("li", {}, this.#button(it)));
      const rest = items.length - MOST_LISTED;
      return rest > 0 ? [...listed, h("li", { class: "more" }, `and ${number(rest, "other")}: search for them`)] : listed;
    });
  }

  #button(item: Item): HTMLElement {
    const name = item.kind === "operation" ? item.name.split(".").at(-1) : item.name;
    const described = item.kind === "operation" ? h("small", {}, breakable(item.described)) : null;
    const button = h("button", { type: "button", onclick: () => this.#open(item) }, breakable(name ?? ""), described);
    if (item === this.#current) {
      button.setAttribute("aria-current", "true");
      requestAnimationFrame(() => scrollWithin(button));
    }
    return button;
  }

  #detail(): void {
    const item = this.#current;
    this.#shown.scrollTop = 0;
    if (item === undefined) {
      this.#about.replaceChildren(h("p", {}, "The description has neither operations nor types."));
      this.#code.set("", "");
      return;
    }
    const code = item.code.map((it) => undented(this.#lines(it.file, it.first, it.last)));
    const docs = code[0] === undefined ? [] : documentation(cutDocs(code[0]), item.described);
    const { place } = item;
    const where = place === null ? null : h(
      "button",
      { type: "button", class: "link", onclick: () => this.#page.showSource(place) },
      `${place.file}:${place.first}`,
    );
    const file = item.code[0]?.file;
    this.#about.replaceChildren(
      h("h3", {}, breakable(item.name)),
      h("p", { class: "where" }, h("code", {}, breakable(item.described)), where && " at ", where, file ? ` became ${file}` : null),
      ...docs,
    );
    this.#code.set(code.map((it) => it.join("\n")).join("\n\n"), "item.rs");
  }

  #lines(file: string, first: number, last: number): string[] {
    return (this.#files[file] ?? "").split("\n").slice(first - 1, last);
  }
}

/** Scrolls the list to a button of it, and not the page. */
function scrollWithin(button: HTMLElement): void {
  const list = button.closest(".list");
  if (list === null) return;
  const [box, seen] = [button.getBoundingClientRect(), list.getBoundingClientRect()];
  if (box.top < seen.top || box.bottom > seen.bottom) list.scrollTop += box.top - seen.top - seen.height / 3;
}

function groupOf(item: Item): string {
  if (item.kind === "type") return "Types";
  const handle = item.name.split(".").slice(0, -1).join(".");
  return handle === "client" ? "Operations" : handle;
}

/** Lines that begin at the first column. */
function undented(lines: string[]): string[] {
  const indent = Math.min(...lines.filter((it) => it.trim() !== "").map((it) => it.length - it.trimStart().length));
  return lines.map((it) => it.slice(indent));
}

/** Takes the doc comment off an item, and gives its lines. */
function cutDocs(lines: string[]): string[] {
  const end = lines.findIndex((it) => !it.startsWith("///"));
  return lines.splice(0, Math.max(end, 0)).map((it) => it.slice(4));
}

/** What a doc comment says, without what stands above it already. */
function documentation(lines: string[], described: string): HTMLElement[] {
  const blocks: HTMLElement[] = [];
  let paragraph: string[] = [];
  let code: string[] | null = null;
  const end = () => {
    const text = paragraph.join(" ").trim();
    if (text !== "" && text !== `\`${described}\``) blocks.push(h("p", {}, marked(text)));
    paragraph = [];
  };
  for (const line of [...lines, ""]) {
    if (line.startsWith("```")) {
      end();
      if (code !== null) blocks.push(h("pre", { class: "code", tabindex: "0", role: "group", "aria-label": "Example" }, code.join("\n")));
      code = code === null ? [] : null;
    } else if (code !== null) {
      // What begins with a sign is what rustdoc hides.
      if (line !== "#" && !line.startsWith("# ")) code.push(line);
    } else {
      const heading = line.startsWith("# ") ? line.slice(2) : null;
      if (line.trim() === "" || line.startsWith("- ") || heading !== null) end();
      if (heading !== null) blocks.push(h("h4", {}, heading));
      else paragraph.push(line.trim().replace(/^- /, "• "));
    }
  }
  return blocks;
}
