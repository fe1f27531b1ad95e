import type { components } from './schema';

type ErrorBody = Partial<components['schemas']['ErrorBody']>;

/** A time at which an appointment can start; `local` is in the appointment's zone. */
export type FreeTime = NonNullable<ErrorBody['free']>[number];

/**
 * An error response of the API; `status` is 0 if there was no response.
 *
 * `fields`: a sentence for each dotted path. `fresh`: the present state, on a conflict. `free`: the next
 * free times, when an appointment's time is taken.
 */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: Record<string, string> = {},
    readonly fresh?: unknown,
    readonly free: readonly FreeTime[] = [],
  ) {
    super(message);
  }

  /** Whether the same request may succeed later. */
  get isTemporary(): boolean {
    return this.status === 0 || this.status === 503 || this.status === 429;
  }

  /** Returns the sentence for an input: `amount.minor` belongs to `amount`. */
  fieldError(name: string): string | undefined {
    const path = Object.keys(this.fields).find((key) => key === name || key.startsWith(`${name}.`));
    return path && this.fields[path];
  }
}

const UNREACHABLE = 'We can’t reach Clocktree. Check your connection and try again.';
const UNAVAILABLE = 'Clocktree is not responding at the moment. Please try again.';
const SENTENCES: Record<number, string> = {
  401: 'You are signed out. Sign in and try again.',
  403: 'Your role cannot do this. Switch to another role, or ask an Admin of your practice.',
  404: 'This does not exist, or you do not have access to it.',
  409: 'Somebody changed this in the meantime. Check the new state, then decide again.',
  413: 'This is too large. Send less at once.',
  429: 'Too many attempts. Wait a few minutes, then try again.',
};

export function apiErrorOf(status: number, body: unknown): ApiError {
  const answer: ErrorBody = typeof body === 'object' && body !== null ? body : {};
  const sentence = answer.message || (SENTENCES[status] ?? UNAVAILABLE);
  return new ApiError(status, answer.error ?? 'Unavailable', sentence, answer.fields ?? {}, answer.fresh, answer.free);
}

export function unreachable(): ApiError {
  return new ApiError(0, 'Unreachable', UNREACHABLE);
}

/** Returns an ApiError as it is, and any other reason as "unreachable". */
export function toApiError(reason: unknown): ApiError {
  return reason instanceof ApiError ? reason : unreachable();
}
