import { useState } from 'preact/hooks';
import * as practice from '../api/practice';
import type { Colleague } from '../api/types';
import { invalidate } from '../api/resource';
import { InvitationDialog } from '../ui/invitation-dialog';
import { toast } from '../ui/toast';

/** Shows the button and the dialog for an invitation with which the colleague has not signed in yet. */
export function ColleagueInvitation({ colleague }: { colleague: Colleague }) {
  const [open, setOpen] = useState(false);
  const finish = (words: string): void => {
    invalidate('colleagues', 'service');
    toast(words);
    setOpen(false);
  };
  const send = async (email: string): Promise<void> => {
    const isSame = email.toLowerCase() === colleague.email.toLowerCase();
    await (isSame ? practice.inviteAgain(colleague.id) : practice.correctColleague(colleague.id, email));
    finish(`Invitation sent to ${email}.`);
  };
  const withdraw = async (): Promise<void> => {
    await practice.withdrawInvitation(colleague.id);
    finish('Invitation withdrawn.');
  };
  return (
    <>
      <button type="button" class="small" aria-label={`Invitation of ${colleague.name}`} onClick={() => setOpen(true)}>
        Invitation…
      </button>
      {open && (
        <InvitationDialog
          name={colleague.name}
          email={colleague.email}
          after="They are no longer in your team, and you can invite them again."
          onSend={send}
          onWithdraw={withdraw}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
