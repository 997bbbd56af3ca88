// The boxes on the side where things go in, and the files behind them.

import type { Files, Input, Passage } from "../engine/tasks";
import { Editor } from "../ui/editor";
import { byId, h } from "../ui/dom";
import type { Opened } from "./files";

interface Listener {
  /** Somebody has edited something. */
  changed(): void;
  /** Somebody has pasted a text in place of all that was there; says whether that is dealt with. */
  pasted(text: string): boolean;
  /** Somebody has moved to a line of a file. */
  moved(file: string, line: number): void;
}

export class InputView {
  readonly #editor: Editor;
  readonly #overlay: Editor;
  readonly #settings: Editor;
  readonly #select = byId<HTMLSelectElement>("shown");
  readonly #describe = byId<HTMLButtonElement>("describe");
  #files: Files = {};
  #description = "openapi.yaml";
  /** The file in the editor, whose text there counts. */
  #shown = "openapi.yaml";

  constructor(listener: Listener) {
    const edited = () => listener.changed();
    this.#editor = new Editor(byId("editor-description"), {
      label: "Description",
      placeholder: "Paste an OpenAPI document or a Postman collection here, or drop files anywhere.",
      edited,
      pasted: (text) => listener.pasted(text),
      moved: (line) => listener.moved(this.#shown, line),
    });
    this.#overlay = new Editor(byId("editor-overlay"), {
      label: "Overlay",
      placeholder: "overlay: 1.0.0\ninfo: {title: Mine, version: \"1\"}\nactions:\n  - target: $.info\n    update: {title: Another title}",
      edited,
    });
    this.#settings = new Editor(byId("editor-settings"), {
      label: "Settings",
      placeholder: "[select]\ninclude = [\"tag:pets\"]",
      edited,
    });
    this.#overlay.set("", "overlay.yaml");
    this.#settings.set("", "vendor.toml");
    this.#select.addEventListener("change", () => this.#open(this.#select.value));
    this.#describe.addEventListener("click", () => {
      this.#description = this.#shown;
      this.#list();
      listener.changed();
    });
  }

  get input(): Input {
    this.#keep();
    const [overlay, settings] = [this.#overlay.text, this.#settings.text];
    return { files: { ...this.#files }, description: this.#description, overlay, settings };
  }

  /** How much there is, in characters. */
  get length(): number {
    const others = Object.entries(this.#files).filter(([path]) => path !== this.#shown);
    return this.#editor.length + others.reduce((sum, [, text]) => sum + text.length, 0);
  }

  set({ files, description, overlay, settings }: Input): void {
    this.#files = { ...files };
    this.#description = this.#shown = description;
    this.#editor.set(files[description] ?? "", description);
    this.#overlay.set(overlay, "overlay.yaml");
    this.#settings.set(settings, "vendor.toml");
    this.#list();
    this.#dots();
    byId("tab-description").click();
  }

  /** An empty box for another description. */
  empty(): void {
    const description = "openapi.yaml";
    this.set({ files: { [description]: "" }, description, overlay: "", settings: "" });
    this.#editor.focus();
  }

  /** Takes what somebody opened: files in place of those that there are, an overlay and settings beside them. */
  take({ files, description, overlay, settings }: Opened): void {
    const now = this.input;
    const name = description ?? Object.keys(files)[0];
    this.set({
      files: name === undefined ? now.files : files,
      description: name ?? now.description,
      // What was written for another description would only be wrong.
      overlay: overlay ?? (name === undefined ? now.overlay : ""),
      settings: settings ?? (name === undefined ? now.settings : ""),
    });
    if (name === undefined) byId(overlay === null ? "tab-settings" : "tab-overlay").click();
  }

  /** Puts a text into the overlay's box, where it is seen and can be undone. */
  setOverlay(text: string): void {
    this.#overlay.replace(text);
    this.#dots();
    byId("tab-overlay").click();
  }

  /** Shows lines of any file that goes in, and scrolls to its box where that is elsewhere. */
  showSource(passage: Passage): void {
    this.markSource(passage);
    byId("editor-description").closest("section")?.scrollIntoView({ block: "nearest" });
  }

  /** Shows lines of any file that goes in, in its box. */
  markSource(passage: Passage): void {
    const { file } = passage;
    const isFile = Object.hasOwn(this.#files, file);
    const [tab, editor]: [string, Editor] = isFile
      ? ["tab-description", this.#editor]
      : file === "overlay.yaml"
        ? ["tab-overlay", this.#overlay]
        : ["tab-settings", this.#settings];
    if (isFile && file !== this.#shown) this.#open(file);
    byId(tab).click();
    editor.show(passage);
  }

  /** The text in the editor belongs to its file. */
  #keep(): void {
    this.#files[this.#shown] = this.#editor.text;
  }

  #open(path: string): void {
    this.#keep();
    this.#shown = path;
    this.#editor.set(this.#files[path] ?? "", path);
    this.#list();
  }

  #list(): void {
    const isFirst = (path: string) => Number(path === this.#description);
    const paths = Object.keys(this.#files).sort((a, b) => isFirst(b) - isFirst(a) || a.localeCompare(b));
    byId("files").hidden = paths.length < 2;
    const label = (path: string) => (path === this.#description ? `${path} (the description)` : path);
    this.#select.replaceChildren(
      ...paths.map((path) => h("option", { value: path, selected: path === this.#shown }, label(path))),
    );
    this.#describe.hidden = this.#shown === this.#description;
  }

  /** Tabs of boxes with something in them say so. */
  #dots(): void {
    const boxes: [string, string, Editor][] = [["tab-overlay", "Overlay", this.#overlay], ["tab-settings", "Settings", this.#settings]];
    for (const [id, name, editor] of boxes) {
      byId(id).textContent = editor.length > 0 ? `${name} •` : name;
    }
  }
}
