import { useEffect } from 'preact/hooks';
import * as messages from '../api/messages';

const POLL_MS = 5_000;

/**
 * Calls `onChange` when a thread on the screen has changed since `version`.
 *
 * It asks again and again while the page is visible, and at once when the connection is back. An event of a socket can
 * call `onChange` instead.
 */
export function useThreadUpdates(id: string, version: number | undefined, onChange: () => void): void {
  useEffect(() => {
    if (version === undefined) return;
    const ask = async (): Promise<void> => {
      if (document.visibilityState !== 'visible') return;
      const now = await messages.position(id).catch(() => null);
      if (now && now.version !== version) onChange();
    };
    const timer = setInterval(() => void ask(), POLL_MS);
    const askNow = (): void => void ask();
    document.addEventListener('visibilitychange', askNow);
    addEventListener('online', askNow);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', askNow);
      removeEventListener('online', askNow);
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the callback reads the newest state when it is called
  }, [id, version]);
}
