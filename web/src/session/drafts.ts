import { useEffect, useState } from 'preact/hooks';

// Typed text, in memory only: it survives a closed dialog and an expired session, and is dropped at sign-out and when
// another person signs in.
const drafts = new Map<string, unknown>();
let owner: string | null = null;

export function setDraftOwner(person: string): void {
  if (owner !== null && owner !== person) drafts.clear();
  owner = person;
}

export function clearDrafts(): void {
  drafts.clear();
}

/** Returns a form's values, which are stored under `key` until `clear`. */
export function useDraft<T extends object>(key: string, initial: T) {
  const [values, setValues] = useState<T>(() => ({ ...initial, ...(drafts.get(key) as Partial<T> | undefined) }));
  // eslint-disable-next-line react-hooks/exhaustive-deps -- only another key is another draft; `initial` is new each time
  useEffect(() => setValues({ ...initial, ...(drafts.get(key) as Partial<T> | undefined) }), [key]);
  const update = (change: Partial<T>): void =>
    setValues((before) => {
      const after = { ...before, ...change };
      drafts.set(key, after);
      return after;
    });
  const clear = (to: T = initial): void => {
    drafts.delete(key);
    setValues(to);
  };
  return { values, update, clear, changed: drafts.has(key) };
}
