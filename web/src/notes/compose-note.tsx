import { useRef, useState } from 'preact/hooks';
import { toApiError } from '../api/api-error';
import { newIdempotencyKey } from '../api/client';
import type { Client } from '../api/types';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { checkFields, Form, useSubmit } from '../ui/form';
import * as icons from '../ui/icons';
import { useLeaveWarning } from '../ui/leave-warning';
import { Callout } from '../ui/page';
import { Pill } from '../ui/pill';
import { discardDraft, type Draft, saveNote } from './calls';
import { DraftState } from './draft-state';
import type { DraftSync } from './draft-sync';
import { LevelField, ReaderNames } from './level-field';
import { wordsOf } from './levels';
import { TEMPLATES, withTemplate } from './templates';
import { TextField } from './text-field';
import { type NoteDraftState, useNoteDraft } from './use-note-draft';

interface ComposeNoteProps {
  client: Client;
  draft: Draft;
  /** The id of the saved note; null when the panel was closed. */
  onDone: (note: string | null) => void;
}

const LEAVING = {
  title: 'Leave now?',
  text: 'The last words are not stored yet.',
  leave: 'Leave without them',
  stay: 'Keep writing',
};

const CHOOSE = 'Choose one of the two texts first.';

/** The panel in which a note is written: who can read it, the text, and what Save means. */
export function ComposeNote({ client, draft, onDone }: ComposeNoteProps) {
  const state = useNoteDraft(client.id, draft);
  const { typed, sync } = state;
  const submit = useSubmit();
  const [asking, setAsking] = useState<'save' | 'discard' | null>(null);
  const leaving = useLeaveWarning(!sync.isStored, LEAVING);
  const check = async (): Promise<void> => {
    checkFields({
      level: typed.level ? undefined : 'Choose who can read this note.',
      text: typed.text.trim() ? undefined : 'Write the note first.',
    });
    await sync.flush();
    checkFields({ text: sync.other ? CHOOSE : undefined });
    setAsking('save');
  };
  const close = async (): Promise<void> => {
    await sync.flush();
    onDone(null);
  };
  return (
    <section class="card compose" aria-labelledby="compose">
      <h2 id="compose">New note</h2>
      <Form submit={submit} onSend={check}>
        <NoteFields client={client} state={state} error={submit.error} />
        <Callout tone="amber" icon={icons.alert}>
          Notes are permanent: they can’t be edited or deleted.
        </Callout>
        <Foot onClose={close} onDiscard={() => setAsking('discard')} isEmpty={!typed.text} />
      </Form>
      {asking === 'save' && (
        <ConfirmSave client={client} state={state} onClose={() => setAsking(null)} onSaved={onDone} />
      )}
      {asking === 'discard' && (
        <ConfirmDiscard client={client} state={state} onClose={() => setAsking(null)} onDone={onDone} />
      )}
      {leaving}
    </section>
  );
}

interface NoteFieldsProps {
  client: Client;
  state: NoteDraftState;
  error: (name: string) => string | undefined;
}

function NoteFields({ client, state, error }: NoteFieldsProps) {
  const { typed, update } = state;
  return (
    <>
      <LevelField
        client={client}
        level={typed.level}
        onLevel={(level) => update({ level, psychotherapy: level === 'private' && typed.psychotherapy })}
        error={error('level')}
      />
      {typed.level === 'private' && (
        <label class="check">
          <input
            type="checkbox"
            name="psychotherapy"
            checked={typed.psychotherapy}
            onChange={(event) => update({ psychotherapy: event.currentTarget.checked })}
          />
          <span>
            Psychotherapy note
            <span class="hint">Left out of prints, exports and access requests.</span>
          </span>
        </label>
      )}
      <TextField
        label="Note"
        rows={12}
        value={typed.text}
        onValue={(text) => update({ text })}
        error={textError(error('text'), state)}
      />
      <DraftState state={state} />
      <p class="templates">
        <span class="muted">Begin with</span>
        {TEMPLATES.map((each) => (
          <button
            key={each.name}
            type="button"
            class="small"
            onClick={() => update({ text: withTemplate(typed.text, each) })}
          >
            {each.name}
          </button>
        ))}
      </p>
    </>
  );
}

function textError(error: string | undefined, { sync }: NoteDraftState): string | undefined {
  const isOver = error === CHOOSE && !sync.other;
  return (isOver ? undefined : error) ?? sync.refusal?.fieldError('text');
}

interface FootProps {
  onClose: () => Promise<void>;
  onDiscard: () => void;
  isEmpty: boolean;
}

function Foot({ onClose, onDiscard, isEmpty }: FootProps) {
  return (
    <div class="card-foot">
      {!isEmpty && (
        <button type="button" class="ghost" onClick={onDiscard}>
          Discard draft
        </button>
      )}
      <button type="button" onClick={() => void onClose()}>
        Close
      </button>
      <button class="primary">Save</button>
    </div>
  );
}

interface ConfirmDiscardProps {
  client: Client;
  state: NoteDraftState;
  onClose: () => void;
  onDone: (note: null) => void;
}

function ConfirmDiscard({ client, state: { sync }, onClose, onDone }: ConfirmDiscardProps) {
  const submit = useSubmit();
  const discard = async (): Promise<void> => {
    const isEnded = await endDraft(sync, async () => {
      await discardDraft(client.id, sync.seen);
      onDone(null);
    });
    if (!isEnded) onClose();
  };
  return (
    <ConfirmDialog
      title="Discard this draft?"
      verb="Discard draft"
      keep="Keep writing"
      risky
      submit={submit}
      onSend={discard}
      onClose={onClose}
    >
      <p>The text is deleted. This can’t be undone.</p>
    </ConfirmDialog>
  );
}

interface ConfirmSaveProps {
  client: Client;
  state: NoteDraftState;
  onClose: () => void;
  onSaved: (note: string) => void;
}

/** Shows who will read the note and how it begins, before it becomes permanent. */
function ConfirmSave({ client, state, onClose, onSaved }: ConfirmSaveProps) {
  const { typed, sync } = state;
  const submit = useSubmit();
  const key = useRef(newIdempotencyKey());
  const level = wordsOf(typed.level ?? 'private');
  const save = async (): Promise<void> => {
    const isEnded = await endDraft(sync, async () => {
      const { id } = await saveNote(client.id, { ...typed, level: level.level, draft: sync.seen }, key.current);
      onSaved(id);
    });
    if (!isEnded) onClose();
  };
  return (
    <ConfirmDialog
      title="Save this note?"
      verb="Save permanently"
      keep="Keep editing"
      submit={submit}
      onSend={save}
      onClose={onClose}
    >
      <p>
        <Pill icon={level.icon} tone={level.tone} words={level.title} />
      </p>
      <ReaderNames client={client.id} level={level.level} />
      <p class="first-line" dir="auto">
        {typed.text.trim().split('\n')[0]}
      </p>
      <p class="hint">You can take it back for two minutes. After that nobody can edit or delete it.</p>
    </ConfirmDialog>
  );
}

/** Ends the draft by `act`; returns false if another tab has stored another draft, which is then shown. */
async function endDraft(sync: DraftSync, act: () => Promise<void>): Promise<boolean> {
  await sync.close();
  try {
    await act();
    return true;
  } catch (reason) {
    sync.reopen();
    if (!sync.meet(toApiError(reason))) throw reason;
    return false;
  }
}
