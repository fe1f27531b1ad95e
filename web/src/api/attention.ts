// Which threads the user should look at, for the marks beside names and tabs. A socket tells when it must be asked
// again; besides, it is asked once a minute while the page is visible.
import { signal } from '@preact/signals';
import { api, request } from './client';
import type { components } from './schema';

export type Attention = components['schemas']['AttentionShape'];

const POLL_MS = 60_000;

/** For staff, the threads that wait for an answer; for a client, those with an unread message. */
export const attention = signal<Attention[]>([]);
/** How many newcomers' requests wait for staff who receive them; null for others. */
export const contactsWaiting = signal<number | null>(null);
/** Whether it was asked, so that an empty list means that there is nothing. */
export const isAttentionKnown = signal(false);

/** The thread with the newest news, and null for all threads; each is another object. */
export const news = signal<{ thread: string | null }>({ thread: null });
/** Whether the server tells of news; if not, pages ask more often. */
export const isLive = signal(false);

let watchers = 0;
let inbox: Promise<{ close(): void } | undefined> | undefined;
let timer: ReturnType<typeof setInterval> | undefined;

/** Asks what needs attention until the returned function is called, however many parts of the page do so. */
export function watchAttention(role?: string): () => void {
  if (watchers++ === 0) start(role !== undefined && role !== 'client');
  return () => {
    if (--watchers === 0) stop();
  };
}

/** Asks once; what cannot be read now stays as it was until the next time. */
export async function askAttention(): Promise<void> {
  const answer = await request(api.GET('/threads/attention')).catch(() => null);
  if (!watchers) return;
  if (answer) attention.value = answer.items;
  isAttentionKnown.value = true;
}

/** Whether a client of the user waits for an answer. */
export function isAwaited(client: string): boolean {
  return attention.value.some((each) => each.client_id === client);
}

/** Asks how many newcomers wait, without opening what they wrote; it stays as it was if it cannot be read now. */
export async function askContacts(): Promise<void> {
  const answer = await request(api.GET('/contact-requests/count')).catch(() => null);
  if (watchers && answer) contactsWaiting.value = answer.receives ? answer.waiting : null;
}

function start(isStaff: boolean): void {
  void askAttention();
  if (isStaff) void askContacts();
  timer = setInterval(onVisible, POLL_MS);
  inbox = import('./inbox/inbox-socket').then(
    ({ InboxSocket }) => new InboxSocket({ onNews, onLive: (now) => (isLive.value = now) }),
    () => undefined,
  );
  document.addEventListener('visibilitychange', onVisible);
}

function onNews(thread: string | null): void {
  news.value = { thread };
  onVisible();
}

function stop(): void {
  clearInterval(timer);
  void inbox?.then((socket) => socket?.close());
  document.removeEventListener('visibilitychange', onVisible);
  attention.value = [];
  contactsWaiting.value = null;
  isAttentionKnown.value = false;
}

function onVisible(): void {
  if (document.visibilityState !== 'visible') return;
  void askAttention();
  // Who receives requests is known since the page was opened, so that nobody else asks again.
  if (contactsWaiting.peek() !== null) void askContacts();
}
