// Tabs as the ARIA Authoring Practices have them: arrows move between them, Tab goes into the panel.

/** Wires a `role=tablist` whose tabs name their panels by `aria-controls`. */
export class Tabs {
  readonly #tabs: HTMLElement[];
  readonly #chosen: (id: string) => void;
  #current = "";

  constructor(list: HTMLElement, chosen: (id: string) => void = () => {}) {
    this.#tabs = [...list.querySelectorAll<HTMLElement>("[role=tab]")];
    this.#chosen = chosen;
    for (const tab of this.#tabs) tab.addEventListener("click", () => this.show(tab.id));
    list.addEventListener("keydown", (event) => this.#move(event));
    const first = this.#tabs[0];
    if (first !== undefined) this.show(first.id);
  }

  get current(): string {
    return this.#current;
  }

  show(id: string): void {
    this.#current = id;
    for (const tab of this.#tabs) {
      const isChosen = tab.id === id;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
      if (panel !== null) panel.hidden = !isChosen;
      if (isChosen) tab.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    this.#chosen(id);
  }

  #move(event: KeyboardEvent): void {
    const at = this.#tabs.findIndex((it) => it.id === this.#current);
    const n = this.#tabs.length;
    const to = { ArrowRight: (at + 1) % n, ArrowLeft: (at + n - 1) % n, Home: 0, End: n - 1 }[event.key];
    const tab = to === undefined ? undefined : this.#tabs[to];
    if (tab === undefined) return;
    event.preventDefault();
    this.show(tab.id);
    tab.focus();
  }
}
