// The generator, as the page sees it: tasks that can be stopped.

import { workerUrl } from "../ui/trusted";
import type { Compared, Generated, Repaired, Task } from "./tasks";
import type { Answer } from "./worker";

type Done<T extends Task["task"]> = { generate: Generated; compare: Compared; repair: Repaired }[T];

/** A task on its way. */
export interface Run<D> {
  done: Promise<D>;
  /** Ends it; `done` is rejected with `Stopped`. */
  stop(): void;
}

export class Stopped extends Error {}

let loading: Promise<WebAssembly.Module> | undefined;

/** Is told how much of something is there, from 0 to 1. */
type Told = (part: number) => void;

/** Fetches and compiles the generator, once; who asks first is told how far that is. */
export function load(told: Told = () => {}): Promise<WebAssembly.Module> {
  loading ??= fetchEngine(told);
  loading.catch(() => (loading = undefined));
  return loading;
}

async function fetchEngine(told: Told): Promise<WebAssembly.Module> {
  const response = await fetch(ENGINE);
  if (!response.ok) throw new Error(`the generator can't be loaded: ${response.status}`);
  const bytes = new Uint8Array(await counted(response, told).arrayBuffer());
  // Some hosts unpack what is called `.gz`.
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isPacked) return WebAssembly.compile(bytes);
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return WebAssembly.compileStreaming(new Response(unpacked, { headers: { "content-type": "application/wasm" } }));
}

/** The same response, of which is told what has arrived, where it says how long it is. */
function counted(response: Response, told: Told): Response {
  const length = Number(response.headers.get("content-length"));
  if (!(length > 0) || response.body === null) return response;
  let arrived = 0;
  const count = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, out) {
      arrived += chunk.length;
      // What a host packs besides is longer than it says.
      told(Math.min(1, arrived / length));
      out.enqueue(chunk);
    },
  });
  return new Response(response.body.pipeThrough(count));
}

/** Starts a task in a worker of its own, so that all memory is given back when it ends. */
export function start<T extends Task>(task: T): Run<Done<T["task"]>> {
  let stop = () => {};
  const done = new Promise<Done<T["task"]>>((resolve, reject) => {
    let worker: Worker | undefined;
    let isOver = false;
    const end = () => {
      isOver = true;
      worker?.terminate();
    };
    const fail = (error: unknown) => {
      end();
      reject(error);
    };
    stop = () => fail(new Stopped("stopped"));
    load().then((module) => {
      if (isOver) return;
      worker = new Worker(workerUrl(WORKER));
      worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        const error = "failed" in data ? data.failed : (data.done as { error?: string }).error;
        if (error === undefined && "done" in data) {
          end();
          resolve(data.done as Done<T["task"]>);
        } else fail(new Error(error));
      };
      worker.onerror = (event) => fail(new Error(event.message || "the generator can't be started"));
      worker.postMessage({ module, task });
    }, fail);
  });
  return { done, stop };
}
