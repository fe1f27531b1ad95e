import { onSoundReturn } from '../../ui/sound';

/**
 * Calls `onReturn` when the system may give back what it has paused, and `onHide` when the page is hidden.
 *
 * The first is when the page is shown again, from the background or from the browser's cache, and when the page's
 * sound runs again after a telephone call. Returns a function that stops it.
 */
export function watchReturn(onReturn: () => void, onHide: () => void): () => void {
  const onVisibility = (): void => (document.visibilityState === 'visible' ? onReturn() : onHide());
  document.addEventListener('visibilitychange', onVisibility);
  addEventListener('pageshow', onReturn);
  const stopSound = onSoundReturn(onReturn);
  return () => {
    document.removeEventListener('visibilitychange', onVisibility);
    removeEventListener('pageshow', onReturn);
    stopSound();
  };
}
