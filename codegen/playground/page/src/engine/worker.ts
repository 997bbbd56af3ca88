// Runs the generator once, beside the page. Its memory goes with the worker.

import { initSync, run } from "engine";

interface Order {
  module: WebAssembly.Module;
  task: unknown;
}

export type Answer = { done: unknown } | { failed: string };

const scope = self as unknown as {
  onmessage: (event: MessageEvent<Order>) => void;
  postMessage(answer: Answer): void;
};

scope.onmessage = ({ data: { module, task } }) => {
  try {
    initSync({ module });
    scope.postMessage({ done: JSON.parse(run(JSON.stringify(task))) });
  } catch (error) {
    scope.postMessage({ failed: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
  }
};
