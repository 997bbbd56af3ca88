// Opens a page in Chromium and prints what it does, as one JSON object.
//
//     node browse.js PLAYWRIGHT AXE CHROMIUM PAGE PICTURES
//
// PLAYWRIGHT and AXE are the folders that playwright-core and axe-core are installed in, PICTURES is a folder for
// screenshots, or empty.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { createRequire } = require('node:module');

const [playwright, axe, executablePath, page, pictures] = process.argv.slice(2);
const { chromium } = createRequire(path.resolve(playwright, 'package.json'))('playwright-core');
const AXE = fs.readFileSync(path.join(axe, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
const URL = pathToFileURL(path.resolve(page)).href;

/** Opens the page and counts what it must not do. */
async function open(browser, options) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const tab = await context.newPage();
  const did = { dialogs: 0, requests: 0, errors: [] };
  tab.on('dialog', (dialog) => { did.dialogs += 1; dialog.dismiss(); });
  tab.on('request', (request) => { did.requests += request.url() === URL ? 0 : 1; });
  tab.on('pageerror', (error) => did.errors.push(String(error)));
  tab.on('console', (message) => { if (message.type() === 'error') did.errors.push(message.text()); });
  await tab.goto(URL);
  return { context, tab, did };
}

const shown = (tab) => tab.locator('article:visible').count();

/** What each step of using the filter leaves. */
async function filtered(tab) {
  const steps = { all: await shown(tab) };
  await tab.locator('input[value=breaking]').uncheck();
  steps.withoutBreaking = await shown(tab);
  steps.said = await tab.locator('output').textContent();
  await tab.getByRole('button', { name: 'Show all' }).click();
  await tab.waitForFunction(() => document.querySelector('input[value=breaking]').checked);
  steps.again = await shown(tab);
  await tab.locator('select').selectOption({ index: 2 });
  steps.ofSecond = await shown(tab);
  steps.crates = await tab.locator('section.crate:visible').count();
  await tab.locator('select').selectOption({ index: 0 });
  await tab.locator('input[type=search]').fill('OPERATION-removed');
  steps.byText = await shown(tab);
  await tab.locator('input[type=search]').fill('');
  return steps;
}

async function violations(tab) {
  await tab.evaluate(AXE);
  const { violations: found } = await tab.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
  return found.map((it) => `${it.id}: ${it.nodes.map((node) => node.html).slice(0, 3).join(' | ')}`);
}

async function main() {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  const said = { strict: null, lax: null, filtered: null, axe: {}, width: {}, scriptless: null };
  const ran = (tab) => tab.evaluate(() => Boolean(window.ran));
  for (const [name, bypassCSP] of [['strict', false], ['lax', true]]) {
    // Without the policy too, since it must not be what escaping relies on.
    const { context, tab, did } = await open(browser, { bypassCSP });
    said[name] = { ...did, ran: await ran(tab), elements: await tab.locator('img, iframe, svg, base, object').count() };
    if (name === 'strict') said.filtered = await filtered(tab);
    await context.close();
  }
  for (const colorScheme of ['light', 'dark']) {
    for (const width of [1280, 360]) {
      const { context, tab } = await open(browser, { bypassCSP: true, colorScheme, viewport: { width, height: 900 } });
      // What is far below is rendered only when it is looked at.
      await tab.addStyleTag({ content: '.change { content-visibility: visible !important; }' });
      said.axe[`${colorScheme} ${width}`] = await violations(tab);
      said.width[width] = await tab.evaluate(() => document.documentElement.scrollWidth);
      if (pictures) await tab.screenshot({ path: path.join(pictures, `${colorScheme}-${width}.png`), fullPage: true });
      await context.close();
    }
  }
  const { context, tab } = await open(browser, { javaScriptEnabled: false });
  said.scriptless = { articles: await shown(tab), form: await tab.locator('form:visible').count() };
  await tab.keyboard.press('Tab');
  said.scriptless.first = await tab.locator(':focus').textContent();
  await context.close();
  await browser.close();
  console.log(JSON.stringify(said));
}

main().catch((error) => { console.error(error); process.exit(1); });
