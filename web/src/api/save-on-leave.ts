import { sessionListeners } from './client';

/** Browsers send at most 64 kB after the page is gone, of all requests together; a larger one is refused. */
const MAX_BYTES = 48_000;

/** Of these bytes, so many stay free for what is sent when the page is left. */
const ROOM_TO_LEAVE = 24_000;

const MAX_WAIT_MS = 3000;

/** The bytes of requests that go on after their page is left, and have no answer yet. */
let underway = 0;

/** Stores what was typed last. If the page is left, it must not wait for the answer to an earlier request. */
type Save = (isLeaving: boolean) => Promise<unknown>;

const savers = new Set<Save>();

/** Stores what was typed last while the session lasts; a server that does not answer holds nobody up. */
sessionListeners.ending = () =>
  Promise.race([Promise.all([...savers].map((save) => save(false))), new Promise((go) => setTimeout(go, MAX_WAIT_MS))]);

/** Sends a body by a request that goes on when its page is left, if the browser allows it. */
export async function sendBody<T>(
  body: object,
  isLeaving: boolean,
  send: (options: { keepalive: boolean }) => Promise<T>,
): Promise<T> {
  const { size } = new Blob([JSON.stringify(body)]);
  const keepalive = underway + size <= (isLeaving ? MAX_BYTES : MAX_BYTES - ROOM_TO_LEAVE);
  const held = keepalive ? size : 0;
  underway += held;
  return send({ keepalive }).finally(() => (underway -= held));
}

/**
 * Calls `save` when the page is left or hidden, before the session ends, and when the returned function is called.
 *
 * A phone may end a hidden page without another event, and not every browser hides a page that it leaves.
 */
export function saveOnLeave(save: Save): () => void {
  const onLeave = (): void => void save(true);
  const onHide = (): void => {
    if (document.visibilityState === 'hidden') onLeave();
  };
  document.addEventListener('visibilitychange', onHide);
  addEventListener('pagehide', onLeave);
  savers.add(save);
  return () => {
    document.removeEventListener('visibilitychange', onHide);
    removeEventListener('pagehide', onLeave);
    savers.delete(save);
    void save(false);
  };
}
