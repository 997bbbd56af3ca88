// The numbers of a crate.

import type { Census } from "../engine/tasks";
import { h, size } from "../ui/dom";
import type { Result, View } from "./output";

const ROWS: [keyof Census, string, string][] = [
  ["dialect", "Dialect", "what the description is written in"],
  ["operations", "Operations", "that became methods"],
  ["degraded", "Degraded operations", "which are there with a gap of their own"],
  ["skipped", "Skipped operations", "which are described and aren't there"],
  ["leftOut", "Left out", "because the settings don't ask for them"],
  ["requests", "Requests", "of a Postman collection, that the operations stand for"],
  ["types", "Types", "structs, enums and aliases"],
  ["inferredTypes", "Inferred types", "made of examples, not of a schema"],
  ["untyped", "Untyped places", "which hold any JSON value"],
  ["webhooks", "Webhooks", "events that the crate reads"],
  ["web", "Facts from the web", "marked as found there"],
  ["inferred", "Inferred facts", "marked as concluded"],
  ["observed", "Observed facts", "marked as seen in traffic"],
  ["gaps", "Gaps", "constructs that couldn't be expressed"],
];

export class NumbersView implements View {
  readonly #panel: HTMLElement;

  constructor(panel: HTMLElement) {
    this.#panel = panel;
  }

  show({ generated, seconds }: Result): void {
    const files = Object.values(generated.files ?? {});
    const rows = ROWS.map(([key, name, text]) => row(name, text, String(generated.census[key])));
    const bytes = files.reduce((sum, it) => sum + it.length, 0);
    rows.push(row("Files", "of the crate", `${files.length}, ${size(bytes)}`));
    rows.push(row("Time", "that this browser took", `${seconds.toFixed(2)} s`));
    this.#panel.replaceChildren(
      h("table", { class: "numbers" }, h("caption", { class: "hidden" }, "What came out, in numbers"), h("tbody", {}, ...rows)),
    );
  }
}

function row(name: string, text: string, value: string): HTMLElement {
  const isNone = value === "0";
  return h("tr", {}, h("th", { scope: "row" }, h("span", {}, name), " ", h("small", {}, text)), h("td", { class: isNone && "none" }, value));
}
