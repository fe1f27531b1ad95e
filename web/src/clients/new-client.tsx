import { useLocation } from 'preact-iso';
import { useRef, useState } from 'preact/hooks';
import { newIdempotencyKey } from '../api/client';
import * as clients from '../api/clients';
import { finishContact } from '../api/contact';
import type { ClientRow, Named } from '../api/types';
import { invalidate } from '../api/resource';
import { Names } from '../practice/assign-providers';
import { newClientDraft, useDraft } from '../session/drafts';
import { Dialog } from '../ui/dialog';
import { DialogFoot } from '../ui/dialog-foot';
import { Form, useSubmit } from '../ui/form';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { Callout } from '../ui/page';
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
  const twins = useTwins();
  const send = async (): Promise<void> => {
    checkFacts(typed.values);
    if (await twins.stop(typed.values)) return;
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
          <Twins rows={twins.rows} />
          <ClientFields values={typed.values} update={typed.update} error={submit.error} short />
          {providers && (
            <ProviderChoice
              providers={providers}
              chosen={typed.values.provider_ids}
              onChosen={(ids) => typed.update({ provider_ids: ids })}
              problem={submit.error('provider_ids')}
            />
          )}
          <InviteNow on={typed.values.invite} onChange={(invite) => typed.update({ invite })} />
        </div>
        <DialogFoot verb="Save client" busy={submit.busy} onClose={onClose} />
      </Form>
    </Dialog>
  );
}

function InviteNow({ on, onChange }: { on: boolean; onChange: (on: boolean) => void }) {
  return (
    <label class="check">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>
        Invite by e-mail now
        <span class="hint">They choose their own password. The mail says nothing about their care.</span>
      </span>
    </label>
  );
}

/** Finds clients who may be the new one, and stops the first attempt to save because of them. */
function useTwins() {
  const [found, setFound] = useState<{ of: string; rows: ClientRow[] }>({ of: '', rows: [] });
  const stop = async ({ email, phone }: typeof BLANK): Promise<boolean> => {
    const of = email + phone;
    if (of === found.of) return false;
    const rows = await twinsOf([email, phone]);
    setFound({ of, rows });
    return rows.length > 0;
  };
  return { rows: found.rows, stop };
}

/** Returns clients whom one of these values finds: an e-mail address or a phone. */
async function twinsOf(values: string[]): Promise<ClientRow[]> {
  const pages = await Promise.all(
    values
      .filter((value) => value.trim())
      .map((value) => clients.listed({}, value.trim()).catch(() => ({ items: [] }))),
  );
  const rows = pages.flatMap(({ items }) => items).filter((row) => !row.merged);
  return rows.filter((row, n) => rows.findIndex(({ id }) => id === row.id) === n);
}

function Twins({ rows }: { rows: ClientRow[] }) {
  return (
    <div role="alert">
      {rows.length > 0 && (
        <Callout tone="amber" icon={icons.alert}>
          Already a client with this e-mail or phone:{' '}
          {rows.map(({ id, name }) => (
            <a key={id} href={clientPath(id)}>
              {name}{' '}
            </a>
          ))}
          – save once more to add another one.
        </Callout>
      )}
    </div>
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
