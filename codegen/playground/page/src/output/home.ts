// The crate to take home, and the command that makes the same there.

import { strToU8, zipSync } from "fflate";

import type { Files, Input } from "../engine/tasks";
import { copyButton, h, number, reason, save } from "../ui/dom";
import { type Result, type View, manifest } from "./output";

export class HomeView implements View {
  readonly #parts = h("div", { class: "home" });

  constructor(panel: HTMLElement) {
    panel.append(this.#parts);
  }

  show({ generated, input }: Result): void {
    const files = generated.files ?? {};
    const name = generated.package;
    const command = commandFor(input, name);
    const boxes = [["overlay.yaml", input.overlay], ["vendor.toml", input.settings]] as const;
    const saved = boxes.filter(([, text]) => text.trim() !== "").map(([file, text]) =>
      h("button", { type: "button", onclick: () => save(file, text, "text/plain") }, `Save ${file}`),
    );
    const said = h("p", { role: "status" });
    const download = async (event: Event) => {
      const button = event.currentTarget as HTMLButtonElement;
      button.disabled = true;
      // Packing keeps the page busy: the button is seen to be pressed before.
      await new Promise((resolve) => setTimeout(resolve));
      try {
        save(`${name}.zip`, packed(files, name), "application/zip");
        said.textContent = "";
      } catch (error) {
        said.textContent = `It can't be packed: ${reason(error)}`;
      } finally {
        button.disabled = false;
      }
    };
    this.#parts.replaceChildren(
      part("The crate", `${number(Object.keys(files).length, "file")}, as the command writes them.`,
        h("div", { class: "row" }, h("button", { type: "button", id: "download", class: "primary", onclick: download }, `Save ${name}.zip`)), said),
      part("A program that uses it", "Unpack it into the program’s folder, and have this in the program’s Cargo.toml:", toCopy("Cargo.toml", manifest(name))),
      part("The same at home", "Install the command from a clone of Clientwright’s repository, and run it beside the description:",
        toCopy("Installing", "cargo install --locked --path clientwright/codegen/cli"), toCopy("Command", command, "command")),
      ...(saved.length > 0 ? [part("What you wrote here", "This page keeps nothing: save it before you leave.", h("div", { class: "chips" }, ...saved))] : []),
    );
  }
}

function part(title: string, text: string, ...rest: HTMLElement[]): HTMLElement {
  return h("div", {}, h("h3", {}, title), h("p", {}, text), ...rest);
}

/** A text with a button that copies it. */
function toCopy(label: string, text: string, id?: string): HTMLElement {
  const shown = h("pre", { class: "code", id, tabindex: "0", role: "group", "aria-label": label }, text.trimEnd());
  return h("div", { class: "copied" }, shown, copyButton("Copy", () => text));
}

/** The command line, with what shells take for themselves in quotes. */
function commandFor(input: Input, name: string): string {
  const quoted = (it: string) => (/^[\w./-]+$/.test(it) ? it : `'${it.replaceAll("'", "'\\''")}'`);
  const words = ["clientwright generate", quoted(input.description), "--out", quoted(name)];
  if (input.overlay.trim() !== "") words.push("--overlay overlay.yaml");
  if (input.settings.trim() !== "") words.push("--settings vendor.toml");
  return words.join(" ");
}

/**
 * The files in a folder that is called like the crate.
 *
 * What fflate does beside the page it does in workers made of texts, which the page's policy refuses.
 */
function packed(files: Files, name: string): Uint8Array<ArrayBuffer> {
  const all = Object.fromEntries(Object.entries(files).map(([path, text]) => [`${name}/${path}`, strToU8(text)]));
  // The same crate is the same file.
  return zipSync(all, { mtime: new Date(1980, 0, 1) }) as Uint8Array<ArrayBuffer>;
}
