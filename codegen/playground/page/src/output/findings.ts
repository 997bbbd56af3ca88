// Findings: where, what, and what mends it.

import type { Finding, Severity, Spot } from "../engine/tasks";
import { h, marked, number } from "../ui/dom";
import { type Page, type Result, type View, placeOf, textOf } from "./output";

const SEVERITIES: Severity[] = ["error", "gap", "warning", "note"];

/** How many are shown at first, and how many more at a time. */
const STEP = 50;

export class FindingsView implements View {
  readonly #panel: HTMLElement;
  readonly #page: Page;
  #result: Result | undefined;
  #only: Severity | null = null;
  #shown = STEP;
  readonly #lines = new Map<string, string[]>();

  constructor(panel: HTMLElement, page: Page) {
    this.#panel = panel;
    this.#page = page;
  }

  show(result: Result): void {
    this.#result = result;
    this.#lines.clear();
    this.#shown = STEP;
    if (!result.generated.findings.some((it) => it.severity === this.#only)) this.#only = null;
    this.#render();
  }

  #render(): void {
    const all = this.#result?.generated.findings ?? [];
    if (all.length === 0) {
      this.#panel.replaceChildren(h("p", { class: "empty" }, "Nothing to say: every part of the description became Rust."));
      return;
    }
    const rank = (it: Finding) => SEVERITIES.indexOf(it.severity);
    const wanted = all.filter((it) => this.#only === null || it.severity === this.#only).sort((a, b) => rank(a) - rank(b));
    const more = h("button", { type: "button", onclick: () => this.#more() }, `Show more of ${number(wanted.length, "finding")}`);
    this.#panel.replaceChildren(
      h("div", { class: "chips", role: "group", "aria-label": "Which findings" }, this.#chip(null, all.length), ...this.#chips(all)),
      h("ul", { class: "findings" }, ...wanted.slice(0, this.#shown).map((it) => this.#finding(it))),
      wanted.length > this.#shown ? more : "",
    );
  }

  #more(): void {
    this.#shown += STEP * 4;
    this.#render();
  }

  #chips(all: Finding[]): HTMLElement[] {
    const counts = SEVERITIES.map((it): [Severity, number] => [it, all.filter((one) => one.severity === it).length]);
    return counts.filter(([, n]) => n > 0).map(([severity, n]) => this.#chip(severity, n));
  }

  #chip(severity: Severity | null, n: number): HTMLElement {
    const choose = () => {
      this.#only = severity;
      this.#render();
      this.#panel.querySelector<HTMLElement>("[aria-pressed=true]")?.focus();
    };
    const label = severity === null ? `All ${n}` : number(n, severity);
    return h("button", { type: "button", class: "quiet", "aria-pressed": String(this.#only === severity), onclick: choose }, label);
  }

  #finding(finding: Finding): HTMLElement {
    const { severity, code, message, help, overlay } = finding;
    const related = finding.related.map((it) => h("p", { class: "help" }, marked(it.message), " ", this.#place(it)));
    const repair = overlay === null ? null : h("button", { type: "button", onclick: () => this.#page.repair(overlay) }, "Add this to the overlay");
    return h(
      "li",
      { class: `finding ${severity}` },
      h("h3", {}, h("span", { class: "kind" }, severity), marked(message)),
      h("p", { class: "where" }, this.#place(finding), " ", h("code", {}, code)),
      this.#frame(finding),
      ...related,
      help !== null && h("p", { class: "help" }, marked(help)),
      overlay !== null && h("pre", { class: "code", tabindex: "0", role: "group", "aria-label": "Overlay action" }, overlay),
      repair && h("div", { class: "row" }, repair),
    );
  }

  #place(spot: Spot): HTMLElement | null {
    const { file, line } = spot;
    if (file === null || line === null) return null;
    const show = () => this.#page.showSource({ file, first: line, last: line });
    return h("button", { type: "button", class: "link", onclick: show }, placeOf(spot));
  }

  /** The line with those around it, without the indentation of all, and what is meant marked. */
  #frame({ file, line, column, endColumn }: Spot): HTMLElement | null {
    if (file === null || line === null || column === null) return null;
    const lines = this.#linesOf(file);
    const from = Math.max(1, line - 2);
    const around = lines.slice(from - 1, line + 1);
    const cut = Math.min(...around.filter((it) => it.trim() !== "").map(indentation), column - 1);
    const children: (Node | string)[] = [];
    for (const [at, whole] of around.entries()) {
      const n = from + at;
      const text = shortened(whole.slice(cut), n === line ? column - cut : 1);
      children.push(h("span", { class: "gutter" }, `${String(n).padStart(6)}  `));
      if (n === line) {
        // Columns count characters, not UTF-16.
        const characters = [...text.shown];
        const first = column - 1 - cut - text.before;
        const [start, end] = [first, first + Math.max(0, (endColumn ?? column) - column)];
        const mark = h("mark", {}, characters.slice(start, end).join(""));
        children.push(characters.slice(0, start).join(""), mark, characters.slice(end).join(""), "\n");
      } else children.push(`${text.shown}\n`);
    }
    return h("pre", { class: "code", tabindex: "0", role: "group", "aria-label": `Lines of ${file}` }, ...children);
  }

  #linesOf(file: string): string[] {
    const known = this.#lines.get(file);
    if (known !== undefined) return known;
    const input = this.#result?.input;
    const text = input === undefined ? undefined : textOf(input, file);
    const lines = (text ?? "").replace(/^\ufeff/, "").split(/\r?\n/);
    this.#lines.set(file, lines);
    return lines;
  }
}

function indentation(line: string): number {
  return line.length - line.trimStart().length;
}

/** A line of which a column is seen: a whole description may stand in one. */
function shortened(line: string, column: number): { shown: string; before: number } {
  if (line.length <= 400) return { shown: line, before: 0 };
  const before = Math.max(0, column - 120);
  return { shown: [...line.slice(0, column * 2 + 600)].slice(before, before + 300).join(""), before };
}
