// Which threads the user should look at, for the marks beside names and tabs. It is asked again and again while the page
// is visible; an event of a socket can call `askAttention` instead.
import { signal } from '@preact/signals';
import { api, request } from './client';
import type { components } from './schema';

export type Attention = components['schemas']['AttentionShape'];

const POLL_MS = 20_000;

/** For staff, the threads that wait for an answer; for a client, those with an unread message. */
export const attention = signal<Attention[]>([]);
/** Whether it was asked, so that an empty list means that there is nothing. */
export const isAttentionKnown = signal(false);

let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** Asks what needs attention until the returned function is called, however many parts of the page do so. */
export function watchAttention(): () => void {
  if (watchers++ === 0) start();
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

function start(): void {
  void askAttention();
  timer = setInterval(onVisible, POLL_MS);
  document.addEventListener('visibilitychange', onVisible);
}

function stop(): void {
  clearInterval(timer);
  document.removeEventListener('visibilitychange', onVisible);
  attention.value = [];
  isAttentionKnown.value = false;
}

function onVisible(): void {
  if (document.visibilityState === 'visible') void askAttention();
}
