import { useLocation } from 'preact-iso';
import { useRef } from 'preact/hooks';
import { newIdempotencyKey } from '../api/client';
import * as clients from '../api/clients';
import { finishContact } from '../api/contact';
import type { Named } from '../api/types';
import { invalidate } from '../api/resource';
import { Names } from '../practice/assign-providers';
import { newClientDraft, useDraft } from '../session/drafts';
import { Dialog } from '../ui/dialog';
import { DialogFoot } from '../ui/dialog-foot';
import { Form, useSubmit } from '../ui/form';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { toast } from '../ui/toast';
import { clientPath } from '../session/paths';
import { BLANK, checkFacts, ClientFields, factsOf } from './client-fields';

interface NewClientProps {
  /** The providers whom an Admin may assign; without them, the provider who adds the client is assigned. */
  providers?: Named[];
  /** The newcomer's request from which the client is added; '' for none. */
  request?: string;
  onClose: () => void;
}

export function NewClient({ providers, request = '', onClose }: NewClientProps) {
  const { route } = useLocation();
  const key = useRef(newIdempotencyKey());
  const submit = useSubmit();
  const typed = useDraft(newClientDraft(request), {
    ...BLANK,
    invite: true,
    provider_ids: [] as string[],
    contact_request: '',
  });
  const send = async (): Promise<void> => {
    checkFacts(typed.values);
    const { invite, provider_ids, contact_request } = typed.values;
    const client = await clients.addClient({ ...factsOf(typed.values), invite, provider_ids }, key.current);
    if (contact_request) await dealtWith(contact_request);
    typed.clear();
    invalidate('clients');
    toast(invite ? 'Client added and invited.' : 'Client added.');
    route(clientPath(client.id));
  };
  return (
    <Dialog title="New client" onClose={onClose}>
      <Form submit={submit} onSend={send}>
        <div class="dialog-body">
          <ClientFields values={typed.values} update={typed.update} error={submit.error} short />
          {providers && (
            <ProviderChoice
              providers={providers}
              chosen={typed.values.provider_ids}
              onChosen={(ids) => typed.update({ provider_ids: ids })}
              problem={submit.error('provider_ids')}
            />
          )}
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
        <DialogFoot verb="Save client" busy={submit.busy} onClose={onClose} />
      </Form>
    </Dialog>
  );
}

/** Marks the newcomer's request from which the client was added; if that fails, it stays in the list. */
async function dealtWith(contactRequest: string): Promise<void> {
  await finishContact(contactRequest, 'client').catch(() => undefined);
  invalidate('contact-requests');
}

interface ProviderChoiceProps {
  providers: Named[];
  chosen: string[];
  onChosen: (ids: string[]) => void;
  problem: string | undefined;
}

function ProviderChoice({ providers, chosen, onChosen, problem }: ProviderChoiceProps) {
  const set = (id: string, on: boolean): void => onChosen(on ? [...chosen, id] : chosen.filter((each) => each !== id));
  return (
    <fieldset data-field="provider_ids">
      <legend>Assigned providers</legend>
      <p class="hint">
        {providers.length
          ? 'Only they see this client. With nobody assigned, only Admins do.'
          : 'No providers yet: invite them on the Team page.'}
      </p>
      <Names providers={providers} assigned={chosen} onName={set} />
      {problem && (
        <p class="field-error">
          <Icon path={icons.alert} />
          {problem}
        </p>
      )}
    </fieldset>
  );
}
