import { serverNow } from '../../kernel/server-clock';
import { computed, signal } from '@preact/signals';
import type { OutgoingMessage } from '../signaling/protocol';
import type { RoomNote } from '../signaling/protocol.generated';
import type { FileRef, Note } from '../types';
import { noteError } from '../call-words';

interface Author {
  seat: string;
  name: string;
}

/**
 * The chat of a visit: stored notes in their order, then the unsent ones.
 *
 * `after` is the highest number without a gap: note 6 may arrive before 5, and asking for what follows 6 would lose 5.
 */
export class ChatLog {
  /** The highest number below which no note is missing. */
  after = 0;
  private readonly stored = signal<Map<number, Note>>(new Map());
  private readonly pending = signal<Note[]>([]);
  readonly all = computed<Note[]>(() => [
    ...[...this.stored.value.values()].sort((a, b) => (a.n ?? 0) - (b.n ?? 0)),
    ...this.pending.value,
  ]);

  constructor(private readonly me: () => string) {}

  /** Adds stored notes, in any order. `isWhole`: no earlier note is missing. */
  add(notes: RoomNote[], isWhole = false): void {
    const next = new Map(this.stored.value);
    for (const each of notes) next.set(each.n, { ...each, mine: each.seat === this.me(), sent: true });
    this.stored.value = next;
    const ids = new Set(notes.map((each) => each.id));
    if (this.pending.value.some((each) => ids.has(each.id)))
      this.pending.value = this.pending.value.filter((each) => !ids.has(each.id));
    if (isWhole) this.after = Math.max(this.after, ...notes.map((each) => each.n));
    while (next.has(this.after + 1)) this.after += 1;
  }

  get hasGap(): boolean {
    return Math.max(0, ...this.stored.value.keys()) > this.after;
  }

  /** Adds a note of the user, and returns the message to send. */
  write(id: string, author: Author, text: string | undefined, file: FileRef | undefined): OutgoingMessage {
    const at = new Date(serverNow()).toISOString();
    const note: Note = { n: null, id, ...author, at, text, file, mine: true, sent: false };
    this.pending.value = [...this.pending.value, note];
    return messageOf(note);
  }

  /** Returns the notes to send again; the server stores each id once. */
  unsent(): { id: string; message: OutgoingMessage }[] {
    return this.pending.value
      .filter((each) => !each.refused)
      .map((each) => ({ id: each.id, message: messageOf(each) }));
  }

  /** Marks a note as refused. Returns false for an error that passes. */
  refuse(id: string, code: string): boolean {
    const refused = noteError(code);
    if (!refused || !this.isMine(id)) return false;
    this.pending.value = this.pending.value.map((each) => (each.id === id ? { ...each, refused } : each));
    return true;
  }

  isMine(id: string): boolean {
    return this.pending.value.some((each) => each.id === id);
  }
}

function messageOf({ id, text, file }: Note): OutgoingMessage {
  return { action: 'note', id, ...(text ? { text } : {}), ...(file ? { file: file.id } : {}) };
}
