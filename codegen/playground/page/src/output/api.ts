// `api.json`, by which two versions of a crate are compared.

import { Editor } from "../ui/editor";
import { copyButton, h } from "../ui/dom";
import type { Result, View } from "./output";

export class ApiView implements View {
  readonly #code: Editor;

  constructor(panel: HTMLElement) {
    const box = h("div", { class: "editor" });
    const about = h("p", {}, "What is public in Rust and what goes over the wire, a fact a line: two versions of a crate are compared by it.");
    panel.append(h("div", { class: "call row" }, about, copyButton("Copy", () => this.#code.text)), box);
    this.#code = new Editor(box, { label: "api.json", readOnly: true });
  }

  show({ generated }: Result): void {
    this.#code.set(generated.files?.["api.json"] ?? "", "api.json");
  }
}
