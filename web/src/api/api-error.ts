/** What the API refused, or that it could not be reached (`status` 0). `fields`: a sentence by dotted path. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly word: string,
    message: string,
    readonly fields: Record<string, string> = {},
    readonly fresh?: unknown,
  ) {
    super(message);
  }

  /** Asking again is safe and may help. */
  get passing(): boolean {
    return this.status === 0 || this.status === 503 || this.status === 429;
  }

  /** The sentence for one input: its own field, or anything inside it (`amount.minor` belongs to `amount`). */
  of(name: string): string | undefined {
    const path = Object.keys(this.fields).find((key) => key === name || key.startsWith(`${name}.`));
    return path && this.fields[path];
  }
}

const UNREACHABLE = 'We can’t reach Clocktree. Check your connection and try again.';
const UNAVAILABLE = 'Something on our side is not answering. Nothing was changed; please try again.';
const SENTENCES: Record<number, string> = {
  401: 'You are signed out. Sign in and try again.',
  403: 'Your present role may not do this.',
  404: 'There is no such page, or it is not yours.',
  409: 'This changed while you were looking at it.',
  413: 'This is larger than we accept. Send less at once.',
  429: 'Too many tries. Wait a while and try again.',
};

interface Told {
  error?: string;
  message?: string;
  fields?: Record<string, string>;
  fresh?: unknown;
}

export function refusalOf(status: number, body: unknown): Refusal {
  const told: Told = typeof body === 'object' && body !== null ? body : {};
  const sentence = told.message || (SENTENCES[status] ?? UNAVAILABLE);
  return new Refusal(status, told.error ?? 'Unavailable', sentence, told.fields ?? {}, told.fresh);
}

export function unreachable(): Refusal {
  return new Refusal(0, 'Unreachable', UNREACHABLE);
}

/** What was thrown, where anything but a refusal means that the API was not reached. */
export function toRefusal(reason: unknown): Refusal {
  return reason instanceof Refusal ? reason : unreachable();
}
