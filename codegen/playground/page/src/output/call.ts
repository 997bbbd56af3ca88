// The first call, ready to copy.

import { Editor } from "../ui/editor";
import { copyButton, h } from "../ui/dom";
import { type Result, type View, manifest } from "./output";

export class CallView implements View {
  readonly #editor: Editor;
  readonly #about = h("p");
  #code = "";

  constructor(panel: HTMLElement) {
    const copy = copyButton("Copy", () => this.#code);
    const box = h("div", { class: "editor" });
    panel.append(h("div", { class: "call row" }, this.#about, copy), box);
    this.#editor = new Editor(box, { label: "A program that makes a first call", readOnly: true });
  }

  show({ generated }: Result): void {
    const { firstCall, firstCallVariables } = generated;
    const read = firstCallVariables.flatMap((it, n) => [n > 0 ? ", " : "", h("code", {}, it)]);
    const variables = read.length > 0 ? [" It reads ", ...read, " from the environment."] : [];
    const isThere = firstCall !== "";
    this.#about.replaceChildren(
      ...(isThere ? ["A program that calls the API, as the crate’s README has it.", ...variables] : ["The description has no operation to call."]),
    );
    this.#code = isThere ? `${dependencies(generated.package)}\n${firstCall}` : "";
    this.#editor.set(this.#code, "main.rs");
  }
}

/** What the program's `Cargo.toml` has, as a comment. */
function dependencies(name: string): string {
  const lines = manifest(name).trimEnd().split("\n");
  return ["Cargo.toml:", ...lines].map((it) => `// ${it}`.trimEnd()).join("\n") + "\n";
}
