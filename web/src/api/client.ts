import createClient from 'openapi-fetch';
import type { paths } from './schema';
import { apiErrorOf, unreachable } from './api-error';
import { correctClock } from '../kernel/server-clock';

interface ApiResponse<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

export const api = createClient<paths>({
  baseUrl: '/api',
  credentials: 'same-origin',
  cache: 'no-store',
  // Read at each call, so that tests can replace `fetch`.
  fetch: async (request) => {
    const sentAt = Date.now();
    const response = await fetch(request);
    correctClock(response.headers.get('Date'), sentAt, Date.now());
    return response;
  },
});

/**
 * Called on a 401, with the error's name, and on a 403 for another role; the session sets them once.
 *
 * `ending` is called before a session ends, which waits for it.
 */
export const sessionListeners = {
  signedOut: (() => undefined) as (error: string) => void,
  otherRole: (): void => undefined,
  ending: (): Promise<unknown> => Promise.resolve(),
};

/** Counts the sessions of this page: a role switch starts a new one while earlier requests still run. */
export const sessionCount = { current: 0 };

/**
 * Returns the body of a successful answer.
 *
 * Raises: ApiError, also when the server did not answer.
 */
export async function request<T>(call: Promise<ApiResponse<T>>): Promise<T> {
  const sentIn = sessionCount.current;
  const answer = await call.catch(() => {
    throw unreachable();
  });
  if (answer.response.ok) return answer.data as T;
  const isOfThisSession = sentIn === sessionCount.current && !isSigningIn(answer.response.url);
  const error = apiErrorOf(answer.response.status, answer.error);
  if (error.status === 401 && isOfThisSession) sessionListeners.signedOut(error.code);
  if (error.status === 403) sessionListeners.otherRole();
  throw error;
}

/** Does the same as `request`, with a type narrower than the schema's. */
export function requestAs<T>(call: Promise<ApiResponse<unknown>>): Promise<T> {
  return request(call as Promise<ApiResponse<T>>);
}

/** The body of a DELETE: every unsafe request needs JSON, although the schema has none. */
export const EMPTY_BODY = {} as never;

/** Makes an idempotency key; one per opened form, so that a double press creates one thing. */
export function newIdempotencyKey(): string {
  return crypto.randomUUID();
}

export function withIdempotencyKey(key: string): { headers: Record<string, string> } {
  return { headers: { 'Idempotency-Key': key } };
}

function isSigningIn(url: string): boolean {
  return /\/api\/auth\/(sign-in|totp|first-password|confirm)/.test(url);
}
