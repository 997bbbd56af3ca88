// What wasm-bindgen makes of `codegen/playground`.

declare module "engine" {
  export function initSync(init: { module: WebAssembly.Module }): unknown;
  export function run(task: string): string;
}

/** The address of the generator, packed with gzip. */
declare const ENGINE: string;
/** The address of the worker's script. */
declare const WORKER: string;
/** The version of the generator. */
declare const VERSION: string;
/** What the editor's style sheet has to be marked with. */
declare const NONCE: string;
