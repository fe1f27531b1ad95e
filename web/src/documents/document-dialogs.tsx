import { useRef, useState } from 'preact/hooks';
import { newIdempotencyKey } from '../api/client';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { DayField } from '../ui/day-field';
import { useEdits } from '../ui/edits';
import { Field } from '../ui/field';
import { checkFields, useSubmit } from '../ui/form';
import { bindField } from '../ui/bind-field';
import { TextArea } from '../ui/text-area';
import { toast } from '../ui/toast';
import { withFresh } from '../api/conflict';
import * as documentsApi from './documents-api';
import type { ClientDocument } from './documents-api';

export interface DocumentDialogProps {
  of: ClientDocument;
  put: (document: ClientDocument) => void;
  onClose: () => void;
}

export function ShareDocument({ of, put, onClose }: DocumentDialogProps) {
  const submit = useSubmit();
  const [asks, setAsks] = useState(false);
  const isPdf = of.versions.at(-1)?.media_type === 'application/pdf';
  const send = async (): Promise<void> => {
    put(await documentsApi.share(of.id, asks).catch(withFresh(put)));
    toast(asks ? 'The client is asked to sign.' : 'Shared with the client.');
    onClose();
  };
  return (
    <ConfirmDialog
      title="Share with client"
      verb={asks ? 'Share and ask to sign' : 'Share'}
      submit={submit}
      onSend={send}
      onClose={onClose}
    >
      <p>
        The client can open “{of.name}” from now on, and gets a mail that says there is a document, without any details.
      </p>
      {isPdf ? (
        <label class="check">
          <input type="checkbox" checked={asks} onChange={(event) => setAsks(event.currentTarget.checked)} />
          Ask the client to sign it
        </label>
      ) : (
        <p class="hint">To ask for a signature, upload the document as PDF.</p>
      )}
    </ConfirmDialog>
  );
}

export function AskAgain({ of, put, onClose }: DocumentDialogProps) {
  const submit = useSubmit();
  const send = async (): Promise<void> => {
    put(await documentsApi.share(of.id, true, of.version).catch(withFresh(put)));
    toast('The client is asked again.');
    onClose();
  };
  return (
    <ConfirmDialog title="Ask again" verb="Ask again" submit={submit} onSend={send} onClose={onClose}>
      <p>The client gets another mail that says there is a document to sign, without any details.</p>
    </ConfirmDialog>
  );
}

export function StopSharing({ of, put, onClose }: DocumentDialogProps) {
  const submit = useSubmit();
  const send = async (): Promise<void> => {
    put(await documentsApi.unshare(of.id, of.version).catch(withFresh(put)));
    toast('Only the staff see it now.');
    onClose();
  };
  return (
    <ConfirmDialog title="Stop sharing" verb="Stop sharing" submit={submit} onSend={send} onClose={onClose} risky>
      <p>
        “{of.name}” becomes private to the staff again, and the client can no longer open it. They may have read or
        saved it before.
        {of.status === 'to_sign' && ' They are no longer asked to sign it.'}
      </p>
    </ConfirmDialog>
  );
}

export function EditDocument({ of, put, onClose }: DocumentDialogProps) {
  const submit = useSubmit();
  const form = useEdits({ name: of.name, folder: of.folder });
  const bind = bindField(form, submit.error);
  const send = async (): Promise<void> => {
    put(await documentsApi.change(of.id, { ...form.edits, version: of.version }).catch(withFresh(put)));
    onClose();
  };
  return (
    <ConfirmDialog title="Rename or file" verb="Save" submit={submit} onSend={send} onClose={onClose}>
      <Field label="Name" {...bind('name')} />
      <Field label="Folder" hint="Documents with the same folder are shown together." optional {...bind('folder')} />
    </ConfirmDialog>
  );
}

export function RemoveDocument({ of, put, onClose }: DocumentDialogProps) {
  const submit = useSubmit();
  const [reason, setReason] = useState('');
  const send = async (): Promise<void> => {
    checkFields({ reason: reason.trim() ? undefined : 'Say why, for those who look for it later.' });
    put(await documentsApi.remove(of.id, reason, of.version).catch(withFresh(put)));
    toast('Document removed.');
    onClose();
  };
  return (
    <ConfirmDialog title="Remove" verb="Remove document" submit={submit} onSend={send} onClose={onClose} risky>
      <p>
        Nobody can open “{of.name}” any more. The list keeps its name, when it was removed and why. The client does not
        read the reason.
      </p>
      <TextArea
        label="Reason"
        name="reason"
        value={reason}
        onValue={setReason}
        error={submit.error('reason')}
        hint="For example: uploaded to the wrong client."
      />
    </ConfirmDialog>
  );
}

export function RequestDocument({
  client,
  onClose,
  onDone,
}: {
  client: string;
  onClose: () => void;
  onDone: () => void;
}) {
  const submit = useSubmit();
  const key = useRef(newIdempotencyKey()).current;
  const form = useEdits({ title: '', due_on: '' });
  const bind = bindField(form, submit.error);
  const send = async (): Promise<void> => {
    const { title, due_on: due } = form.values;
    checkFields({ title: title.trim() ? undefined : 'Write what the client should upload.' });
    await documentsApi.askFor(client, { title, due_on: due || null, kind: 'form' }, key);
    toast('The client is asked for it.');
    onDone();
  };
  return (
    <ConfirmDialog title="Request a document" verb="Request" submit={submit} onSend={send} onClose={onClose}>
      <Field label="What should the client upload?" hint="The client reads this after signing in." {...bind('title')} />
      <DayField
        label="By"
        hint="The client is reminded a day before, and three days after."
        optional
        {...bind('due_on')}
      />
    </ConfirmDialog>
  );
}
