"use strict";
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const crates = [...document.querySelectorAll("section.crate")];
  const changes = crates.flatMap((crate) =>
    [...crate.querySelectorAll("article")].map((element) => ({ crate: crate.id, element, text: null })));
  const textOf = (change) => (change.text ??= change.element.textContent.toLowerCase());
  const show = () => {
    const data = new FormData(form);
    const crate = data.get("crate") ?? "";
    const severities = data.getAll("severity");
    const words = String(data.get("text")).toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const change of changes) {
      const fits = (crate === "" || change.crate === crate)
        && severities.includes(change.element.dataset.severity)
        && words.every((word) => textOf(change).includes(word));
      change.element.hidden = !fits;
      shown += fits;
    }
    for (const section of document.querySelectorAll("section.severity")) {
      section.hidden = !section.querySelector("article:not([hidden])");
    }
    for (const section of crates) section.hidden = crate !== "" && section.id !== crate;
    form.elements.shown.value = `${shown} of ${changes.length} change${changes.length === 1 ? "" : "s"}`;
  };
  form.hidden = false;
  form.addEventListener("input", show);
  form.addEventListener("reset", () => setTimeout(show));
  form.addEventListener("submit", (event) => event.preventDefault());
  show();
})();
