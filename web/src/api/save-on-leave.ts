/** Browsers send at most 64 kB after the page is gone, of all requests together; a larger one is refused. */
const MAX_BYTES = 48_000;

/** Returns the option of a request with this body that goes on when its page is left. */
export function evenOnLeave(body: object): { keepalive: boolean } {
  return { keepalive: new Blob([JSON.stringify(body)]).size <= MAX_BYTES };
}

/**
 * Calls `save` when the page is left or hidden, and when the returned function is called.
 *
 * A phone may end a hidden page without another event, and not every browser hides a page that it leaves.
 */
export function saveOnLeave(save: () => void): () => void {
  const onHide = (): void => {
    if (document.visibilityState === 'hidden') save();
  };
  document.addEventListener('visibilitychange', onHide);
  addEventListener('pagehide', save);
  return () => {
    document.removeEventListener('visibilitychange', onHide);
    removeEventListener('pagehide', save);
    save();
  };
}
