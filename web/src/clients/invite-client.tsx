import { useState } from 'preact/hooks';
import { toApiError } from '../api/api-error';
import * as clients from '../api/clients';
import type { Client } from '../api/types';
import { invalidate } from '../api/resource';
import { toast, toastProblem } from '../ui/toast';

export function InviteClient({ client }: { client: Client }) {
  const [busy, setBusy] = useState(false);
  const press = async (): Promise<void> => {
    setBusy(true);
    await clients.inviteClient(client.id).then(
      () => toast('Invitation sent.'),
      (reason: unknown) => toastProblem(toApiError(reason).message),
    );
    setBusy(false);
    invalidate(`client:${client.id}`, 'clients');
  };
  return (
    <button type="button" class="small" aria-busy={busy} disabled={busy} onClick={() => void press()}>
      Invite
    </button>
  );
}
