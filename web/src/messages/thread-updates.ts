import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { isLive, news } from '../api/attention';
import * as messages from '../api/messages';
import { whenVisible } from '../ui/when-visible';

const POLL_MS = 10_000;
/** How many of these pass between two questions while a socket tells of news. */
const POLLS_IF_LIVE = 6;

/**
 * Calls `onChange` when a thread on the screen has changed since `version`.
 *
 * It asks when the socket tells of the thread, after a lost connection, and now and then while the page is visible.
 */
export function useThreadUpdates(id: string, version: number | undefined, onChange: () => void): void {
  useEffect(() => {
    if (version === undefined) return;
    const ask = async (): Promise<void> => {
      if (document.visibilityState !== 'visible') return;
      const now = await messages.position(id).catch(() => null);
      if (now && now.version !== version) onChange();
    };
    const askNow = (): void => void ask();
    let polls = 0;
    const timer = setInterval(() => (!isLive.peek() || ++polls % POLLS_IF_LIVE === 0) && askNow(), POLL_MS);
    const unwatch = onNews(id, askNow);
    document.addEventListener('visibilitychange', askNow);
    addEventListener('online', askNow);
    return () => {
      clearInterval(timer);
      unwatch();
      document.removeEventListener('visibilitychange', askNow);
      removeEventListener('online', askNow);
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the callback reads the newest state when it is called
  }, [id, version]);
}

/** Calls `onChange` when any thread has changed, for a list on the screen; a hidden page waits until it is shown. */
export function useThreadNews(onChange: () => void): void {
  const newest = useRef(onChange);
  newest.current = onChange;
  useEffect(() => {
    let cancel = (): void => undefined;
    const unwatch = onNews(null, () => {
      cancel();
      cancel = whenVisible(() => newest.current());
    });
    return () => {
      unwatch();
      cancel();
    };
  }, []);
}

/** Calls `tell` with each later news of a thread, or of all if `id` is null, until the returned function is called. */
function onNews(id: string | null, tell: () => void): () => void {
  let isFirst = true;
  return effect(() => {
    const { thread } = news.value;
    if (!isFirst && (id === null || thread === null || thread === id)) tell();
    isFirst = false;
  });
}
