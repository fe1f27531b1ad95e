import { useState } from 'preact/hooks';
import { editsOf, keptChanges, type Edited, type Groups } from '../ui/edits';
import { draftOf, putDraft } from './draft-store';

export { clearDrafts } from './draft-store';

/**
 * Returns a form's values, whose changes are stored under `key` until `clear`; see `useEdits`.
 *
 * A form that is filled from what changes by itself, such as the time, must read it once.
 */
export function useDraft<T extends object>(key: string, current: T, groups: Groups<T> = []) {
  const [, redraw] = useState({});
  const stored = draftOf(key) as Edited<T> | undefined;
  return editsOf(stored, current, groups, (edited) => {
    keptChanges.count += 1;
    putDraft(key, edited);
    redraw({});
  });
}

/** Returns the key of the draft of a new client; each newcomer's request has its own. */
export function newClientDraft(request: string): string {
  return request ? `new-client:${request}` : 'new-client';
}
