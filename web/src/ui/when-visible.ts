/** Calls `act` once: now, or as soon as the page is shown; the returned function cancels it. */
export function whenVisible(act: () => void): () => void {
  const cancel = (): void => document.removeEventListener('visibilitychange', run);
  const run = (): void => {
    if (document.visibilityState !== 'visible') return;
    cancel();
    act();
  };
  document.addEventListener('visibilitychange', run);
  run();
  return cancel;
}
