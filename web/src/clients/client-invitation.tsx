import { useState } from 'preact/hooks';
import * as clients from '../api/clients';
import type { Client } from '../api/types';
import { invalidate } from '../api/resource';
import { InvitationDialog } from '../ui/invitation-dialog';
import { toast } from '../ui/toast';

/** Shows the button and the dialog for an invitation with which the client has not signed in yet. */
export function ClientInvitation({ client, put }: { client: Client; put: (client: Client) => void }) {
  const [open, setOpen] = useState(false);
  const finish = (changed: Client, words: string): void => {
    put(changed);
    invalidate('clients');
    toast(words);
    setOpen(false);
  };
  const send = async (email: string): Promise<void> => {
    const { id, version } = client;
    const isSame = email.toLowerCase() === client.email.toLowerCase();
    const changed = await (isSame ? clients.inviteClient(id) : clients.changeClient(id, { email, version }));
    finish(changed, `Invitation sent to ${email}.`);
  };
  const withdraw = async (): Promise<void> =>
    finish(await clients.withdrawInvitation(client.id), 'Invitation withdrawn.');
  return (
    <>
      <button type="button" class="small" onClick={() => setOpen(true)}>
        Invitation…
      </button>
      {open && (
        <InvitationDialog
          name={client.legal_name}
          email={client.email}
          after="The client’s profile stays, and you can invite them again."
          onSend={send}
          onWithdraw={withdraw}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
