import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { OtherDraft } from '../ui/other-draft';
import type { SyncState } from './draft-sync';
import { type NoteDraftState, typedOf } from './use-note-draft';

const WORDS: Record<SyncState, string> = {
  stored: 'Draft stored. Only you can read it.',
  waiting: 'Storing the draft in a moment…',
  storing: 'Storing the draft…',
  conflict: '',
  refused: 'The draft is not stored. Correct what is marked below.',
  unreachable: 'The draft is not stored yet: Clocktree cannot be reached. Trying again…',
};

/** Says whether the draft is stored, and lets the author choose when another tab has stored another text. */
export function DraftState({ state }: { state: NoteDraftState }) {
  const { sync, typed, choose } = state;
  const { other } = sync;
  if (other)
    return (
      <OtherDraft
        text={other.text}
        ended="saved or discarded"
        anew="Begin a new note"
        keep={() => choose(typed)}
        take={() => choose(typedOf(other))}
      />
    );
  const isTouched = typed.text !== '' || typed.level !== null;
  return (
    <p class="draft-state hint" role="status">
      {isTouched && (
        <>
          {sync.state === 'stored' && <Icon path={icons.checked} />}
          {WORDS[sync.state]}
        </>
      )}
      {sync.state === 'refused' && !sync.refusal?.fieldError('text') && (
        <button type="button" class="small" onClick={() => choose(typed)}>
          Try again
        </button>
      )}
    </p>
  );
}
