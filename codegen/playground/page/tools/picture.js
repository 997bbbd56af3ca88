// Takes the picture of the page that the README shows: picture.js FOLDER

import { fileURLToPath } from "node:url";

process.env.PLAYGROUND = process.argv[2];
const { open, prepareNow } = await import("../tests/support.js");

const finish = await prepareNow();
const { page } = await open({ viewport: { width: 1360, height: 720 } });
await page.click("#tab-explore");
await page.click("#panel-explore li button >> nth=2");
await page.waitForTimeout(300);
await page.screenshot({ path: fileURLToPath(new URL("../../../docs/playground.png", import.meta.url)) });
await finish();
