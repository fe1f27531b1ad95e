import { useEffect, useMemo, useState } from 'preact/hooks';
import { ApiError, toApiError } from '../api/api-error';
import { newIdempotencyKey } from '../api/client';
import * as messages from '../api/messages';
import { saveOnLeave } from '../api/save-on-leave';

const SAVE_AFTER_MS = 800;
const CHOOSE_FIRST = 'Not sent: choose first which text to keep, above.';

export interface DraftValues {
  text: string;
  subject: string;
  service_id: string;
  /** The ids of documents that are uploaded already. */
  attachments: string[];
}

const EMPTY: DraftValues = { text: '', subject: '', service_id: '', attachments: [] };

/**
 * Keeps what is being written on the server, so that it survives a reload, a sign-out and another device.
 *
 * `key`: the Idempotency-Key for sending it. It is stored with the draft, so that a message that was sent just before a
 * reload is not sent again. Another text after an attempt to send gets another key.
 *
 * `other`: what another tab or device stored meanwhile; nothing is stored or sent until the person has chosen.
 */
export class ServerDraft {
  values = EMPTY;
  other: messages.Draft | null = null;
  private version = 0;
  private key = newIdempotencyKey();
  private isTouched = false;
  private isTried = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  // Requests run one after the other: a late save must not bring back a message that was sent.
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly client: string,
    private readonly place: string,
    private readonly onChange: () => void,
  ) {}

  /** Reads the stored draft, and saves the last change when the returned function is called. */
  open(): () => void {
    void this.load();
    return saveOnLeave(this.save);
  }

  update(change: Partial<DraftValues>): void {
    if (this.isTried) this.key = newIdempotencyKey();
    this.put({ ...this.values, ...change });
    this.isTouched = true;
    this.isTried = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.save, SAVE_AFTER_MS);
  }

  /** Ends the person's choice: `values` replaces what the other tab stored. */
  choose(values: DraftValues): void {
    this.version = this.other?.version ?? this.version;
    this.other = null;
    this.key = newIdempotencyKey();
    this.isTried = false;
    this.update(valuesOf(values));
  }

  /**
   * Sends by `post`, which gets the draft's version and the key, after all saves have ended; then the form is empty.
   *
   * Raises: ApiError, also if another tab or device has stored another text, which the server does not end.
   */
  async send<T>(post: (draft: number, key: string) => Promise<T>): Promise<T> {
    // Another attempt may repeat one that arrived: a save would store again what was sent.
    if (this.isTouched && !this.isTried) this.save();
    await this.queue;
    if (this.other) throw new ApiError(409, 'Conflict', CHOOSE_FIRST);
    this.isTried = true;
    try {
      const answer = await post(this.version, this.key);
      this.clear();
      return answer;
    } catch (reason) {
      const { status, fresh } = toApiError(reason);
      if (status !== 409 || !fresh) throw reason;
      this.meet(fresh as messages.Draft);
      return this.send(post);
    }
  }

  /** Empties the form after its message was sent; the server has ended the draft. */
  private clear(): void {
    clearTimeout(this.timer);
    this.key = newIdempotencyKey();
    this.isTouched = this.isTried = false;
    this.version = 0;
    this.put(EMPTY);
  }

  private readonly save = (): void => {
    clearTimeout(this.timer);
    if (!this.isTouched || this.other) return;
    this.isTouched = false;
    const { values, key } = this;
    this.queue = this.queue.then(() => this.store(values, key));
  };

  private async store(values: DraftValues, key: string): Promise<void> {
    const { client, place, version } = this;
    try {
      this.version = (await messages.saveDraft(client, place, { ...values, key, version })).version;
    } catch (reason) {
      // What could not be saved is saved with the next change.
      this.isTouched = true;
      const { status, fresh } = toApiError(reason);
      if (status === 409) this.meet(fresh as messages.Draft);
    }
  }

  private meet(stored: messages.Draft): void {
    if (isSame(valuesOf(stored), this.values)) {
      this.version = stored.version;
      return;
    }
    this.other = stored;
    this.onChange();
  }

  private async load(): Promise<void> {
    const stored = await messages.draft(this.client, this.place).catch(() => null);
    if (!stored?.key || this.isTouched || this.values !== EMPTY) return;
    this.key = stored.key;
    this.version = stored.version;
    this.isTried = true;
    this.put(valuesOf(stored));
  }

  private put(values: DraftValues): void {
    this.values = values;
    this.onChange();
  }
}

export function valuesOf({ text, subject, service_id, attachments }: DraftValues): DraftValues {
  return { text, subject, service_id, attachments };
}

function isSame(one: DraftValues, other: DraftValues): boolean {
  return JSON.stringify(valuesOf(one)) === JSON.stringify(valuesOf(other));
}

export function useServerDraft(client: string, place: string): ServerDraft {
  const [, redraw] = useState({});
  const draft = useMemo(() => new ServerDraft(client, place, () => redraw({})), [client, place]);
  useEffect(() => draft.open(), [draft]);
  return draft;
}
