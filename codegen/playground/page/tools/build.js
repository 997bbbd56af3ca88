// Writes the page into one folder: build.js ENGINE OUT POLICY…
//
// ENGINE has `engine.js` and `engine_bg.wasm`; each POLICY is a directive that the report of `diff` needs besides.
// Names have hashes of what is in the files, so that a host can have browsers keep all but `index.html`.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const [engine, out, ...policy] = process.argv.slice(2);
const page = fileURLToPath(new URL("..", import.meta.url));
const version = /^version = "(.*)"$/m.exec(readFileSync(join(page, "../../../Cargo.toml"), "utf8"))?.[1] ?? "";

execFileSync(process.execPath, [join(page, "node_modules/typescript/bin/tsc"), "--noEmit"], { cwd: page, stdio: "inherit" });

/** The files of the page, by their names. */
const files = new Map();

/** Adds a file with the hash of its content in its name, and gives the name. */
function hashed(name, ending, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const file = `${name}-${hash}${ending}`;
  files.set(file, content);
  return file;
}

async function bundled(entry, ending, define = {}) {
  const { outputFiles } = await build({
    entryPoints: [join(page, "src", entry)],
    alias: { engine: join(engine, "engine.js") },
    bundle: true,
    charset: "utf8",
    define,
    format: ending === ".css" ? undefined : entry === "main.ts" ? "esm" : "iife",
    legalComments: "none",
    loader: { ".yaml": "text", ".postman.json": "text" },
    logLevel: "warning",
    minify: true,
    target: "es2022",
    write: false,
  });
  return hashed(basename(entry).split(".")[0], ending, outputFiles[0].contents);
}

// What cargo builds without optimization lies in `debug`, and is large.
const name = basename(engine) === "debug" ? "engine-quick" : "engine";
const wasm = hashed(name, ".wasm.gz", gzipSync(readFileSync(join(engine, "engine_bg.wasm")), { level: 9 }));
// The editor makes its style sheet in the page. Styles alone are let through by it, and no text becomes an element.
const nonce = createHash("sha256").update(wasm).digest("base64url").slice(0, 16);
const worker = await bundled("engine/worker.ts", ".js");
const main = await bundled("main.ts", ".js", {
  ENGINE: JSON.stringify(wasm),
  WORKER: JSON.stringify(worker),
  VERSION: JSON.stringify(version),
  NONCE: JSON.stringify(nonce),
});
const style = await bundled("style.css", ".css");
const icon = hashed("icon", ".svg", readFileSync(join(page, "src/icon.svg")));

// Only what is here runs, nothing is fetched from elsewhere, and no text becomes HTML but in `ui/trusted.ts`.
const own = { "script-src": "'self' 'wasm-unsafe-eval'", "style-src": `'self' 'nonce-${nonce}'` };
for (const directive of policy) {
  const [name, ...values] = directive.split(" ");
  own[name] += ` ${values.join(" ")}`;
}
const directives = [
  "default-src 'none'",
  ...Object.entries(own).map(([name, values]) => `${name} ${values}`),
  "connect-src 'self'",
  "img-src 'self'",
  "worker-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types clientwright",
];
const values = { policy: directives.join("; "), main, style, icon, engine: wasm };
const html = readFileSync(join(page, "src/index.html"), "utf8");
files.set("index.html", html.replaceAll(/\{\{(\w+)\}\}/g, (_, name) => values[name]));

// Of what was there only what an earlier page had goes; `xtask/playground/src/site.rs` refuses folders with anything else.
mkdirSync(out, { recursive: true });
for (const [file, content] of files) writeFileSync(join(out, file), content);
const OWN = /^(main|worker|style|icon|engine|engine-quick)-[0-9a-f]{10}\.(js|css|svg|wasm\.gz)$/;
for (const old of readdirSync(out)) if (OWN.test(old) && !files.has(old)) rmSync(join(out, old));
