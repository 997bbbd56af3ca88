// All files of the crate.

import type { Files } from "../engine/tasks";
import { Editor } from "../ui/editor";
import { copyButton, folded, grouped, h } from "../ui/dom";
import type { Result, View } from "./output";

export class FilesView implements View {
  readonly #list = h("nav", { class: "list", "aria-label": "Files of the crate" });
  readonly #name = h("h3");
  readonly #code: Editor;
  #files: Files = {};
  #current = "src/lib.rs";

  constructor(panel: HTMLElement) {
    const box = h("div", { class: "editor" });
    const copy = copyButton("Copy", () => this.#files[this.#current] ?? "");
    const head = h("div", { class: "about row" }, this.#name, copy);
    panel.append(h("div", { class: "split" }, this.#list, h("div", { class: "detail" }, head, box)));
    this.#code = new Editor(box, { label: "File", readOnly: true });
  }

  show({ generated }: Result): void {
    this.#files = generated.files ?? {};
    if (!Object.hasOwn(this.#files, this.#current)) this.#current = "src/lib.rs";
    const folders = grouped(Object.keys(this.#files), (path) => path.split("/").slice(0, -1).join("/"));
    const all = [...folders].sort(([a], [b]) => a.localeCompare(b)).map(([folder, paths]) => this.#folder(folder, paths));
    this.#list.replaceChildren(...all);
    this.#open(this.#current);
  }

  #folder(folder: string, paths: string[]): HTMLElement {
    const isOpen = paths.length <= 40 || paths.includes(this.#current);
    const name = folder === "" ? "The crate" : `${folder}/`;
    return folded(name, paths.length, isOpen, () => paths.map((it) => h("li", {}, this.#button(it))));
  }

  #button(path: string): HTMLElement {
    return h("button", { type: "button", "data-path": path, onclick: () => this.#open(path) }, path.split("/").at(-1) ?? "");
  }

  #open(path: string): void {
    this.#current = path;
    for (const button of this.#list.querySelectorAll("button")) {
      button.setAttribute("aria-current", String(button.dataset.path === path));
    }
    const text = this.#files[path];
    this.#name.textContent = text === undefined ? "" : path;
    this.#code.set(text ?? "", path);
  }
}
