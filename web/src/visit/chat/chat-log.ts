import { computed, signal } from '@preact/signals';
import type { ClientMessage, WireNote } from '../signaling/protocol';
import type { FileRef, Note } from '../types';
import { noteRefusal } from '../call-words';

interface Author {
  seat: string;
  name: string;
}

/**
 * The chat of a visit: the server's numbers give the order; the own lines wait until the server has kept them.
 *
 * `after` is the highest number without a gap: 6 may come before 5, and asking after 6 would lose 5 (video.md §2.7).
 */
export class Notes {
  /** The highest n below which nothing is missing. */
  after = 0;
  private readonly kept = signal<Map<number, Note>>(new Map());
  private readonly mine = signal<Note[]>([]);
  readonly all = computed<Note[]>(() => [
    ...[...this.kept.value.values()].sort((a, b) => (a.n ?? 0) - (b.n ?? 0)),
    ...this.mine.value,
  ]);

  constructor(private readonly me: () => string) {}

  /** What the server kept, in any order and as often as it likes; `isWhole`: nothing before the last is missing. */
  take(notes: WireNote[], isWhole = false): void {
    const next = new Map(this.kept.value);
    for (const each of notes) next.set(each.n, { ...each, mine: each.seat === this.me(), sent: true });
    this.kept.value = next;
    const known = new Set(notes.map((each) => each.id));
    if (this.mine.value.some((each) => known.has(each.id)))
      this.mine.value = this.mine.value.filter((each) => !known.has(each.id));
    if (isWhole) this.after = Math.max(this.after, ...notes.map((each) => each.n));
    while (next.has(this.after + 1)) this.after += 1;
  }

  get hasGap(): boolean {
    return Math.max(0, ...this.kept.value.keys()) > this.after;
  }

  /** Returns what to send. */
  write(id: string, author: Author, text: string | undefined, file: FileRef | undefined): ClientMessage {
    const at = new Date().toISOString();
    const note: Note = { n: null, id, ...author, at, text, file, mine: true, sent: false };
    this.mine.value = [...this.mine.value, note];
    return messageOf(note);
  }

  /** All that the server has not kept, for sending again: it stores each id once. */
  unsent(): { id: string; message: ClientMessage }[] {
    return this.mine.value.filter((each) => !each.refused).map((each) => ({ id: each.id, message: messageOf(each) }));
  }

  /** Whether this was about a note, and will not pass by itself. */
  refuse(id: string, code: string): boolean {
    const refused = noteRefusal(code);
    if (!refused || !this.isMine(id)) return false;
    this.mine.value = this.mine.value.map((each) => (each.id === id ? { ...each, refused } : each));
    return true;
  }

  isMine(id: string): boolean {
    return this.mine.value.some((each) => each.id === id);
  }
}

function messageOf({ id, text, file }: Note): ClientMessage {
  return { action: 'note', id, ...(text ? { text } : {}), ...(file ? { file: file.id } : {}) };
}
