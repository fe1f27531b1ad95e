/** Keeps the screen on; the lock is lost whenever the page is hidden, and taken again. Returns what lets it sleep. */
export function keepScreenOn(): () => void {
  let lock: WakeLockSentinel | null = null;
  let isOver = false;
  const take = async (): Promise<void> => {
    if (document.visibilityState === 'hidden' || !('wakeLock' in navigator)) return;
    // A phone that saves its battery refuses.
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
