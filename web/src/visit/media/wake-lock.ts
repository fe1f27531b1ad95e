/**
 * Keeps the screen on until the returned function is called.
 *
 * A hidden page loses the lock; it is taken again when the page is shown.
 */
export function keepScreenOn(): () => void {
  let lock: WakeLockSentinel | null = null;
  let isOver = false;
  const take = async (): Promise<void> => {
    if (document.visibilityState === 'hidden' || !('wakeLock' in navigator)) return;
    // A phone in power saving mode refuses.
    lock = await navigator.wakeLock.request('screen').catch(() => null);
    if (isOver) void lock?.release().catch(() => undefined);
  };
  const onVisibility = (): void => void take();
  document.addEventListener('visibilitychange', onVisibility);
  void take();
  return () => {
    isOver = true;
    document.removeEventListener('visibilitychange', onVisibility);
    void lock?.release().catch(() => undefined);
  };
}
