import { useState } from 'preact/hooks';
import { invalidate } from '../api/resource';
import * as waitlistApi from '../api/waitlist';
import type { Wait } from '../api/waitlist';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { checkFields, useSubmit } from '../ui/form';
import { TextArea } from '../ui/text-area';
import { toast } from '../ui/toast';
import { instantWords } from './waitlist-words';

/** Takes a client off the waitlist, with the reason. */
export function WithdrawDialog({ of, onClose }: { of: Wait; onClose: () => void }) {
  const submit = useSubmit();
  const [reason, setReason] = useState('');
  const send = async (): Promise<void> => {
    checkFields({ reason: reason.trim() ? undefined : 'Write a reason.' });
    await waitlistApi.withdraw(of.id, reason.trim());
    toast(`${of.client.name} is off the waitlist.`);
    invalidate('waitlist');
    invalidate('appointments');
    onClose();
  };
  return (
    <ConfirmDialog title="Remove from waitlist" verb="Remove" keep="Keep" {...{ submit, onClose }} onSend={send} risky>
      <p>
        <strong>{of.client.name}</strong>, {of.service.name}
      </p>
      {of.offer && <p>The time that is held for them, {instantWords(of.offer.starts_at)}, is free again at once.</p>}
      <TextArea
        label="Reason"
        name="reason"
        hint="The client reads it after sign-in."
        value={reason}
        onValue={setReason}
        error={submit.error('reason')}
      />
    </ConfirmDialog>
  );
}
