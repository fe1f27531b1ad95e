import { useRef, useState } from 'preact/hooks';
import { newIdempotencyKey } from '../api/client';
import { useDraft } from '../session/drafts';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { checkFields, Form, useSubmit } from '../ui/form';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { addAddendum, type Note } from './calls';
import { wordsOf } from './levels';
import { TextField } from './text-field';

/** Offers to add to a permanent note, which nobody can change. */
export function AddAddendum({ note, onAdded }: { note: Note; onAdded: () => void }) {
  const [isOpen, setOpen] = useState(false);
  const typed = useDraft(`addendum:${note.id}`, { text: '' });
  const done = (): void => {
    typed.clear();
    setOpen(false);
    onAdded();
  };
  if (!isOpen)
    return (
      <p class="no-print">
        <button type="button" class="ghost" onClick={() => setOpen(true)}>
          <Icon path={icons.plus} />
          Add addendum
        </button>
      </p>
    );
  const { text } = typed.values;
  return (
    <AddendumForm
      note={note}
      text={text}
      onValue={(value) => typed.update({ text: value })}
      onClose={() => setOpen(false)}
      onDone={done}
    />
  );
}

interface AddendumFormProps {
  note: Note;
  text: string;
  onValue: (text: string) => void;
  onClose: () => void;
  onDone: () => void;
}

function AddendumForm({ note, text, onValue, onClose, onDone }: AddendumFormProps) {
  const submit = useSubmit();
  const [confirming, setConfirming] = useState(false);
  const check = (): Promise<void> => {
    checkFields({ text: text.trim() ? undefined : 'Write the addendum first.' });
    setConfirming(true);
    return Promise.resolve();
  };
  return (
    <div class="addendum no-print">
      <Form submit={submit} onSend={check}>
        <TextField label="Addendum" rows={4} value={text} onValue={onValue} error={submit.error('text')} />
        <div class="card-foot">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button class="primary">Save addendum</button>
        </div>
      </Form>
      {confirming && <ConfirmAddendum {...{ note, text, onDone }} onClose={() => setConfirming(false)} />}
    </div>
  );
}

type ConfirmAddendumProps = Omit<AddendumFormProps, 'onValue'>;

function ConfirmAddendum({ note, text, onClose, onDone }: ConfirmAddendumProps) {
  const submit = useSubmit();
  const key = useRef(newIdempotencyKey());
  const send = async (): Promise<void> => {
    await addAddendum(note.id, text, key.current);
    onDone();
  };
  return (
    <ConfirmDialog
      title="Save this addendum?"
      verb="Save permanently"
      keep="Keep editing"
      submit={submit}
      onSend={send}
      onClose={onClose}
    >
      <p>
        Whoever may read the note reads the addendum: <strong>{wordsOf(note.level).title}</strong>.
      </p>
      <p class="hint">It is permanent at once: nobody can edit or delete it.</p>
    </ConfirmDialog>
  );
}
