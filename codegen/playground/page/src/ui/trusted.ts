// The only two places where a text becomes code for the browser: its policy lets no other through.
//
// Neither is reached by a description: the address of the worker is fixed, and the report of `diff` runs in a frame that has
// no origin and a policy of its own.

interface Policy {
  createScriptURL(url: string): string;
  createHTML(html: string): string;
}

interface TrustedTypes {
  createPolicy(name: string, rules: Policy): Policy;
}

const rules: Policy = {
  createScriptURL: (url) => url,
  createHTML: (html) => html,
};

const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
const policy = trustedTypes?.createPolicy("clientwright", rules) ?? rules;

export function workerUrl(url: string): string {
  return policy.createScriptURL(url);
}

/** Shows a page in a frame that can do nothing to this one. */
export function showPage(frame: HTMLIFrameElement, html: string): void {
  frame.srcdoc = policy.createHTML(html);
}
