// The largest description of the corpus, and what the page costs.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { ROOT, give, open, prepare, scratch, skip, tab, url } from "./support.js";

prepare();

/** The largest description beside the project; none where there are no others. */
function largest() {
  const corpus = join(ROOT, "../shared/corpus/specs");
  if (!existsSync(corpus)) return null;
  const files = readdirSync(corpus, { recursive: true }).map((it) => join(corpus, it)).filter((it) => /\.(json|ya?ml)$/.test(it));
  return files.map((path) => ({ path, size: statSync(path).size })).sort((a, b) => b.size - a.size)[0] ?? null;
}

const description = skip ? null : largest();

test("13 MB become a crate, and its memory is given back", { skip: skip || (description === null && "no corpus here") }, async (t) => {
  const { page, said, close } = await open();
  const name = description.path.split("/").at(-1);
  const began = performance.now();
  const status = await give(page, { [name]: readFileSync(description.path) }, 600_000);
  const seconds = (performance.now() - began) / 1000;
  t.diagnostic(`${name}, ${description.size} bytes: ${status}; ${seconds.toFixed(1)} s in all`);
  assert.match(status, /operations/);
  for (const it of ["explore", "files", "findings", "numbers"]) {
    const at = performance.now();
    await tab(page, it);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    t.diagnostic(`${it} is shown after ${Math.round(performance.now() - at)} ms`);
  }
  const memory = await page.evaluate(() => performance.memory?.usedJSHeapSize ?? 0);
  t.diagnostic(`the page holds ${Math.round(memory / 1e6)} MB; workers left: ${page.workers().length}`);
  assert.equal(page.workers().length, 0, "the generator's memory is given back");
  if (process.env.CLIENTWRIGHT) {
    const start = performance.now();
    execFileSync(process.env.CLIENTWRIGHT, ["generate", description.path, "--out", join(scratch, "large")], { stdio: "ignore" });
    t.diagnostic(`the command takes ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
  assert.deepEqual(said, []);
  await close();
});

test("quick: all but the generator is less than a megabyte", { skip }, async (t) => {
  const folder = process.env.PLAYGROUND;
  const files = readdirSync(folder).map((name) => ({ name, size: statSync(join(folder, name)).size }));
  const engine = files.filter((it) => it.name.endsWith(".wasm.gz")).reduce((sum, it) => sum + it.size, 0);
  const rest = files.filter((it) => !it.name.endsWith(".wasm.gz")).reduce((sum, it) => sum + it.size, 0);
  const { page, close } = await open();
  await page.goto(url());
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
  // How long it takes is the machine's, too.
  t.diagnostic(`first paint after ${Math.round(paint)} ms; the generator has ${engine} bytes, all else ${rest}`);
  assert.ok(rest < 1_000_000, `${rest}`);
  const isQuick = files.some((it) => it.name.startsWith("engine-quick-"));
  if (!isQuick) assert.ok(engine < 4_000_000, `${engine}`);
  await close();
});
