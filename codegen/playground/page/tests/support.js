// A browser with the page in it, or why there is none.

import { after, before } from "node:test";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

import { serve } from "../tools/serve.js";

/** The top of the repository. */
export const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

/** The folder of the page that is tested. */
const PAGE = process.env.PLAYGROUND;

function findChromium() {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // It isn't here.
      }
    }
  }
  return null;
}

const program = findChromium();

/** Why nothing can be tested; false where it can. */
export const skip = program === null ? "no Chromium here" : PAGE === undefined ? "PLAYGROUND names no page: `cargo xtask playground --test`" : false;

let browser;
let server;
export let scratch;

/** Has what the tests of a file need started before them, and ended after them. */
export function prepare() {
  let finish = async () => {};
  before(async () => {
    if (!skip) finish = await prepareNow();
  });
  after(() => finish());
}

/** Starts a browser and a server; gives what ends both. */
export async function prepareNow() {
  // Below a path, as the page of a repository is.
  server = await serve(PAGE, { path: "/clientwright/" });
  browser = await chromium.launch({ executablePath: program, args: ["--no-sandbox"] });
  scratch = mkdtempSync(join(tmpdir(), "playground-"));
  return async () => {
    await browser.close();
    server.close();
    rmSync(scratch, { recursive: true, force: true });
  };
}

export const url = () => server.url;

/** Opens the page; `said` has all that went wrong in it or left it. */
export async function open({ fragment = "", ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 850 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const said = [];
  page.on("console", (it) => it.type() === "error" && said.push(it.text()));
  page.on("pageerror", (it) => said.push(String(it)));
  page.on("dialog", (it) => (said.push(`dialog: ${it.message()}`), it.dismiss()));
  page.on("request", (it) => !/^(blob:|data:)/.test(it.url()) && !it.url().startsWith(server.url) && said.push(`request: ${it.url()}`));
  await page.goto(server.url + fragment);
  await settled(page);
  return { page, said, close: () => context.close() };
}

/** Waits until nothing is generated. */
export async function settled(page, timeout = 60_000) {
  await page.waitForFunction(
    () => document.getElementById("progress").hidden && !/^(Loading|Generating)/.test(document.getElementById("status").textContent),
    undefined,
    { timeout },
  );
  return page.locator("#status").textContent();
}

/** Opens files as somebody does who chooses them, and waits for what comes of them. */
export async function give(page, files, timeout) {
  await page.evaluate(() => (document.getElementById("status").textContent = "Generating"));
  const all = Object.entries(files).map(([name, text]) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) }));
  await page.setInputFiles("#file", all);
  return settled(page, timeout);
}

/** Chooses a tab of what comes out. */
export async function tab(page, name) {
  await page.click(`#tab-${name}`);
}

/** What an editor shows; only its visible lines. */
export function shown(page, panel) {
  return page.locator(`#${panel} .cm-content`).innerText();
}
