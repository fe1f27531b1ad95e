import { useEffect, useMemo, useState } from 'preact/hooks';
import { newIdempotencyKey } from '../api/client';
import * as messages from '../api/messages';

const SAVE_AFTER_MS = 800;

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
 */
export class ServerDraft {
  values = EMPTY;
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
    addEventListener('pagehide', this.save);
    return () => {
      removeEventListener('pagehide', this.save);
      this.save();
    };
  }

  update(change: Partial<DraftValues>): void {
    if (this.isTried) this.key = newIdempotencyKey();
    this.put({ ...this.values, ...change });
    this.isTouched = true;
    this.isTried = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(this.save, SAVE_AFTER_MS);
  }

  /** Returns the key for an attempt to send, after all saves have ended. */
  async keyToSend(): Promise<string> {
    this.save();
    this.isTried = true;
    await this.queue;
    return this.key;
  }

  /** Empties the form after its message was sent; the server has deleted the draft. */
  clear(): void {
    clearTimeout(this.timer);
    this.key = newIdempotencyKey();
    this.isTouched = this.isTried = false;
    this.put(EMPTY);
  }

  private readonly save = (): void => {
    clearTimeout(this.timer);
    if (!this.isTouched) return;
    this.isTouched = false;
    const { client, place, values, key } = this;
    const isEmpty = !values.text && !values.subject && !values.service_id && !values.attachments.length;
    const send = (): Promise<unknown> =>
      isEmpty ? messages.deleteDraft(client, place) : messages.saveDraft(client, place, { ...values, key });
    // What could not be saved is saved with the next change.
    this.queue = this.queue.then(send).catch(() => (this.isTouched = true));
  };

  private async load(): Promise<void> {
    const stored = await messages.draft(this.client, this.place).catch(() => null);
    if (!stored?.key || this.isTouched || this.values !== EMPTY) return;
    this.key = stored.key;
    this.isTried = true;
    const { text, subject, service_id, attachments } = stored;
    this.put({ text, subject, service_id, attachments });
  }

  private put(values: DraftValues): void {
    this.values = values;
    this.onChange();
  }
}

export function useServerDraft(client: string, place: string): ServerDraft {
  const [, redraw] = useState({});
  const draft = useMemo(() => new ServerDraft(client, place, () => redraw({})), [client, place]);
  useEffect(() => draft.open(), [draft]);
  return draft;
}
