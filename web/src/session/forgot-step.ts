// The e-mail address to which a code was just sent. It survives a reload of this tab, never appears in an address, and
// is dropped when the code expires or was used.
const KEY = 'code-sent';
const CODE_VALID_MS = 10 * 60_000;

export function rememberAddress(email: string, now = Date.now()): void {
  sessionStorage.setItem(KEY, JSON.stringify({ email, at: now }));
}

export function forgetAddress(): void {
  sessionStorage.removeItem(KEY);
}

/** Returns the address, or '' if no code was sent from this tab in the last ten minutes. */
export function rememberedAddress(now = Date.now()): string {
  const stored = JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as { email?: string; at?: number };
  return stored.email && now - (stored.at ?? 0) < CODE_VALID_MS ? stored.email : '';
}
