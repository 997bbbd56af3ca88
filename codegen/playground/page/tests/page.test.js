// What somebody does on the page, and what it shows.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { strToU8, unzipSync, zipSync } from "fflate";

import { ROOT, give, open, prepare, scratch, settled, shown, skip, tab, url } from "./support.js";

const EXAMPLES = fileURLToPath(new URL("../examples/", import.meta.url));
const example = (name) => readFileSync(join(EXAMPLES, name), "utf8");

const DIALECTS = {
  "pets.yaml": "OpenAPI 3.0, 4 operations",
  "shop.yaml": "OpenAPI 3.1, 3 operations",
  "streams.yaml": "OpenAPI 3.2, 3 operations",
  "library.yaml": "OpenAPI 2.0, 3 operations",
  "weather.postman.json": "Postman, 2 operations",
};

prepare();

test("the page begins with a crate, and says nothing to anybody", { skip }, async () => {
  const { page, said, close } = await open();
  assert.match(await page.locator("#status").textContent(), /^pets: OpenAPI 3.0, 4 operations/);
  assert.match(await shown(page, "panel-call"), /pets::Client::builder\(\)/);
  assert.deepEqual(said, []);
  await close();
});

test("quick: a description of each dialect becomes a crate", { skip }, async () => {
  const { page, said, close } = await open();
  for (const [name, expected] of Object.entries(DIALECTS)) {
    const status = await give(page, { [name]: example(name) });
    assert.ok(status.includes(expected), `${name}: ${status}`);
    await tab(page, "call");
    assert.match(await shown(page, "panel-call"), /Client::builder\(\)/, name);
  }
  assert.deepEqual(said, []);
  await close();
});

/** The files of a folder: path in it to text. */
function files(folder, below = folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path, below) : [[relative(below, path).replaceAll("\\", "/"), readFileSync(path, "utf8")]];
  });
}

test("quick: the zip has what the command writes, byte for byte", { skip: skip || (process.env.CLIENTWRIGHT ? false : "CLIENTWRIGHT names no program") }, async () => {
  const overlay = "overlay: 1.0.0\ninfo: {title: Mine, version: '1'}\nactions:\n  - target: $.info\n    update: {title: Own}\n";
  const settings = "[select]\nexclude = [\"DELETE /pets/{petId}\"]\n";
  const cases = [...Object.keys(DIALECTS).map((name) => [name, {}]), ["pets.yaml", { "overlay.yaml": overlay, "vendor.toml": settings }]];
  const { page, close } = await open();
  for (const [name, beside] of cases) {
    await give(page, { [name]: example(name), ...beside });
    await tab(page, "home");
    const [download] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
    const zip = unzipSync(readFileSync(await download.path()));
    const folder = download.suggestedFilename().replace(/\.zip$/, "");
    const command = await page.locator("#command").textContent();
    const dir = join(scratch, `${name}-${Object.keys(beside).length}`);
    mkdirSync(dir, { recursive: true });
    for (const [path, text] of Object.entries({ [name]: example(name), ...beside })) writeFileSync(join(dir, path), text);
    const words = command.split(" ").slice(1);
    execFileSync(process.env.CLIENTWRIGHT, words, { cwd: dir, stdio: "ignore" });
    const written = Object.fromEntries(files(join(dir, folder)));
    const text = new TextDecoder();
    const packed = Object.fromEntries(Object.entries(zip).map(([path, it]) => [path.slice(folder.length + 1), text.decode(it)]));
    assert.deepEqual(Object.keys(packed).sort(), Object.keys(written).sort(), command);
    for (const [path, it] of Object.entries(written)) assert.equal(packed[path], it, `${command}: ${path}`);
  }
  await close();
});

test("quick: mistakes are shown where they are, and a button mends one", { skip }, async () => {
  const { page, said, close } = await open();
  await give(page, { "broken.yaml": example("broken.yaml") });
  await tab(page, "findings");
  const findings = page.locator(".finding");
  const before = await findings.count();
  assert.ok(before >= 3, `${before} findings`);
  assert.match(await findings.first().locator(".code").first().textContent(), /\d+ {2}/);
  const repair = page.getByRole("button", { name: "Add this to the overlay" }).first();
  const action = await page.locator(".finding:has(button:text('Add this to the overlay')) [aria-label='Overlay action']").first().textContent();
  await repair.click();
  await page.waitForSelector("#tab-overlay[aria-selected=true]");
  await settled(page);
  const overlay = await shown(page, "panel-overlay");
  assert.ok(overlay.startsWith("overlay: 1.0.0") && overlay.includes(action.trim().split("\n")[0]), overlay);
  await page.locator(".finding .link").last().click();
  assert.equal(await page.locator("#editor-description .cm-line.marked, #editor-overlay .cm-line.marked").count(), 1);
  assert.deepEqual(said, []);
  await close();
});

test("quick: what is no description gives no crate, and says why", { skip }, async () => {
  const { page, close } = await open();
  assert.match(await give(page, { "notes.yaml": "just: notes\n" }), /^No crate: 1 error/);
  assert.equal(await page.locator("#tab-findings").getAttribute("aria-selected"), "true");
  for (const name of ["call", "explore", "files", "api", "home"]) {
    await tab(page, name);
    assert.equal(await page.locator(`#panel-${name}`).innerText(), "There is no crate: “Findings” says why.", name);
  }
  await give(page, { "pets.yaml": example("pets.yaml") });
  assert.equal(await page.locator("#download").isVisible(), true);
  await close();
});

test("an operation leads to its lines, and a line to its operation", { skip }, async () => {
  const { page, close } = await open();
  await tab(page, "explore");
  await page.fill("#panel-explore input", "adopt");
  await page.locator("#panel-explore li button").first().click();
  assert.match(await page.locator(".about").first().textContent(), /DELETE \/pets\/\{petId\}/);
  assert.match(await page.locator(".about").first().textContent(), /Gives an animal a home/);
  assert.match(await page.locator("#editor-description .cm-line.marked").first().textContent(), /delete:/);
  assert.match(await shown(page, "panel-explore"), /pub fn adopt_pet/);
  await page.fill("#panel-explore input", "");
  await page.locator("#editor-description .cm-line", { hasText: "operationId: adoptPet" }).click();
  for (let n = 0; n < 7; n++) await page.keyboard.press("ArrowUp");
  assert.match(await page.locator(".about h3").first().textContent(), /get_pet/);
  await close();
});

test("quick: on a phone the page goes to what was chosen, and stays where somebody writes", { skip }, async () => {
  const { page, close } = await open({ viewport: { width: 390, height: 800 } });
  const isSeen = (element) => element.evaluate((it) => it.getBoundingClientRect().top >= 0 && it.getBoundingClientRect().top < innerHeight);
  await tab(page, "explore");
  await page.locator("#panel-explore li button", { hasText: "list_pets" }).click();
  assert.equal(await isSeen(page.locator(".about h3").first()), true);
  assert.match(await page.locator("#editor-description .cm-line.marked").first().textContent(), /get:/);
  await page.locator(".about .link").first().click();
  assert.equal(await isSeen(page.locator("#editor-description")), true);
  // What is clicked stands in the middle, so that neither the browser nor the editor has a reason of its own to scroll.
  const line = page.locator("#editor-description .cm-line.marked").nth(2);
  await page.waitForTimeout(200);
  await line.evaluate((element) => element.scrollIntoView({ block: "center" }));
  assert.equal(await isSeen(page.locator(".about h3").first()), false);
  await page.evaluate(() => addEventListener("pointerdown", () => (globalThis.before = scrollY), { capture: true }));
  await line.click();
  for (let n = 0; n < 25; n++) await page.keyboard.press("ArrowDown");
  assert.doesNotMatch(await page.locator(".about h3").first().textContent(), /list_pets/);
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate(() => scrollY - globalThis.before), 0);
  await close();
});

test("what is typed becomes Rust", { skip }, async () => {
  const { page, close } = await open();
  await page.locator("#editor-description .cm-line", { hasText: "title: Pets" }).click();
  await page.keyboard.press("End");
  await page.keyboard.type(" And More");
  await page.waitForFunction(() => document.getElementById("status").textContent.startsWith("pets-and-more"));
  assert.match(await shown(page, "panel-call"), /pets_and_more::Client/);
  await close();
});

const PARTS = {
  "api/openapi.yaml": "openapi: 3.0.3\ninfo: {title: Parts, version: '1'}\nservers: [{url: https://a.example}]\npaths:\n  /a: {$ref: 'paths/a.yaml'}\n",
  "api/paths/a.yaml": "get:\n  operationId: getA\n  responses: {'200': {description: A, content: {application/json: {schema: {type: string}}}}}\n",
  "api/README.md": "Not read.",
};

test("a zip with a description in parts is one description", { skip }, async () => {
  const { page, close } = await open();
  await giveZip(page, Object.fromEntries(Object.entries(PARTS).map(([path, text]) => [path, strToU8(text)])));
  assert.match(await settled(page), /^parts: OpenAPI 3.0, 1 operation/);
  assert.deepEqual(await page.locator("#shown option").allTextContents(), ["openapi.yaml (the description)", "paths/a.yaml"]);
  await tab(page, "explore");
  await page.locator("#panel-explore li button").first().click();
  assert.match(await page.locator(".where").first().textContent(), /paths\/a\.yaml:1/);
  assert.equal(await page.locator("#shown").inputValue(), "paths/a.yaml");
  await close();
});

/** A description whose crate has large files. */
function large() {
  const values = Array.from({ length: 6000 }, (_, n) => `      - a-value-among-many-others-which-all-have-long-names-${n}\n`);
  const text = `    ${"Much is said of it. ".repeat(5)}\n`.repeat(3000);
  return `openapi: 3.0.3\ninfo:\n  title: Large\n  version: '1'\n  description: |\n${text}servers: [{url: https://a.example}]\npaths:\n  /a:\n    get:\n      operationId: getA\n      responses: {'200': {description: A, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}\ncomponents:\n  schemas:\n    A:\n      type: string\n      enum:\n${values.join("")}`;
}

/** Opens a zip as somebody does who chooses it. */
async function giveZip(page, entries) {
  await page.evaluate(() => (document.getElementById("status").textContent = "Generating"));
  await page.setInputFiles("#file", { name: "api.zip", mimeType: "application/zip", buffer: Buffer.from(zipSync(entries, { level: 1 })) });
}

test("quick: large files are unpacked and packed", { skip }, async () => {
  const { page, said, close } = await open();
  const text = strToU8(large());
  assert.ok(text.length > 600_000, `${text.length}`);
  await giveZip(page, { "large.yaml": text });
  assert.match(await settled(page), /^large: OpenAPI 3.0, 1 operation/);
  await tab(page, "home");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#download")]);
  const sizes = Object.values(unzipSync(readFileSync(await download.path()))).map((it) => it.length);
  assert.ok(Math.max(...sizes) > 200_000, `${sizes}`);
  assert.equal(await page.locator("#download").isEnabled(), true);
  assert.deepEqual(said, []);
  await close();
});

test("quick: a small zip with too much in it is refused", { skip }, async () => {
  const { page, said, close } = await open();
  const message = page.locator("#message");
  const spaces = new Uint8Array(50 << 20).fill(32);
  await giveZip(page, { "a.yaml": spaces, "b.yaml": spaces, "c.yaml": spaces });
  await message.filter({ hasText: "more than 128 MB" }).waitFor();
  await giveZip(page, { "a.yaml": new Uint8Array(70 << 20) });
  await message.filter({ hasText: "a.yaml is larger than 64 MB" }).waitFor();
  await giveZip(page, Object.fromEntries(Array.from({ length: 5001 }, (_, n) => [`${n}.yaml`, new Uint8Array([97])])));
  await message.filter({ hasText: "more than 5,000 files" }).waitFor();
  assert.deepEqual(said, []);
  await close();
});

test("quick: of several .toml only vendor.toml has the settings", { skip }, async () => {
  const { page, close } = await open();
  const other = strToU8("[package]\nname = \"other\"\n");
  const settings = strToU8("[select]\ninclude = [\"tag:loans\"]\n");
  await giveZip(page, { "Cargo.toml": other, "library.yaml": strToU8(example("library.yaml")), "z/vendor.toml": settings, "z/z.toml": other });
  assert.match(await settled(page), /^town-library: OpenAPI 2.0, 1 operation,/);
  await page.click("#tab-settings");
  assert.match(await shown(page, "panel-settings"), /tag:loans/);
  await close();
});

/** Clicks the first buttons that mend something, all at once; gives what they add. */
function mend(page, most) {
  return page.evaluate((most) => {
    const findings = [...document.querySelectorAll(".finding")].filter((it) => it.querySelector("[aria-label='Overlay action']"));
    return findings.slice(0, most).map((it) => {
      [...it.querySelectorAll("button")].find((button) => button.textContent === "Add this to the overlay").click();
      return it.querySelector("[aria-label='Overlay action']").textContent.trim().split("\n")[0];
    });
  }, most);
}

const answer = (name) => `{'200': {description: A, content: {application/json: {schema: {$ref: '#/components/schemas/${name}'}}}}}`;
/** Two references that lead nowhere: each is mended by an action. */
const MENDED = `openapi: 3.0.3
info: {title: Two, version: '1'}
servers: [{url: https://a.example}]
paths:
  /a: {get: {operationId: getA, responses: ${answer("Usr")}}}
  /b: {get: {operationId: getB, responses: ${answer("Anmal")}}}
components:
  schemas:
    User: {type: object, properties: {name: {type: string}}}
    Animal: {type: object, properties: {kind: {type: string}}}
`;

test("quick: two actions at once are both in the overlay", { skip }, async () => {
  const { page, said, close } = await open();
  await give(page, { "two.yaml": MENDED });
  await tab(page, "findings");
  const actions = await mend(page, 2);
  assert.equal(new Set(actions).size, 2, `${actions}`);
  await page.waitForFunction((actions) => actions.every((it) => document.querySelector("#panel-overlay .cm-content").innerText.includes(it)), actions);
  await settled(page);
  assert.deepEqual(said, []);
  await close();
});

/** Chooses an example as somebody does, without waiting. */
function choose(page, n) {
  return page.evaluate((n) => {
    const examples = document.getElementById("examples");
    examples.value = String(n);
    examples.dispatchEvent(new Event("change"));
  }, n);
}

/** Has the page read files slowly; `wasRead` says that it has. */
function readSlowly(page) {
  return page.evaluate(() => {
    const read = File.prototype.arrayBuffer;
    File.prototype.arrayBuffer = async function () {
      await new Promise((resolve) => setTimeout(resolve, 500));
      globalThis.wasRead = true;
      return read.call(this);
    };
  });
}

test("quick: what was chosen last stays", { skip }, async () => {
  const { page, said, close } = await open();
  await give(page, { "two.yaml": MENDED });
  await tab(page, "findings");
  // No action for what was there before.
  await mend(page, 1);
  await choose(page, 0);
  await page.waitForTimeout(1500);
  assert.match(await settled(page), /^pets:/);
  assert.equal(await page.locator("#tab-overlay").textContent(), "Overlay");
  // No file that was read more slowly.
  await readSlowly(page);
  await page.setInputFiles("#file", { name: "two.yaml", mimeType: "text/plain", buffer: Buffer.from(MENDED) });
  await choose(page, 0);
  await page.waitForFunction(() => globalThis.wasRead);
  await page.waitForTimeout(300);
  assert.match(await settled(page), /^pets:/);
  assert.deepEqual(said, []);
  await close();
});

test("quick: what was chosen last is compared", { skip }, async () => {
  const { page, said, close } = await open();
  await tab(page, "compare");
  await readSlowly(page);
  await page.setInputFiles("#panel-compare input", { name: "two.yaml", mimeType: "text/plain", buffer: Buffer.from(MENDED) });
  await page.getByRole("button", { name: "Copy the present one" }).click();
  await page.waitForFunction(() => globalThis.wasRead);
  await page.waitForTimeout(300);
  assert.match(await shown(page, "panel-compare"), /title: Pets/);
  assert.deepEqual(said, []);
  await close();
});

test("quick: the server answers what is no address", { skip }, async () => {
  assert.equal((await fetch(`${url()}%`)).status, 400);
  assert.equal((await fetch(url())).status, 200);
});

/** Writes files into a folder of its own, and gives the folder. */
function folderOf(name, files) {
  const folder = join(scratch, name);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

test("quick: a folder is opened, and dropped", { skip }, async () => {
  const { page, said, close } = await open();
  const folder = folderOf("parts", PARTS);
  const isThere = async () => {
    assert.match(await settled(page), /^parts: OpenAPI 3.0, 1 operation/);
    assert.deepEqual(await page.locator("#shown option").allTextContents(), ["openapi.yaml (the description)", "paths/a.yaml"]);
  };
  const waiting = () => page.evaluate(() => (document.getElementById("status").textContent = "Generating"));
  await waiting();
  await page.setInputFiles("#folder", folder);
  await isThere();
  await give(page, { "pets.yaml": example("pets.yaml") });
  await waiting();
  const devtools = await page.context().newCDPSession(page);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) await devtools.send("Input.dispatchDragEvent", { type, x: 300, y: 400, data });
  await isThere();
  assert.equal(await page.locator("#drop").isVisible(), false);
  assert.deepEqual(said, []);
  await close();
});

test("quick: what is pasted in place of all is another description", { skip }, async () => {
  const { page, said, close } = await open({ permissions: ["clipboard-read", "clipboard-write"] });
  const copy = (text) => page.evaluate((text) => navigator.clipboard.writeText(text), text);
  const started = (name) => page.waitForFunction((name) => document.getElementById("status").textContent.startsWith(name), name);
  await give(page, { "pets.yaml": example("pets.yaml"), "vendor.toml": "[package]\nversion = \"7.0.0\"\n" });
  await copy(example("weather.postman.json"));
  await page.click("#paste");
  await started("weather");
  assert.equal(await page.locator("#tab-settings").textContent(), "Settings");
  await tab(page, "home");
  assert.match(await page.locator("#command").textContent(), /generate openapi\.json/);
  await copy(example("library.yaml"));
  await page.locator("#editor-description .cm-content").focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Control+V");
  await started("town-library");
  await copy("deprecated: true");
  await page.locator("#editor-description .cm-line", { hasText: "operationId: borrowBook" }).click();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+V");
  assert.match(await shown(page, "panel-description"), /operationId: borrowBook\n +deprecated: true/);
  assert.deepEqual(said, []);
  await close();
});

test("quick: where the browser doesn't tell what was copied, there is a box for it", { skip }, async () => {
  const { page, close } = await open();
  await page.evaluate(() => (navigator.clipboard.readText = () => Promise.reject(new Error("no"))));
  await page.click("#paste");
  await page.locator("#message", { hasText: "Paste a description" }).waitFor();
  assert.match(await shown(page, "panel-description"), /^Paste an OpenAPI document/);
  assert.equal(await page.evaluate(() => document.activeElement.closest("#editor-description") !== null), true);
  await page.getByRole("button", { name: "Close" }).click();
  assert.equal(await page.locator("#message").isVisible(), false);
  await close();
});

test("quick: it is seen how far the generator is loaded", { skip }, async () => {
  const { page, close } = await open();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: 1_000_000, uploadThroughput: 1_000_000 });
  await page.reload({ waitUntil: "commit" });
  await page.waitForFunction(() => document.getElementById("progress")?.value > 0.2);
  assert.match(await page.locator("#status").textContent(), /^Loading the generator/);
  await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  assert.match(await settled(page), /^pets:/);
  await close();
});

test("files are dropped anywhere", { skip }, async () => {
  const { page, close } = await open();
  await page.evaluate((parts) => {
    document.getElementById("status").textContent = "Generating";
    const data = new DataTransfer();
    for (const [name, text] of Object.entries(parts)) data.items.add(new File([text], name));
    const drag = (type, on) => on.dispatchEvent(new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }));
    drag("dragenter", document.body);
    if (document.getElementById("drop").hidden) throw new Error("nothing says that it can be dropped");
    drag("drop", document.querySelector("#editor-description .cm-content"));
  }, { "library.yaml": example("library.yaml"), "vendor.toml": "[select]\ninclude = [\"tag:loans\"]\n" });
  assert.match(await settled(page), /^town-library: OpenAPI 2.0, 1 operation,/);
  assert.equal(await page.locator("#drop").isVisible(), false);
  await close();
});

test("quick: two descriptions are compared in a frame of their own", { skip }, async () => {
  const { page, said, close } = await open();
  await tab(page, "compare");
  await page.getByRole("button", { name: "Copy the present one" }).click();
  await give(page, { "pets.yaml": example("pets.yaml").replace("operationId: adoptPet", "operationId: givePet").replace("required: [name, kind]", "required: [name, kind, born]") });
  await page.click("#compare");
  const frame = page.frameLocator("#panel-compare iframe");
  await frame.locator("h1").waitFor();
  assert.match(await page.locator("#panel-compare [role=status]").textContent(), /\d+ changes; on the wire: breaking, in Rust: major/);
  assert.match(await frame.locator("body").textContent(), /born/);
  await page.getByText("For a CHANGELOG.md").click();
  assert.match(await page.locator("[aria-label='CHANGELOG.md']").innerText(), /^## 0\.2\.0\n\n### Breaking\n[^]*Migration: [^]*givePet/);
  // Its script runs, by the digest that both policies have.
  assert.ok((await frame.locator("form").count()) > 0);
  assert.deepEqual(said, []);
  await close();
});

test("a link carries what was typed, and says when it can't", { skip }, async () => {
  const { page, close } = await open();
  await give(page, { "library.yaml": example("library.yaml"), "vendor.toml": "[package]\ndescription = \"Books\"\n" });
  await page.click("#share");
  await page.waitForFunction(() => location.hash.startsWith("#try="));
  const fragment = await page.evaluate(() => location.hash);
  const other = await open({ fragment });
  assert.match(await other.page.locator("#status").textContent(), /^town-library: OpenAPI 2.0/);
  assert.equal(await other.page.locator("#tab-settings").textContent(), "Settings •");
  await other.close();
  const random = Array.from({ length: 4000 }, (_, n) => `# ${Math.sin(n)}`).join("\n");
  await give(page, { "pets.yaml": example("pets.yaml") + random });
  await page.click("#share");
  await page.locator("#message:not(:empty)").waitFor();
  assert.match(await page.locator("#message").textContent(), /too large for a link/);
  const broken = await open({ fragment: "#try=AAAA" });
  assert.equal(await broken.page.locator("#message").isVisible(), true);
  await broken.close();
  await close();
});

test("quick: all of it is reached by keyboard", { skip }, async () => {
  const { page, close } = await open();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to what comes out");
  await page.focus("#tab-call");
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.evaluate(() => document.activeElement.id), "tab-explore");
  assert.equal(await page.locator("#panel-explore").isVisible(), true);
  await page.keyboard.press("End");
  assert.equal(await page.evaluate(() => document.activeElement.id), "tab-home");
  // An editor doesn't keep the focus.
  await page.locator("#editor-description .cm-content").focus();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.closest("#editor-description")), null);
  await page.locator("#editor-description .cm-content").focus();
  await page.keyboard.press("Control+Enter");
  await settled(page);
  await close();
});

test("all of a run is stopped at once, and what was there stays", { skip }, async () => {
  const { page, close } = await open();
  const paths = Array.from({ length: 6000 }, (_, n) => `  /p${n}: {get: {operationId: op${n}, responses: {'200': {description: A, content: {application/json: {schema: {type: object, properties: {a${n}: {type: string}}}}}}}}}`);
  const text = `openapi: 3.0.3\ninfo: {title: Many, version: '1'}\nservers: [{url: https://a.example}]\npaths:\n${paths.join("\n")}\n`;
  await page.setInputFiles("#file", { name: "many.yaml", mimeType: "text/plain", buffer: Buffer.from(text) });
  await page.locator("#stop").click();
  assert.match(await page.locator("#status").textContent(), /^Stopped/);
  assert.match(await shown(page, "panel-call"), /pets::Client/);
  assert.match(await give(page, { "pets.yaml": example("pets.yaml") }), /^pets:/);
  await close();
});

test("the README's picture is small", { skip }, async () => {
  assert.ok(statSync(join(ROOT, "codegen/docs/playground.png")).size < 200_000);
});
