import type { Message, ThreadDetail } from '../api/messages';

/** Returns what is known of a thread with what was just read; each message stands once, in its order. */
export function merged(before: ThreadDetail | null, answer: ThreadDetail): ThreadDetail {
  const shown = before?.id === answer.id ? before : answer;
  // Messages that came in between and were not read leave a gap: what was shown before it is dropped.
  const known = isAdjacent(shown.messages.items, answer.messages.items) ? shown.messages.items : [];
  const items = new Map<number, Message>();
  for (const each of [...known, ...answer.messages.items]) items.set(each.n, each);
  const ordered = [...items.values()].sort((a, b) => a.n - b.n);
  // An answer that was overtaken by another one does not bring back an earlier state.
  const newest = answer.version >= shown.version ? answer : shown;
  const first = ordered[0]?.n ?? 1;
  return { ...newest, messages: { items: ordered, next: first > 1 ? first : null } };
}

function isAdjacent(before: Message[], answer: Message[]): boolean {
  const [first, last] = [before[0]?.n, before.at(-1)?.n];
  const [from, until] = [answer[0]?.n, answer.at(-1)?.n];
  if (first === undefined || last === undefined || from === undefined || until === undefined) return true;
  return from <= last + 1 && until >= first - 1;
}

/** Returns the number of the newest message that is shown. */
export function lastShown(detail: ThreadDetail): number {
  return detail.messages.items.at(-1)?.n ?? 0;
}

/** Whether a file of a message is being checked for viruses. */
export function isChecking(message: Message): boolean {
  return message.attachments.some((each) => each.state === 'checking');
}

/** Says how long a client has waited. */
export function waitingWords(days: number | null): string {
  if (days === null) return '';
  if (days === 0) return 'Waiting since today';
  return `Waiting ${days} ${days === 1 ? 'day' : 'days'}`;
}
