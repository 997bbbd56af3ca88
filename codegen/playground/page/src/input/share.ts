// Links that carry what somebody has typed: in the fragment, which browsers send to no server.

import type { Input } from "../engine/tasks";

/** What mail and chat programs leave whole. */
export const MOST_CHARACTERS = 16_000;

/** What the fragment of such a link begins with. */
export const KEY = "#try=";

/** The fragment with the input, or how many characters too many it has. */
export async function toFragment(input: Input): Promise<{ fragment: string } | { length: number }> {
  const text = JSON.stringify([input.files, input.description, input.overlay, input.settings]);
  const packed = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  const length = KEY.length + Math.ceil((bytes.length * 4) / 3);
  if (length > MOST_CHARACTERS) return { length };
  const base64 = btoa(bytes.reduce((text, it) => text + String.fromCharCode(it), ""));
  return { fragment: KEY + base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "") };
}

/** What a fragment carries; none where it carries nothing. */
export async function fromFragment(fragment: string): Promise<Input | null> {
  if (!fragment.startsWith(KEY)) return null;
  const base64 = fragment.slice(KEY.length).replaceAll("-", "+").replaceAll("_", "/");
  const bytes = Uint8Array.from(atob(base64), (it) => it.charCodeAt(0));
  const text = await limited(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")));
  const [files, description, overlay, settings] = JSON.parse(text) as unknown[];
  const isFiles = typeof files === "object" && files !== null && Object.values(files).every((it) => typeof it === "string");
  const isInput = isFiles && [description, overlay, settings].every((it) => typeof it === "string");
  if (!isInput || !Object.hasOwn(files, description as string)) throw new Error("the link carries nothing that can be read");
  return { files, description, overlay, settings } as Input;
}

/** A text of no more than 8 MB: a short link can unpack to gigabytes. */
async function limited(stream: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let [text, length] = ["", 0];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    length += value.length;
    if (length > 8_000_000) throw new Error("the link carries too much");
    text += decoder.decode(value, { stream: true });
  }
}
