// Files that somebody opens or drops: alone, several, a folder or a zip.

import { unzip } from "fflate";

import type { Files } from "../engine/tasks";

/** The largest file that the command reads, too. */
const MOST_BYTES = 64 << 20;

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

/** Reads files, and tells what each is for. */
export async function open(named: Named[]): Promise<Opened> {
  const texts: Files = {};
  for (const { path, file } of named) {
    // What somebody names alone is read whatever it is called; a folder has pictures and more.
    if (named.length > 1 && !READ.test(path)) continue;
    if (file.size > MOST_BYTES) throw new Error(`${path} is larger than 64 MB, which is the most that is read`);
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (isZip(bytes)) Object.assign(texts, await unpacked(bytes));
    else texts[path] = decode(bytes, path);
  }
  return sorted(withoutCommonFolder(texts));
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

function unpacked(bytes: Uint8Array): Promise<Files> {
  const filter = ({ name, originalSize }: { name: string; originalSize: number }) =>
    READ.test(name) && !name.endsWith(".zip") && !name.startsWith("__MACOSX/") && originalSize <= MOST_BYTES;
  return new Promise((resolve, reject) => {
    unzip(bytes, { filter }, (error, files) => {
      if (error !== null) return reject(new Error(`the zip can't be read: ${error.message}`));
      try {
        resolve(Object.fromEntries(Object.entries(files).map(([path, it]) => [path, decode(it, path)])));
      } catch (why) {
        reject(why);
      }
    });
  });
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
export function sorted(all: Files): Opened {
  const opened: Opened = { files: {}, description: null, overlay: null, settings: null };
  const descriptions: string[] = [];
  for (const [path, text] of Object.entries(all)) {
    const kind = kindOf(path, text);
    if (kind === "overlay") opened.overlay = text;
    else if (kind === "settings") opened.settings = text;
    else opened.files[path] = text;
    if (kind === "description") descriptions.push(path);
  }
  const depth = (path: string) => path.split("/").length;
  descriptions.sort((a, b) => depth(a) - depth(b) || a.localeCompare(b));
  opened.description = descriptions[0] ?? null;
  return opened;
}

function kindOf(path: string, text: string): "description" | "overlay" | "settings" | "part" {
  if (/\.toml$/i.test(path)) return "settings";
  const start = text.slice(0, 100_000);
  if (/^\s*\{?\s*["']?overlay["']?\s*:/m.test(start) && /["']?actions["']?\s*:/.test(text)) return "overlay";
  if (/^[\s{]*["']?(openapi|swagger)["']?\s*:/m.test(start)) return "description";
  if (/["'](openapi|swagger)["']\s*:\s*["']\d/.test(start)) return "description";
  return /getpostman\.com|"_postman_id"/.test(start) ? "description" : "part";
}

