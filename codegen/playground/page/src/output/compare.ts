// An earlier description beside this one: what changed, on the wire and in Rust.

import { type Run, Stopped, start } from "../engine/engine";
import type { Compared, Finding } from "../engine/tasks";
import { type Opened, chosen, open } from "../input/files";
import { Editor } from "../ui/editor";
import { copyButton, h, number, reason } from "../ui/dom";
import { showPage } from "../ui/trusted";
import { type Page, placeOf } from "./output";

export class CompareView {
  readonly #page: Page;
  readonly #box = h("div", { class: "compare alone" });
  readonly #editor: Editor;
  readonly #said = h("p", { role: "status" }, "Compare with an earlier description of this API.");
  readonly #frame = h("iframe", { sandbox: "allow-scripts", title: "What changed", hidden: true });
  readonly #changelog = h("pre", { class: "code", tabindex: "0", role: "group", "aria-label": "CHANGELOG.md" });
  readonly #log = h("details", { class: "log", hidden: true }, h("summary", {}, "For a CHANGELOG.md"),
    h("div", { class: "copied" }, this.#changelog, copyButton("Copy", () => this.#changelog.textContent ?? "")));
  #opened: Opened | undefined;
  /** How often somebody has chosen an earlier one: what is read slowly doesn't replace what was chosen after it. */
  #choices = 0;
  #run: Run<Compared> | undefined;

  constructor(panel: HTMLElement, page: Page) {
    this.#page = page;
    const input = h("input", { type: "file", multiple: true, hidden: true });
    input.addEventListener("change", () => {
      void this.#open(open(chosen(input.files ?? [])));
      input.value = "";
    });
    const buttons = h(
      "div",
      { class: "chips" },
      h("button", { type: "button", onclick: () => input.click() }, "Open the earlier one…"),
      h("button", { type: "button", onclick: () => this.#take() }, "Copy the present one"),
      h("button", { type: "button", class: "primary", id: "compare", onclick: () => void this.#compare() }, "Compare"),
    );
    const box = h("div", { class: "editor" });
    this.#box.append(h("div", { class: "call row" }, this.#said, buttons, input), box, this.#log, this.#frame);
    panel.append(this.#box);
    this.#editor = new Editor(box, {
      label: "The earlier description",
      placeholder: "Paste the earlier description here.\nOr copy the present one, change the description, and compare.",
    });
  }

  async #open(files: Promise<Opened>): Promise<void> {
    const choice = ++this.#choices;
    try {
      const opened = await files;
      if (choice === this.#choices) this.#set(opened);
    } catch (error) {
      if (choice === this.#choices) this.#said.textContent = reason(error);
    }
  }

  #set(opened: Opened): void {
    const name = opened.description ?? Object.keys(opened.files)[0];
    if (name === undefined) throw new Error("there is no description among these files");
    this.#opened = { ...opened, description: name };
    this.#editor.set(opened.files[name] ?? "", name);
    this.#said.textContent = `${name} is open: compare.`;
  }

  #take(): void {
    this.#choices++;
    this.#set(this.#page.input());
    this.#said.textContent = "Change the description, and compare.";
  }

  async #compare(): Promise<void> {
    this.#run?.stop();
    const revision = this.#page.input();
    if (this.#editor.text.trim() === "") {
      this.#said.textContent = "There is no earlier description yet: open or paste one.";
      return;
    }
    const description = this.#opened?.description ?? "earlier.yaml";
    const files = { ...this.#opened?.files, [description]: this.#editor.text };
    const base = { files, description, overlay: this.#opened?.overlay ?? revision.overlay, settings: this.#opened?.settings ?? revision.settings };
    this.#said.textContent = "Comparing…";
    this.#run = start({ task: "compare", name: description, base, revision });
    try {
      this.#show(await this.#run.done);
    } catch (error) {
      if (!(error instanceof Stopped)) this.#said.textContent = `It can't be compared: ${reason(error)}`;
    }
  }

  #show({ report, changelog, changes, wire, rust, base, revision }: Compared): void {
    const hasReport = report !== null && changes !== null;
    this.#frame.hidden = !hasReport;
    this.#log.hidden = !hasReport || changes === 0;
    this.#changelog.textContent = changelog;
    this.#box.classList.toggle("alone", !hasReport);
    if (hasReport) {
      showPage(this.#frame, report);
      this.#said.textContent = changes === 0 ? "Nothing changed." : `${number(changes, "change")}; on the wire: ${wire}, in Rust: ${rust}.`;
      return;
    }
    const isError = (it: Finding) => it.severity === "error";
    const [which, found] = base.some(isError) ? ["The earlier", base] : ["The present", revision];
    const first = found.find(isError);
    this.#said.textContent = `${which} description has an error: ${first?.message ?? ""} (${first === undefined ? "" : placeOf(first)})`;
  }
}
