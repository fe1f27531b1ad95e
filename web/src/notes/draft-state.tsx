import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Callout } from '../ui/page';
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
  if (sync.other) return <OtherDraft state={state} />;
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

function OtherDraft({ state: { sync, typed, choose } }: { state: NoteDraftState }) {
  const other = sync.other;
  if (!other) return null;
  return (
    <div role="alert">
      <Callout tone="amber" icon={icons.alert}>
        {other.text ? (
          <>
            <p>This draft was changed in another tab or on another device. There it says:</p>
            <blockquote class="note-text other-draft" dir="auto">
              {other.text}
            </blockquote>
          </>
        ) : (
          <p>This draft was saved or discarded in another tab or on another device.</p>
        )}
        <p class="templates">
          <button type="button" onClick={() => choose(typed)}>
            Keep the text above
          </button>
          <button type="button" onClick={() => choose(typedOf(other))}>
            {other.text ? 'Use the other text' : 'Begin a new note'}
          </button>
        </p>
      </Callout>
    </div>
  );
}
