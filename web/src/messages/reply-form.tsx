import { useState } from 'preact/hooks';
import { askAttention } from '../api/attention';
import { newIdempotencyKey } from '../api/client';
import { withFresh } from '../api/conflict';
import * as messages from '../api/messages';
import { invalidate } from '../api/resource';
import type { ThreadDetail } from '../api/messages';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Field } from '../ui/field';
import { Form, useSubmit } from '../ui/form';
import * as icons from '../ui/icons';
import { Callout } from '../ui/page';
import { TextArea } from '../ui/text-area';
import { toast } from '../ui/toast';
import { AttachFiles, useAttached } from './attach-files';
import { OtherMessage, Unsent } from './compose-thread';
import { lastShown } from './message-log';
import { useResend } from './resend';
import { useServerDraft } from './server-draft';

interface ReplyProps {
  thread: ThreadDetail;
  put: (answer: ThreadDetail) => void;
}

/** The form under a thread. For staff it responds or closes; only these two end a client's wait. */
export function ReplyForm({ thread, put }: ReplyProps) {
  const draft = useServerDraft(thread.client.id, thread.id);
  const files = useAttached(thread.client.id, draft);
  const submit = useSubmit();
  const [closing, setClosing] = useState(false);
  const isStaff = !thread.actions.includes('write');
  const { text } = draft.values;
  const send = async (): Promise<void> => {
    files.check();
    const sent = await draft.send(({ text, attachments }, version, key) => {
      const body = { text, seen: lastShown(thread), attachments, draft: version };
      return messages.sendMessage(thread.id, body, key).catch(files.named);
    });
    put(await messages.thread(thread.id, { after: lastShown(thread) }).catch(() => withMessage(sent)));
    invalidate('threads');
    void askAttention();
  };
  useResend(submit.refusal, () => void submit.run(send));
  return (
    <>
      <Form submit={submit} onSend={send} class="card compose stack" label={isStaff ? 'Respond' : 'Write a message'}>
        <OtherMessage draft={draft} />
        <TextArea
          label={isStaff ? 'Your response' : 'Your message'}
          name="text"
          rows={4}
          value={text}
          onValue={(value) => draft.update({ text: value })}
          hint={isStaff ? 'The client can read this.' : undefined}
          error={submit.error('text')}
        />
        <AttachFiles files={files} />
        {submit.refusal?.status === 0 && <Unsent />}
        <div class="compose-foot">
          {thread.actions.includes('close') && (
            <button type="button" onClick={() => setClosing(true)}>
              Close
            </button>
          )}
          <button class="primary" aria-busy={submit.busy}>
            {isStaff ? 'Respond' : 'Send Message'}
          </button>
        </div>
      </Form>
      {closing && <CloseDialog {...{ thread, put, text }} onClose={() => setClosing(false)} />}
    </>
  );
}

/** `text` is the response that is being written: closing does not send it. */
function CloseDialog({ thread, put, text, onClose }: ReplyProps & { text: string; onClose: () => void }) {
  const submit = useSubmit();
  const [reason, setReason] = useState('');
  const [key] = useState(newIdempotencyKey);
  const close = async (): Promise<void> => {
    put(await messages.closeThread(thread.id, { reason, seen: lastShown(thread) }, key).catch(withFresh(put)));
    invalidate('threads');
    void askAttention();
    toast('Closed. The client can write again at any time.');
    onClose();
  };
  return (
    <ConfirmDialog title="Close without a response?" verb="Close" submit={submit} onSend={close} onClose={onClose}>
      {text.trim() && (
        <Callout tone="amber" icon={icons.alert}>
          <strong>The response that you began is not sent.</strong> It stays in the form as a draft. To send it, press
          Cancel and then Respond.
        </Callout>
      )}
      <p>The client is not told. The conversation stays in the record.</p>
      <Field
        label="Reason"
        name="reason"
        optional
        value={reason}
        maxLength={300}
        onValue={setReason}
        hint="Only your practice sees it, for example: answered by telephone."
        error={submit.error('reason')}
      />
    </ConfirmDialog>
  );
}

function withMessage({ thread, ...message }: Awaited<ReturnType<typeof messages.sendMessage>>): ThreadDetail {
  return { ...thread, messages: { items: [message], next: null } };
}
