// What a person changed in a form, apart from what the form was filled from. A record may change while its form is open:
// what was not touched follows the record, so that saving the form does not undo somebody else's change.
import { useState } from 'preact/hooks';

/** The values of a form, and what they were before they were touched. */
export interface Edited<T> {
  initial: T;
  values: T;
}

/** Counts the changes that are kept when their form is closed. */
export const keptChanges = { count: 0 };

/** Lists of fields that are one fact together, such as a date and its time. */
export type Groups<T> = (keyof T)[][];

/**
 * Returns a form's values: what was changed in it, and `current` for the rest.
 *
 * `current`: what the form is filled from, such as a stored record; it may be new at each call. `edits` has only the
 * changed values. A group of fields is changed as soon as one of them is.
 */
export function useEdits<T extends object>(current: T, groups: Groups<T> = []) {
  const [edited, setEdited] = useState<Edited<T>>();
  return editsOf(edited, current, groups, setEdited);
}

export function editsOf<T extends object>(
  edited: Edited<T> | undefined,
  current: T,
  groups: Groups<T>,
  put: (edited: Edited<T> | undefined) => void,
) {
  // Two changes in a row, before the form is drawn again, both count.
  let latest = edited;
  const { values } = rebased(edited, current, groups);
  const update = (change: Partial<T>): void => {
    const { initial, values: before } = rebased(latest, current, groups);
    const after = { initial, values: { ...before, ...change } };
    latest = touchedFields(after, groups).length ? after : undefined;
    put(latest);
  };
  const names = edited ? touchedFields(edited, groups) : [];
  const edits = Object.fromEntries(names.map((name) => [name, values[name]])) as Partial<T>;
  return { values, edits, update, clear: () => put(undefined) };
}

function rebased<T extends object>(edited: Edited<T> | undefined, current: T, groups: Groups<T>): Edited<T> {
  if (!edited) return { initial: current, values: current };
  const touched = touchedFields(edited, groups);
  const kept = (of: T): T => ({ ...current, ...Object.fromEntries(touched.map((name) => [name, of[name]])) });
  return { initial: kept(edited.initial), values: kept(edited.values) };
}

function touchedFields<T extends object>({ initial, values }: Edited<T>, groups: Groups<T>): (keyof T)[] {
  const isChanged = (name: keyof T): boolean => JSON.stringify(values[name]) !== JSON.stringify(initial[name]);
  const names = Object.keys(values) as (keyof T)[];
  return names.filter((name) => (groups.find((group) => group.includes(name)) ?? [name]).some(isChanged));
}
