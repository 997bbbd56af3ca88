// Nothing of a description runs in the page, and everybody can read it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { give, open, prepare, settled, skip, tab } from "./support.js";

const TABS = ["call", "explore", "files", "findings", "api", "numbers", "compare", "home"];

/** What would run in any place that a text can stand in. */
const HOSTILE = `</script></style></textarea></pre>--><script>window.ran=1</script><img src=x onerror="window.ran=1">'"><svg onload=window.ran=1><base href='https://evil.example/'><iframe srcdoc="<script>parent.ran=1</script>">javascript:window.ran=1`;

/** A description with that in every field that takes a text. */
function hostile() {
  const x = HOSTILE;
  const schema = { type: "object", title: x, description: x, required: [x], properties: { [x]: { type: "string", description: x, enum: [x], default: x, example: x, pattern: x }, other: { $ref: `#/components/schemas/${x}` }, wrong: { type: x, format: x } } };
  const responses = { 200: { description: x, headers: { [x]: { description: x, schema: { type: "string" } } }, content: { "application/json": { schema, example: { [x]: x } }, [x]: { schema: { type: "string" } } } } };
  const parameters = ["query", "header", "cookie"].map((it) => ({ name: x + it, in: it, description: x, schema: { type: "string", example: x } }));
  const operation = { tags: [x], operationId: x, summary: x, description: x, externalDocs: { url: x, description: x }, parameters, requestBody: { description: x, content: { "application/json": { schema: { $ref: `#/components/schemas/${encodeURIComponent(x)}` } } } }, responses, security: [{ [x]: [x] }], "x-sunset": x };
  return JSON.stringify({
    openapi: "3.1.0",
    info: { title: `Hostile ${x}`, version: x, description: x, termsOfService: x, contact: { name: x, url: x, email: x }, license: { name: x, url: x } },
    servers: [{ url: `https://a.example/${x}`, description: x, variables: { [x]: { default: x, enum: [x], description: x } } }],
    tags: [{ name: x, description: x }],
    paths: { "/ok": { get: { ...operation, security: [], operationId: "ok" } }, [`/${x}`]: { get: operation, post: { ...operation, operationId: `${x}2` }, description: x } },
    components: { schemas: { [x]: schema, Good: schema }, securitySchemes: { [x]: { type: "apiKey", name: x, in: "header", description: x } } },
    webhooks: { [x]: { post: operation } },
  }, null, 1);
}

prepare();

test("quick: nothing of a description runs, wherever it stands", { skip }, async () => {
  const { page, said, close } = await open();
  await page.evaluate(() => addEventListener("securitypolicyviolation", (it) => (globalThis.violated = it.violatedDirective)));
  const settings = `[package]\ndescription = ${JSON.stringify(HOSTILE)}\nwrong = ${JSON.stringify(HOSTILE)}\n`;
  const overlay = JSON.stringify({ overlay: "1.0.0", info: { title: HOSTILE, version: "1" }, actions: [{ target: `$.${HOSTILE}`, update: { description: HOSTILE } }, { target: "$.info", description: HOSTILE, update: { "x-a": HOSTILE } }] });
  for (const files of [{ [`${HOSTILE.replaceAll("/", "")}.json`]: hostile() }, { "hostile.json": hostile(), "vendor.toml": settings, "overlay.yaml": overlay }]) {
    await give(page, files);
    for (const name of TABS) {
      await tab(page, name);
      if (name === "explore") {
        const buttons = page.locator("#panel-explore li button:visible");
        for (let n = 0; n < (await buttons.count()); n++) await buttons.nth(n).click();
      }
      if (name === "compare") {
        await page.getByRole("button", { name: "Copy the present one" }).click();
        await page.click("#compare");
        await page.waitForFunction(() => !/^Comparing/.test(document.querySelector("#panel-compare [role=status]").textContent));
      }
    }
    const repair = page.getByRole("button", { name: "Add this to the overlay" });
    await tab(page, "findings");
    if ((await repair.count()) > 0) {
      await repair.first().click();
      await settled(page);
    }
    const found = await page.evaluate(() => ({
      ran: globalThis.ran ?? null,
      violated: globalThis.violated ?? null,
      elements: document.querySelectorAll("img:not(.cm-widgetBuffer), svg, base, object, embed, body script, iframe:not([sandbox='allow-scripts'])").length,
    }));
    assert.deepEqual(found, { ran: null, violated: null, elements: 0 });
  }
  assert.deepEqual(said, []);
  await close();
});

test("quick: the policy lets no text become HTML, and nothing be fetched from elsewhere", { skip }, async () => {
  const { page, close } = await open();
  const refused = await page.evaluate(async () => {
    const tries = {
      html: () => (document.body.innerHTML = "<p>no</p>"),
      code: () => new Function("return 1")(),
      policy: () => trustedTypes.createPolicy("other", {}),
      elsewhere: () => fetch("http://127.0.0.1:1/"),
    };
    const names = [];
    // What a debugger evaluates may evaluate, up to here.
    await new Promise((resolve) => setTimeout(resolve));
    for (const [name, it] of Object.entries(tries)) {
      try {
        await it();
      } catch {
        names.push(name);
      }
    }
    return names;
  });
  assert.deepEqual(refused, ["html", "code", "policy", "elsewhere"]);
  assert.deepEqual(await page.evaluate(() => [localStorage.length, document.cookie]), [0, ""]);
  await close();
});

const AXE = readFileSync(fileURLToPath(new URL("../node_modules/axe-core/axe.min.js", import.meta.url)), "utf8");

for (const [colorScheme, viewport] of [["light", { width: 1360, height: 850 }], ["dark", { width: 1360, height: 850 }], ["light", { width: 390, height: 800 }], ["dark", { width: 390, height: 800 }]]) {
  test(`quick: axe finds nothing, ${colorScheme} and ${viewport.width} wide`, { skip }, async () => {
    const { page, close } = await open({ colorScheme, viewport, bypassCSP: true });
    const broken = readFileSync(fileURLToPath(new URL("../examples/broken.yaml", import.meta.url)), "utf8");
    await give(page, { "broken.yaml": broken, "part.yaml": "a: 1\n", "vendor.toml": "[package]\ndescription = \"Own\"\n" });
    await page.evaluate(AXE);
    for (const name of TABS) {
      await tab(page, name);
      const found = await page.evaluate(async () => {
        const { violations } = await globalThis.axe.run(document, { resultTypes: ["violations"] });
        return violations.map(({ id, nodes }) => [id, ...nodes.map((it) => `${it.target} ${it.failureSummary}`)]);
      });
      assert.deepEqual(found, [], name);
      if (process.env.CLIENTWRIGHT_PICTURES) {
        await page.screenshot({ path: `${process.env.CLIENTWRIGHT_PICTURES}/${colorScheme}-${viewport.width}-${name}.png` });
      }
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), viewport.width, `${name} is wider than the screen`);
    }
    await close();
  });
}
