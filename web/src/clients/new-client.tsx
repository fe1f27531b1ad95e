import { useLocation } from 'preact-iso';
import { useRef } from 'preact/hooks';
import { newIdempotencyKey } from '../api/client';
import * as clients from '../api/clients';
import { invalidate } from '../api/resource';
import { useDraft } from '../session/drafts';
import { Dialog } from '../ui/dialog';
import { Form, useSubmit } from '../ui/form';
import { toast } from '../ui/toast';
import { BLANK, checkFacts, ClientFields, factsOf } from './client-fields';

export function NewClient({ onClose }: { onClose: () => void }) {
  const { route } = useLocation();
  const key = useRef(newIdempotencyKey());
  const submit = useSubmit();
  const typed = useDraft('new-client', { ...BLANK, invite: true });
  const send = async (): Promise<void> => {
    checkFacts(typed.values);
    const { invite } = typed.values;
    const client = await clients.addClient({ ...factsOf(typed.values), invite }, key.current);
    typed.clear();
    invalidate('clients');
    toast(invite ? 'Client added and invited.' : 'Client added.');
    route(`/provider/clients/${client.id}`);
  };
  return (
    <Dialog title="New client" onClose={onClose}>
      <Form submit={submit} onSend={send}>
        <div class="dialog-body">
          <ClientFields values={typed.values} update={typed.update} error={submit.error} short />
          <label class="check">
            <input
              type="checkbox"
              checked={typed.values.invite}
              onChange={(event) => typed.update({ invite: event.currentTarget.checked })}
            />
            <span>
              Invite by e-mail now
              <span class="hint">They choose their own password. The mail says nothing about their care.</span>
            </span>
          </label>
        </div>
        <div class="dialog-foot">
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button class="primary" aria-busy={submit.busy}>
            Save client
          </button>
        </div>
      </Form>
    </Dialog>
  );
}
