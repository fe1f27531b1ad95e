import { useEffect, useState } from 'preact/hooks';

// Typed text lives in memory only: it outlasts a closed dialog and a session that ended under a person's hands,
// and is gone when somebody else signs in, at sign-out and with the tab.
const typed = new Map<string, unknown>();
let owner: string | null = null;

export function draftsOf(person: string): void {
  if (owner !== null && owner !== person) typed.clear();
  owner = person;
}

export function dropDrafts(): void {
  typed.clear();
}

/** A form's values, kept under `key` until `clear`; `update` takes what changed. */
export function useDraft<T extends object>(key: string, initial: T) {
  const [values, setValues] = useState<T>(() => ({ ...initial, ...(typed.get(key) as Partial<T> | undefined) }));
  // eslint-disable-next-line react-hooks/exhaustive-deps -- only another key is another draft; `initial` is new each time
  useEffect(() => setValues({ ...initial, ...(typed.get(key) as Partial<T> | undefined) }), [key]);
  const update = (change: Partial<T>): void =>
    setValues((before) => {
      const after = { ...before, ...change };
      typed.set(key, after);
      return after;
    });
  const clear = (to: T = initial): void => {
    typed.delete(key);
    setValues(to);
  };
  return { values, update, clear, changed: typed.has(key) };
}
