import { signal } from '@preact/signals';
import { showWaiting, waitingClients, type WaitingClient } from '../api/waiting';
import { setTitleCount } from '../ui/document-title';
import { audioContext, CHIME, play } from '../ui/sound';

const POLL_MS = 15_000;
const SOUND_KEY = 'waiting-sound';

/** Who waits for the user; a name is null until the page has shown the person. */
export const waiting = signal<WaitingClient[]>([]);
/** Whether a chime announces a client, chosen on this device. */
export const isSoundOn = signal(localStorage.getItem(SOUND_KEY) !== 'off');

let known: WaitingClient[] = [];
let polls = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** Asks who waits until the returned function is called, however many parts of the page do so. */
export function watchWaiting(): () => void {
  if (polls++ === 0) start();
  return () => {
    if (--polls === 0) stop();
  };
}

export function setSound(on: boolean): void {
  isSoundOn.value = on;
  if (on) localStorage.removeItem(SOUND_KEY);
  else localStorage.setItem(SOUND_KEY, 'off');
}

/** Asks once who waits; what cannot be read now stays as it was until the next time. */
export async function pollWaiting(): Promise<void> {
  const answer = await waitingClients().catch(() => null);
  if (!answer || !polls) return;
  const names = new Map(known.map((each) => [keyOf(each), each.name]));
  const arrived = answer.items.filter((each) => !names.has(keyOf(each)));
  put(answer.items.map((each) => ({ ...each, name: names.get(keyOf(each)) ?? null })));
  for (const each of arrived) void announce(each);
  // A client is told that the provider can see them: not from a page that nobody can see.
  if (document.visibilityState === 'visible') await showAll();
}

async function showAll(): Promise<void> {
  const rooms = new Set(known.filter((each) => each.name === null).map((each) => each.appointment_id));
  for (const room of rooms) {
    const answer = await showWaiting(room).catch(() => null);
    if (answer && polls) put([...known.filter((each) => each.appointment_id !== room), ...answer.items]);
  }
}

/** Sounds once for each arrival, in one of the tabs. */
async function announce(arrival: WaitingClient): Promise<void> {
  // Before the first tap this tab cannot sound, and leaves it to another.
  if (!isSoundOn.peek() || !audioContext()) return;
  const { locks } = navigator as { locks?: LockManager };
  if (!locks) return play(CHIME, 0.25);
  await locks.request(`chime ${keyOf(arrival)}`, { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    await play(CHIME, 0.25);
    // The other tabs find out within their next poll.
    await new Promise((resolve) => setTimeout(resolve, 5 * POLL_MS));
  });
}

function put(items: WaitingClient[]): void {
  known = waiting.value = [...items].sort((a, b) => (a.since < b.since ? -1 : 1));
  setTitleCount(items.length, 'Waiting');
}

function start(): void {
  void pollWaiting();
  timer = setInterval(() => void pollWaiting(), POLL_MS);
  document.addEventListener('visibilitychange', onVisible);
}

function stop(): void {
  clearInterval(timer);
  document.removeEventListener('visibilitychange', onVisible);
  put([]);
}

const onVisible = (): void => {
  if (document.visibilityState === 'visible') void pollWaiting();
};

function keyOf({ appointment_id: room, seat, since }: WaitingClient): string {
  return `${room} ${seat} ${since}`;
}
