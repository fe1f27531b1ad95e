import { useEffect, useMemo, useState } from 'preact/hooks';
import { ApiError, toApiError } from '../api/api-error';
import { newIdempotencyKey } from '../api/client';
import * as messages from '../api/messages';
import { saveOnLeave } from '../api/save-on-leave';

const SAVE_AFTER_MS = 800;
const CHOOSE_FIRST = 'Not sent: choose first which text to keep, above.';
const TYPED_ON = 'Not sent: you wrote more meanwhile. Send it again.';

export interface DraftValues {
  text: string;
  subject: string;
  service_id: string;
  /** The ids of documents that are uploaded already. */
  attachments: string[];
}

/** Sends a message with the version of its draft that ends, and with its Idempotency-Key. */
type Post<T> = (values: DraftValues, draft: number, key: string) => Promise<T>;

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
    this.timer = setTimeout(() => void this.save(), SAVE_AFTER_MS);
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
   * Sends what is written now by `post`, in turn with the saves. Then the form has only what was typed meanwhile.
   *
   * Raises: ApiError, also if another tab or device has stored another text, which the server does not end.
   */
  send<T>(post: Post<T>): Promise<T> {
    // Another attempt may repeat one that arrived: a save would store again what was sent.
    if (this.isTouched && !this.isTried) void this.save();
    this.isTried = true;
    const { values, key } = this;
    const answer = this.queue.then(() => this.post(post, values, key));
    this.queue = answer.catch(() => undefined);
    return answer;
  }

  private async post<T>(post: Post<T>, values: DraftValues, key: string): Promise<T> {
    if (this.other) throw new ApiError(409, 'Conflict', CHOOSE_FIRST);
    const wasTouched = this.isTouched;
    // Also when the page is left now, what is being sent is not stored again.
    this.isTouched = this.values !== values;
    try {
      const answer = await post(values, this.version, key);
      this.keepRest(values);
      return answer;
    } catch (reason) {
      this.isTouched ||= wasTouched;
      const { status, fresh } = toApiError(reason);
      if (status !== 409 || !fresh) throw reason;
      const stored = fresh as messages.Draft;
      if (isSame(stored, values)) this.version = stored.version;
      else if (this.meet(stored)) throw new ApiError(409, 'Conflict', TYPED_ON);
      return this.post(post, values, key);
    }
  }

  /** Leaves what was typed after `sent`, whose draft the server has ended. */
  private keepRest(sent: DraftValues): void {
    clearTimeout(this.timer);
    this.key = newIdempotencyKey();
    this.version = 0;
    this.isTried = false;
    this.put(restOf(this.values, sent));
    this.isTouched = this.values !== EMPTY;
    void this.save();
  }

  private readonly save = (isLeaving = false): Promise<unknown> => {
    clearTimeout(this.timer);
    if (!this.isTouched || this.other) return this.queue;
    const { queue } = this;
    const saving = isLeaving ? this.store(true, queue) : queue.then(() => this.store(false));
    this.queue = Promise.all([queue, saving]);
    return this.queue;
  };

  /** Stores what is written at this moment, unless an earlier request has stored it already. */
  private async store(isLeaving: boolean, earlier?: Promise<unknown>): Promise<void> {
    if (!this.isTouched || this.other) return;
    this.isTouched = false;
    const { client, place, values, key, version } = this;
    try {
      this.version = (await messages.saveDraft(client, place, { ...values, key, version }, isLeaving)).version;
    } catch (reason) {
      await earlier;
      // What could not be saved is saved with the next change.
      this.isTouched = this.values !== EMPTY;
      const { status, fresh } = toApiError(reason);
      if (status !== 409 || !fresh) return;
      const stored = fresh as messages.Draft;
      // This tab itself has stored or sent a text meanwhile.
      if (stored.version === this.version) void this.save();
      else this.meet(stored);
    }
  }

  /** Returns whether the stored text is the one that is written here; if not, the person must choose. */
  private meet(stored: messages.Draft): boolean {
    if (isSame(stored, this.values)) {
      this.version = stored.version;
      return true;
    }
    this.other = stored;
    this.onChange();
    return false;
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

/** Returns what was written after `sent` was; EMPTY if nothing was. */
function restOf(now: DraftValues, sent: DraftValues): DraftValues {
  const rest = {
    text: now.text.startsWith(sent.text) ? now.text.slice(sent.text.length).trimStart() : now.text,
    subject: now.subject === sent.subject ? '' : now.subject,
    service_id: now.service_id === sent.service_id ? '' : now.service_id,
    attachments: now.attachments.filter((each) => !sent.attachments.includes(each)),
  };
  return isSame(rest, EMPTY) ? EMPTY : rest;
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
