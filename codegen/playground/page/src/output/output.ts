// What the parts of the page that show a crate have in common.

import type { Generated, Input, Passage, Spot } from "../engine/tasks";
import { h } from "../ui/dom";

/** What a part of the page asks of the rest. */
export interface Page {
  /** Shows lines of a file that goes in, in its box. */
  markSource(passage: Passage): void;
  /** The same, where somebody wants to go there. */
  showSource(passage: Passage): void;
  /** Puts an action into the overlay, and generates again. */
  repair(action: string): void;
  /** What goes in now. */
  input(): Input;
}

/** What has come of an input. */
export interface Result {
  input: Input;
  generated: Generated;
  seconds: number;
}

/** A part of the page that shows what has come out. */
export interface View {
  show(result: Result): void;
}

/** A part that shows a crate: where there is none, its panel says so and no more. */
export class CrateView implements View {
  readonly #panel: HTMLElement;
  readonly #view: View;
  readonly #none = h("p", { class: "empty", hidden: true }, "There is no crate: “Findings” says why.");

  /** `view` has put its elements into the panel. */
  constructor(panel: HTMLElement, view: View) {
    this.#panel = panel;
    this.#view = view;
    panel.append(this.#none);
  }

  show(result: Result): void {
    const isThere = result.generated.files !== null;
    for (const it of this.#panel.children) (it as HTMLElement).hidden = isThere === (it === this.#none);
    if (isThere) this.#view.show(result);
  }
}

/** The text of a file that goes in, the two boxes among them. */
export function textOf(input: Input, file: string): string | undefined {
  if (Object.hasOwn(input.files, file)) return input.files[file];
  if (file === "overlay.yaml") return input.overlay;
  return file === "vendor.toml" ? input.settings : undefined;
}

/** What a program that uses the crate has in its `Cargo.toml`: the runtime is on no registry yet. */
export function manifest(name: string): string {
  return `[dependencies]
${name} = { path = "${name}" }
tokio = { version = "1", features = ["macros", "rt-multi-thread"] }

[patch.crates-io] # the runtime, from a clone of Clientwright's repository
clientwright-runtime = { path = "../clientwright/codegen/runtime" }
`;
}

/** `openapi.yaml:12:7`. */
export function placeOf({ file, line, column }: Spot): string {
  return file === null ? "" : `${file}:${line}:${column}`;
}
