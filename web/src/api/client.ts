import createClient from 'openapi-fetch';
import type { paths } from './schema';
import { apiErrorOf, unreachable } from './api-error';

interface ApiResponse<T> {
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
export const sessionListeners = { signedOut: (): void => undefined, otherRole: (): void => undefined };

/**
 * The body of a good answer.
 *
 * Raises: Refusal, also when nothing answered.
 */
export async function request<T>(call: Promise<ApiResponse<T>>): Promise<T> {
  const answer = await call.catch(() => {
    throw unreachable();
  });
  if (answer.response.ok) return answer.data as T;
  if (answer.response.status === 401 && !isSigningIn(answer.response.url)) sessionListeners.signedOut();
  if (answer.response.status === 403) sessionListeners.otherRole();
  throw apiErrorOf(answer.response.status, answer.error);
}

/** The same, for shapes that we know more narrowly than the schema says: words from a known set, not any text. */
export function requestAs<T>(call: Promise<ApiResponse<unknown>>): Promise<T> {
  return request(call as Promise<ApiResponse<T>>);
}

/** Every unsafe request carries a body, so that its content type is ours; the schema names none for deleting. */
export const EMPTY_BODY = {} as never;

/** One key for one opening of a form: pressed twice, or sent again after silence, it still creates once. */
export function newIdempotencyKey(): string {
  return crypto.randomUUID();
}

export function withIdempotencyKey(key: string): { headers: Record<string, string> } {
  return { headers: { 'Idempotency-Key': key } };
}

function isSigningIn(url: string): boolean {
  return /\/api\/auth\/(sign-in|totp|first-password)/.test(url);
}
