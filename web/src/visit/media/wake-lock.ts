/** Keeps the screen on; the lock is lost whenever the page is hidden, and taken again. Returns what lets it sleep. */
export function stayAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let isOver = false;
  const take = async (): Promise<void> => {
    if (document.visibilityState === 'hidden' || !('wakeLock' in navigator)) return;
    // A phone that saves its battery refuses.
    lock = await navigator.wakeLock.request('screen').catch(() => null);
    if (isOver) void lock?.release().catch(() => undefined);
  };
  const seen = (): void => void take();
  document.addEventListener('visibilitychange', seen);
  void take();
  return () => {
    isOver = true;
    document.removeEventListener('visibilitychange', seen);
    void lock?.release().catch(() => undefined);
  };
}
