// Serves a folder on the loopback interface: serve.js FOLDER PORT

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".gz": "application/gzip" };

/** Serves what is in a folder below `path`, and gives the address; port 0 is any that is free. */
export function serve(folder, { port = 0, path = "/" } = {}) {
  const server = createServer(async (request, response) => {
    let pathname, name;
    try {
      ({ pathname } = new URL(request.url, "http://localhost"));
      name = normalize(decodeURIComponent(pathname.slice(path.length)) || "index.html");
    } catch {
      response.writeHead(400, { "content-type": "text/plain" }).end("no address");
      return;
    }
    try {
      if (!pathname.startsWith(path) || name.startsWith("..")) throw new Error("outside");
      const content = await readFile(join(folder, name));
      response.writeHead(200, { "content-type": TYPES[extname(name)] ?? "application/octet-stream", "content-length": content.length, "cache-control": "no-cache" });
      response.end(content);
    } catch {
      response.writeHead(404, { "content-type": "text/plain" }).end("not here");
    }
  });
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen(port, "127.0.0.1", () => {
      resolve({ url: `http://127.0.0.1:${server.address().port}${path}`, close: () => server.close() });
    });
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, port] = process.argv.slice(2);
  const { url } = await serve(folder, { port: Number(port) });
  console.log(`The page is at ${url}. Ctrl+C stops it.`);
}
