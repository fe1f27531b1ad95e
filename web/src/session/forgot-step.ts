// The e-mail address to which a code was just sent. It survives a reload of this tab, never appears in an address, and
// is dropped once the code was used, and at the next visit after it has expired.
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
  if (stored.email && now - (stored.at ?? 0) < CODE_VALID_MS) return stored.email;
  forgetAddress();
  return '';
}
