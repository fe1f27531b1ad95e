import type { ApiError } from '../api/api-error';
import { toApiError } from '../api/api-error';
import type { Draft, DraftEdit, Level } from './calls';

/** What an author has typed. */
export interface Typed {
  text: string;
  level: Level | null;
  psychotherapy: boolean;
}

export type SyncState = 'stored' | 'waiting' | 'storing' | 'conflict' | 'refused' | 'unreachable';

export interface SyncPorts {
  /** `isLeaving`: the page is left, and gets no answer. */
  store: (edit: DraftEdit, isLeaving: boolean) => Promise<Draft>;
  /** Called after each change of `state`, `refusal` or `other`. */
  changed: () => void;
}

export const EVERY_MS = 5000;

/**
 * Stores a draft on the server at most 5 seconds after a change, one request at a time.
 *
 * If another tab stored the draft meanwhile, `other` is its text, and nothing is stored until the author has chosen.
 */
export class DraftSync {
  state: SyncState = 'stored';
  refusal: ApiError | null = null;
  other: Draft | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<unknown> | null = null;
  private stored: Typed;
  private isClosed = false;

  constructor(
    private readonly ports: SyncPorts,
    private typed: Typed,
    private version: number,
  ) {
    this.stored = typed;
  }

  /** The version of the stored draft that this tab knows. */
  get seen(): number {
    return this.version;
  }

  get isStored(): boolean {
    return same(this.typed, this.stored);
  }

  type(typed: Typed): void {
    this.typed = typed;
    if (this.state === 'conflict') return;
    if (this.state === 'refused') this.refusal = null;
    if (this.state !== 'storing') this.set(this.isStored ? 'stored' : 'waiting');
    this.timer ??= setTimeout(() => void this.flush(), EVERY_MS);
  }

  /** Stores what was typed, now; if the page is left, also while an earlier request has no answer. */
  async flush(isLeaving = false): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    // Another call may have begun the next request meanwhile.
    while (this.running && !isLeaving) await this.running;
    if (this.isClosed || this.isStored || this.state === 'conflict') return;
    const earlier = this.running;
    const running = Promise.all([earlier, this.store(isLeaving, earlier)]).finally(() => {
      if (this.running === running) this.running = null;
    });
    this.running = running;
    await running;
  }

  /** Shows the draft of another tab if that is why the server refused to save the note. */
  meet(error: ApiError): boolean {
    const isOther = error.status === 409 && !!error.fresh;
    if (isOther) this.fail(error);
    return isOther;
  }

  /** Ends the author's choice: `typed` replaces what the other tab stored. */
  async choose(typed: Typed): Promise<void> {
    this.version = this.other?.version ?? this.version;
    this.other = null;
    this.typed = typed;
    this.set('waiting');
    await this.flush();
  }

  /** Stores nothing any more: the note was saved, or the draft discarded. */
  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.running;
  }

  /** Stores again: the note was not saved, or the draft not discarded. */
  reopen(): void {
    this.isClosed = false;
    if (!this.isStored && this.state !== 'conflict') this.again();
  }

  private async store(isLeaving: boolean, earlier: Promise<unknown> | null): Promise<void> {
    const sent = this.typed;
    this.set('storing');
    try {
      const draft = await this.ports.store({ ...sent, version: this.version }, isLeaving);
      this.version = draft.version;
      this.stored = sent;
      this.refusal = null;
      this.set(this.isStored ? 'stored' : 'waiting');
    } catch (reason) {
      await earlier;
      const error = toApiError(reason);
      if (this.isOwn(error)) this.set(this.isStored ? 'stored' : 'waiting');
      else this.fail(error);
    }
    if (!this.isStored && this.state !== 'conflict' && this.state !== 'refused') this.again();
  }

  /** Whether a version was refused only because this tab has stored the next one meanwhile. */
  private isOwn({ status, fresh }: ApiError): boolean {
    return status === 409 && (fresh as Draft | null)?.version === this.version;
  }

  private fail(error: ApiError): void {
    this.refusal = error;
    if (error.status === 409 && error.fresh) this.other = this.stored = error.fresh as Draft;
    this.set(this.other ? 'conflict' : error.isTemporary ? 'unreachable' : 'refused');
  }

  private again(): void {
    if (!this.isClosed) this.timer ??= setTimeout(() => void this.flush(), EVERY_MS);
  }

  private set(state: SyncState): void {
    this.state = state;
    this.ports.changed();
  }
}

function same(one: Typed, other: Typed): boolean {
  return one.text === other.text && one.level === other.level && one.psychotherapy === other.psychotherapy;
}
