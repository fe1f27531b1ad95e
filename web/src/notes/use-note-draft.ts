import { useEffect, useMemo, useState } from 'preact/hooks';
import { saveOnLeave } from '../api/save-on-leave';
import { type Draft, storeDraft } from './calls';
import { DraftSync, type Typed } from './draft-sync';

/** Returns what the author has typed, which is stored on the server while they type. */
export function useNoteDraft(client: string, draft: Draft) {
  const [typed, setTyped] = useState<Typed>(() => typedOf(draft));
  const [, redraw] = useState({});
  const sync = useMemo(
    () =>
      new DraftSync(
        { store: (edit, isLeaving) => storeDraft(client, edit, isLeaving), changed: () => redraw({}) },
        typedOf(draft),
        draft.version,
      ),
    // The draft that was loaded is read once: what is typed goes on from there.
    // eslint-disable-next-line react-hooks/exhaustive-deps -- see above
    [client],
  );
  useEffect(() => saveOnLeave((isLeaving) => sync.flush(isLeaving)), [sync]);
  const update = (change: Partial<Typed>): void => {
    const next = { ...typed, ...change };
    setTyped(next);
    sync.type(next);
  };
  const choose = (next: Typed): void => {
    setTyped(next);
    void sync.choose(next);
  };
  return { typed, update, choose, sync };
}

export type NoteDraftState = ReturnType<typeof useNoteDraft>;

export function typedOf({ text, level, psychotherapy }: Typed): Typed {
  return { text, level, psychotherapy };
}
