// The page: what goes in on one side, what comes out on the other.

import { type Run, Stopped, load, start } from "./engine/engine";
import type { Generated, Input } from "./engine/tasks";
import { EXAMPLES, type Example } from "./input/examples";
import { type Opened, chosen, dropped, open, pasted } from "./input/files";
import { InputView } from "./input/input";
import { KEY, MOST_CHARACTERS, fromFragment, toFragment } from "./input/share";
import { ApiView } from "./output/api";
import { CallView } from "./output/call";
import { CompareView } from "./output/compare";
import { ExploreView } from "./output/explore";
import { FilesView } from "./output/files";
import { FindingsView } from "./output/findings";
import { HomeView } from "./output/home";
import { NumbersView } from "./output/numbers";
import { CrateView, type Page, type Result, type View } from "./output/output";
import { byId, h, number, reason, size } from "./ui/dom";
import { Tabs } from "./ui/tabs";

/** Up to this a description is generated from while it is typed. */
const MOST_AT_ONCE = 150_000;

/** How long nothing is typed before that, in milliseconds. */
const PAUSE = 500;

const message = byId("message");
const status = byId("status");
const progress = byId<HTMLProgressElement>("progress");
const stop = byId<HTMLButtonElement>("stop");

const input = new InputView({
  changed,
  pasted: takePasted,
  moved: (file, line) => explore.showLine(file, line),
});
const page: Page = {
  markSource: (passage) => input.markSource(passage),
  showSource: (passage) => input.showSource(passage),
  repair,
  input: () => input.input,
};

const outputs = new Tabs(byId("output-tabs"), (id) => fill(id));
const explore = new ExploreView(byId("panel-explore"), page);
new CompareView(byId("panel-compare"), page);
const ofCrate = (id: string, view: (panel: HTMLElement) => View) => new CrateView(byId(id), view(byId(id)));
const views: Record<string, View> = {
  "tab-call": ofCrate("panel-call", (panel) => new CallView(panel)),
  "tab-explore": ofCrate("panel-explore", () => explore),
  "tab-files": ofCrate("panel-files", (panel) => new FilesView(panel)),
  "tab-findings": new FindingsView(byId("panel-findings"), page),
  "tab-api": ofCrate("panel-api", (panel) => new ApiView(panel)),
  "tab-numbers": new NumbersView(byId("panel-numbers")),
  "tab-home": ofCrate("panel-home", (panel) => new HomeView(panel)),
};

/** What came out last, and which tabs don't show it yet. */
let result: Result | undefined;
let stale = new Set<string>();

/** How often somebody has chosen what to open: what is read slowly doesn't replace what was chosen after it. */
let choices = 0;
/** How often another description came in: what mends one is nothing for the next. */
let descriptions = 0;

/** Actions on their way into the overlay, and when the last of them is there. */
const repairs = new Set<string>();
let repaired: Promise<void> = Promise.resolve();

let running: Run<Generated> | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

/** A tab is filled when it is looked at. */
function fill(id: string): void {
  if (result === undefined || !stale.delete(id)) return;
  views[id]?.show(result);
}

function changed(): void {
  clearTimeout(timer);
  if (input.length <= MOST_AT_ONCE) timer = setTimeout(() => void generate(), PAUSE);
  else if (running === undefined) say("Changed: “Generate” makes the crate again.");
}

async function generate(): Promise<void> {
  clearTimeout(timer);
  running?.stop();
  const now = input.input;
  const length = input.length;
  const run = start({ task: "generate", ...now });
  running = run;
  progress.hidden = false;
  // What is loaded once isn't counted.
  let began: number | undefined;
  const seconds = () => (performance.now() - (began ?? performance.now())) / 1000;
  const loaded = () => {
    if (running !== run) return;
    began = performance.now();
    progress.removeAttribute("value");
    say("Generating…");
  };
  void load().then(loaded, () => {});
  const ticking = setInterval(() => {
    stop.hidden = false;
    if (began !== undefined) say(`Generating from ${size(length)}… ${Math.round(seconds())} s`);
  }, 1000);
  try {
    const generated = await run.done;
    show(now, generated, seconds());
  } catch (error) {
    if (running !== run) return;
    if (error instanceof Stopped) say("Stopped. What is shown is from before.");
    else say(`The generator failed: ${reason(error)}. The command may make the crate; please report the description.`, true);
  } finally {
    clearInterval(ticking);
    if (running === run) {
      running = undefined;
      stop.hidden = progress.hidden = true;
    }
  }
}

function show(now: Input, generated: Generated, seconds: number): void {
  result = { input: now, generated, seconds };
  stale = new Set(Object.keys(views));
  const { census, findings } = generated;
  const n = (severity: string) => findings.filter((it) => it.severity === severity).length;
  const tab = byId("tab-findings");
  const count = h("span", { class: n("error") > 0 ? "count error" : "count" }, String(findings.length));
  tab.replaceChildren("Findings", ...(findings.length > 0 ? [" ", count] : []));
  if (generated.files === null) {
    say(`No crate: ${number(n("error"), "error")}. “Findings” says where.`, true);
    outputs.show("tab-findings");
  } else {
    const counts = [number(census.operations, "operation"), number(census.types, "type"), number(census.gaps, "gap")];
    say(`${generated.package}: ${census.dialect}, ${counts.join(", ")}, in ${seconds.toFixed(2)} s`);
  }
  fill(outputs.current);
}

function say(text: string, isError = false): void {
  status.textContent = text;
  status.parentElement?.classList.toggle("error", isError);
}

/** Says something about what somebody has asked for, above all. */
function tell(...text: (string | Node)[]): void {
  const close = h("button", { type: "button", class: "quiet", onclick: () => tell() }, "Close");
  message.replaceChildren(...(text.length > 0 ? [h("p", {}, ...text), close] : []));
  message.hidden = text.length === 0;
}

/** Puts an action into the overlay, after those that are on their way, and once where it is asked for twice. */
function repair(action: string): void {
  if (repairs.has(action)) return;
  repairs.add(action);
  const mended = described();
  repaired = repaired.then(() => repairNow(action, mended)).finally(() => repairs.delete(action));
}

/** Puts an action into the overlay, shows it there and generates again, while the description is still `mended`. */
async function repairNow(action: string, mended: string): Promise<void> {
  try {
    // What is typed meanwhile stays: then it is done again with that.
    for (;;) {
      const { overlay } = input.input;
      const done = await start({ task: "repair", title: result?.generated.title || "Repairs", overlay, action }).done;
      if (described() !== mended) return;
      if (input.input.overlay !== overlay) continue;
      if (done.overlay === null) return tell("The overlay has no list of actions to which this could be added: mend it first.");
      tell();
      input.setOverlay(done.overlay);
      return void generate();
    }
  } catch (error) {
    tell(String(error));
  }
}

/** Tells one description from another, but not from what somebody makes of it by typing. */
function described(): string {
  return `${descriptions} ${input.input.description}`;
}

function take(opened: Opened): void {
  const isDescribed = opened.description !== null || Object.keys(opened.files).length > 0;
  if (!isDescribed && opened.overlay === null && opened.settings === null) {
    return tell("There is nothing to read in that: a description is YAML or JSON.");
  }
  tell();
  if (isDescribed) descriptions++;
  input.take(opened);
  void generate();
}

async function opening(files: Promise<Opened>): Promise<void> {
  const choice = ++choices;
  try {
    const opened = await files;
    if (choice === choices) take(opened);
  } catch (error) {
    if (choice === choices) tell(reason(error));
  }
}

/** Takes what somebody has pasted in place of all that was there; says whether it is a text to begin with. */
function takePasted(text: string): boolean {
  const opened = pasted(text);
  const isWhole = opened.description !== null || opened.overlay !== null;
  if (isWhole) void opening(Promise.resolve(opened));
  return isWhole;
}

/** Begins with what somebody has copied; where the browser doesn't tell, with an empty box to paste it into. */
async function paste(): Promise<void> {
  const choice = ++choices;
  const text = await navigator.clipboard.readText().catch(() => "");
  if (choice !== choices || takePasted(text)) return;
  descriptions++;
  input.empty();
  tell("Paste a description into the box: by Ctrl+V, or ⌘V.");
}

/** Begins with another description. */
function set(all: Input): void {
  choices++;
  descriptions++;
  input.set(all);
  void generate();
}

function example({ name, text }: Example): void {
  set({ files: { [name]: text }, description: name, overlay: "", settings: "" });
}

async function share(): Promise<void> {
  const packed = await toFragment(input.input);
  if ("length" in packed) {
    const most = MOST_CHARACTERS.toLocaleString("en");
    const length = packed.length.toLocaleString("en");
    return tell(`That is too large for a link: packed it has ${length} characters, and ${most} is the most that others can open. Share the files instead.`);
  }
  history.replaceState(null, "", packed.fragment);
  const url = h("input", { readonly: true, value: location.href, "aria-label": "The link" });
  try {
    await navigator.clipboard.writeText(location.href);
    tell("The link is copied. It carries the description itself: whoever has it can read all of it.");
  } catch {
    tell("The link carries the description itself: whoever has it can read all of it. ", url);
    url.select();
  }
}

function wire(): void {
  const pick = (id: string, inputId: string) => {
    const field = byId<HTMLInputElement>(inputId);
    byId(id).addEventListener("click", () => field.click());
    field.addEventListener("change", () => {
      void opening(open(chosen(field.files ?? [])));
      field.value = "";
    });
  };
  pick("open", "file");
  pick("open-folder", "folder");
  const examples = byId<HTMLSelectElement>("examples");
  examples.append(...EXAMPLES.map((it, n) => h("option", { value: n }, it.title)));
  examples.addEventListener("change", () => {
    const chosen = EXAMPLES[Number(examples.value)];
    if (examples.value !== "" && chosen !== undefined) {
      tell();
      example(chosen);
    }
    examples.value = "";
  });
  byId("paste").addEventListener("click", () => void paste());
  byId("share").addEventListener("click", () => void share());
  byId("run").addEventListener("click", () => void generate());
  stop.addEventListener("click", () => running?.stop());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void generate();
    }
  }, true);
  new Tabs(byId("input-tabs"));
  byId("version").textContent = VERSION;
  dropping();
}

/** Files can be dropped anywhere. */
function dropping(): void {
  const cover = byId("drop");
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  addEventListener("dragenter", (event) => (cover.hidden = !hasFiles(event)));
  addEventListener("dragover", (event) => hasFiles(event) && event.preventDefault());
  cover.addEventListener("dragleave", () => (cover.hidden = true));
  addEventListener("drop", (event) => {
    if (!hasFiles(event) || event.dataTransfer === null) return;
    event.preventDefault();
    cover.hidden = true;
    void opening(dropped(event.dataTransfer).then(open));
  }, true);
}

async function begin(): Promise<void> {
  wire();
  load((part) => (progress.value = part)).catch((error) => say(reason(error), true));
  try {
    const shared = await fromFragment(location.hash);
    if (shared !== null && choices === 0) return set(shared);
  } catch (error) {
    tell(reason(error));
  }
  const first = EXAMPLES[0];
  // Somebody may have been faster.
  if (first !== undefined && choices === 0) example(first);
}

// Somebody has opened a link in the same tab.
addEventListener("hashchange", () => location.hash.startsWith(KEY) && location.reload());
void begin();
