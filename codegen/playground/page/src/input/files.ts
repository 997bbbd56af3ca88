// Files that somebody opens or drops: alone, several, a folder or a zip.

import { type UnzipFileInfo, unzipSync } from "fflate";

import type { Files } from "../engine/tasks";
import { reason } from "../ui/dom";

/** The largest file that the command reads, too. */
const MOST_BYTES = 64 << 20;

/** The most that is opened at once, whatever it is in: a small zip can hold more than a browser. */
const MOST_BYTES_IN_ALL = 128 << 20;
const MOST_FILES = 5000;

const READ = /\.(ya?ml|json|toml|txt|zip)$/i;

export interface Opened {
  /** What is there, but for the overlay and the settings. */
  files: Files;
  /** The one that is described by the others; none where nothing looks like a description. */
  description: string | null;
  overlay: string | null;
  settings: string | null;
}

interface Named {
  path: string;
  file: File;
}

/** The files of a drop, those in folders too. */
export async function dropped(data: DataTransfer): Promise<Named[]> {
  const entries = [...data.items].map((it) => it.webkitGetAsEntry()).filter((it) => it !== null);
  if (entries.length === 0) return chosen(data.files);
  return (await Promise.all(entries.map(walk))).flat();
}

/** The files of an `<input type=file>`. */
export function chosen(files: Iterable<File>): Named[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

async function walk(entry: FileSystemEntry): Promise<Named[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ""), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break;
    all.push(...some);
  }
  return (await Promise.all(all.map(walk))).flat();
}

/** What somebody has pasted, as the file that it would be. */
export function pasted(text: string): Opened {
  return sorted({ [/^\s*[{[]/.test(text) ? "openapi.json" : "openapi.yaml"]: text });
}

/** What may still be opened. */
class Budget {
  #bytes = MOST_BYTES_IN_ALL;
  #files = MOST_FILES;

  take(path: string, bytes: number): void {
    if (bytes > MOST_BYTES) throw new Error(`${path} is larger than 64 MB, which is the most that is read of a file`);
    this.#bytes -= bytes;
    this.#files -= 1;
    if (this.#bytes < 0) throw new Error("that is more than 128 MB, which is the most that is read at once: choose the files that the description is in");
    if (this.#files < 0) throw new Error("those are more than 5,000 files, which is the most that is read at once: choose those that the description is in");
  }
}

/** Reads files, and tells what each is for. */
export async function open(named: Named[]): Promise<Opened> {
  const texts: Files = {};
  const budget = new Budget();
  for (const { path, file } of named) {
    // What somebody names alone is read whatever it is called; a folder has pictures and more.
    if (named.length > 1 && !READ.test(path)) continue;
    budget.take(path, file.size);
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (isZip(bytes)) Object.assign(texts, unpacked(bytes, budget));
    else texts[path] = decode(bytes, path);
  }
  return sorted(withoutCommonFolder(texts));
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/** The files of a zip; unpacked in the page, because its policy refuses the workers that fflate makes. */
function unpacked(bytes: Uint8Array, budget: Budget): Files {
  const wanted = entries(bytes).filter(({ name }) => READ.test(name) && !name.endsWith(".zip") && !name.startsWith("__MACOSX/"));
  // Entries can overlap, so what is packed counts, too. No more is unpacked than what a zip says here.
  for (const { name, size, originalSize } of wanted) budget.take(name, Math.max(size, originalSize));
  const names = new Set(wanted.map(({ name }) => name));
  const files = readable(() => unzipSync(bytes, { filter: ({ name }) => names.has(name) }));
  return Object.fromEntries(Object.entries(files).map(([path, it]) => [path, decode(it, path)]));
}

/** What a zip says that it has. */
function entries(bytes: Uint8Array): UnzipFileInfo[] {
  const all: UnzipFileInfo[] = [];
  readable(() => unzipSync(bytes, { filter: (it) => all.push(it) < 0 }));
  return all;
}

function readable<T>(unzip: () => T): T {
  try {
    return unzip();
  } catch (error) {
    throw new Error(`the zip can't be read: ${reason(error)}`);
  }
}

/** UTF-8, or UTF-16 where it begins as such. */
function decode(bytes: Uint8Array, path: string): string {
  const isLittle = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] !== 0 && bytes[1] === 0);
  const isBig = (bytes[0] === 0xfe && bytes[1] === 0xff) || (bytes[0] === 0 && bytes[1] !== 0);
  try {
    // The mark stays: the command reads it, too.
    const options = { fatal: true, ignoreBOM: !isLittle && !isBig };
    return new TextDecoder(isLittle ? "utf-16le" : isBig ? "utf-16be" : "utf-8", options).decode(bytes);
  } catch {
    throw new Error(`${path} is no text: neither UTF-8 nor UTF-16`);
  }
}

/** Paths without the folders that all of them begin with. */
function withoutCommonFolder(files: Files): Files {
  const paths = Object.keys(files);
  const folders = (paths[0] ?? "").split("/").slice(0, -1);
  let n = 0;
  while (n < folders.length && paths.every((it) => it.split("/")[n] === folders[n] && it.split("/").length > n + 1)) n++;
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path.split("/").slice(n).join("/"), text]));
}

/** Tells descriptions, overlays and settings apart by how they begin. */
function sorted(all: Files): Opened {
  const settings = settingsOf(Object.keys(all));
  const opened: Opened = { files: {}, description: null, overlay: null, settings: settings === undefined ? null : all[settings] ?? null };
  const descriptions: string[] = [];
  for (const [path, text] of Object.entries(all)) {
    if (isToml(path)) continue;
    const kind = kindOf(text);
    if (kind === "overlay") opened.overlay = text;
    else opened.files[path] = text;
    if (kind === "description") descriptions.push(path);
  }
  opened.description = outermost(descriptions) ?? null;
  return opened;
}

/** Of several paths the one in the fewest folders. */
function outermost(paths: string[]): string | undefined {
  const depth = (path: string) => path.split("/").length;
  return paths.sort((a, b) => depth(a) - depth(b) || a.localeCompare(b))[0];
}

const isToml = (path: string) => /\.toml$/i.test(path);

/** The path of the settings: a folder has a `Cargo.toml` and others, so that one alone can have any name. */
function settingsOf(paths: string[]): string | undefined {
  const all = paths.filter(isToml);
  return all.length === 1 ? all[0] : outermost(all.filter((it) => /(^|\/)vendor\.toml$/i.test(it)));
}

function kindOf(text: string): "description" | "overlay" | "part" {
  const start = text.slice(0, 100_000);
  if (/^\s*\{?\s*["']?overlay["']?\s*:/m.test(start) && /["']?actions["']?\s*:/.test(text)) return "overlay";
  if (/^[\s{]*["']?(openapi|swagger)["']?\s*:/m.test(start)) return "description";
  if (/["'](openapi|swagger)["']\s*:\s*["']\d/.test(start)) return "description";
  return /getpostman\.com|"_postman_id"/.test(start) ? "description" : "part";
}

