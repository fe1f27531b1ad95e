// A visit that is open in one tab, as the other tabs of this browser see it.

const LOCK = 'visit';
let visitsHere = 0;

/** Marks this tab as in a visit, until the returned function is called or the tab is closed. */
export function markVisit(): () => void {
  let release: () => void = () => undefined;
  const over = new Promise<void>((resolve) => (release = resolve));
  visitsHere += 1;
  // A lock ends with its tab, so a tab that crashed is in no visit.
  locks()
    ?.request(LOCK, { mode: 'shared' }, () => over)
    .catch(() => undefined);
  return () => {
    visitsHere -= 1;
    release();
  };
}

export function isVisitHere(): boolean {
  return visitsHere > 0;
}

/** Returns whether a visit is open in any tab of this browser. */
export async function isVisitOpen(): Promise<boolean> {
  if (isVisitHere()) return true;
  const snapshot = await locks()
    ?.query()
    .catch(() => null);
  return !!snapshot?.held?.some((lock) => lock.name === LOCK);
}

function locks(): LockManager | undefined {
  return (navigator as { locks?: LockManager }).locks;
}
