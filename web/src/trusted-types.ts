interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

const ALLOWED = '/sw.js';

/** The one script address this document may load by name; anything else is refused before it loads. */
function allowOnly(url: string): string {
  if (url !== ALLOWED) throw new TypeError(`script address refused: ${url}`);
  return url;
}

export function registerServiceWorker(): void {
  const policies = (window as unknown as { trustedTypes?: Policies }).trustedTypes;
  const address = policies?.createPolicy('app', { createScriptURL: allowOnly }).createScriptURL(ALLOWED) ?? ALLOWED;
  // A browser that refuses (private window, no storage) still works, only without the offline page.
  if ('serviceWorker' in navigator) void navigator.serviceWorker.register(address).catch(() => undefined);
}
