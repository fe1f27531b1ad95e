import createClient from 'openapi-fetch';
import type { paths } from './schema';
import { refusalOf, unreachable } from './api-error';

interface Got<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

export const api = createClient<paths>({
  baseUrl: '/api',
  credentials: 'same-origin',
  cache: 'no-store',
  // Looked up at each call, so that a test may stand in for the network.
  fetch: (request) => fetch(request),
});

/** Who hears of a session that has ended and of a role that no longer fits; set once by the session. */
export const listeners = { signedOut: (): void => undefined, otherRole: (): void => undefined };

/**
 * The body of a good answer.
 *
 * Raises: Refusal, also when nothing answered.
 */
export async function answer<T>(call: Promise<Got<T>>): Promise<T> {
  const got = await call.catch(() => {
    throw unreachable();
  });
  if (got.response.ok) return got.data as T;
  if (got.response.status === 401 && !isSigningIn(got.response.url)) listeners.signedOut();
  if (got.response.status === 403) listeners.otherRole();
  throw refusalOf(got.response.status, got.error);
}

/** The same, for shapes that we know more narrowly than the schema says: words from a known set, not any text. */
export function narrowed<T>(call: Promise<Got<unknown>>): Promise<T> {
  return answer(call as Promise<Got<T>>);
}

/** Every unsafe request carries a body, so that its content type is ours; the schema names none for deleting. */
export const NOTHING = {} as never;

/** One key for one opening of a form: pressed twice, or sent again after silence, it still creates once. */
export function newKey(): string {
  return crypto.randomUUID();
}

export function keyed(key: string): { headers: Record<string, string> } {
  return { headers: { 'Idempotency-Key': key } };
}

function isSigningIn(url: string): boolean {
  return /\/api\/auth\/(sign-in|totp|first-password)/.test(url);
}
