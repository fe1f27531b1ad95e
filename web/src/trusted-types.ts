interface Policies {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

const ALLOWED = '/sw.js';

/** Returns the one script URL that this document may load by name. Raises: TypeError. */
function allowOnly(url: string): string {
  if (url !== ALLOWED) throw new TypeError(`script address refused: ${url}`);
  return url;
}

export function registerServiceWorker(): void {
  const policies = (window as unknown as { trustedTypes?: Policies }).trustedTypes;
  const address = policies?.createPolicy('app', { createScriptURL: allowOnly }).createScriptURL(ALLOWED) ?? ALLOWED;
  // Without it (private window, no storage) only the offline page is missing.
  if ('serviceWorker' in navigator) void navigator.serviceWorker.register(address).catch(() => undefined);
}
