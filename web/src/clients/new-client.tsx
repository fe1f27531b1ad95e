import { useLocation } from 'preact-iso';
import { useRef, useState } from 'preact/hooks';
import { newIdempotencyKey } from '../api/client';
import * as clients from '../api/clients';
import { contactRequest, finishContact, type ContactRequest } from '../api/contact';
import type { ClientRow, Named } from '../api/types';
import { invalidate, useApi } from '../api/resource';
import { Names } from '../practice/assign-providers';
import { newClientDraft, useDraft } from '../session/drafts';
import { Dialog } from '../ui/dialog';
import { DialogFoot } from '../ui/dialog-foot';
import { Form, useSubmit } from '../ui/form';
import { Icon } from '../ui/icon';
import { Loaded } from '../ui/loaded';
import * as icons from '../ui/icons';
import { Callout } from '../ui/page';
import { toast } from '../ui/toast';
import { clientPath } from '../session/paths';
import { BLANK, checkFacts, ClientFields, factsOf } from './client-fields';

export interface NewClientProps {
  /** The providers whom an Admin may assign; without them, the provider who adds the client is assigned. */
  providers?: Named[];
  /** The newcomer's request from which the client is added; '' for none. */
  request?: string;
  onClose: () => void;
}

/** Adds a client; from a newcomer's request, the form is filled in with what they wrote. */
export default function NewClient({ request, ...props }: NewClientProps) {
  return request ? <FromRequest request={request} {...props} /> : <ClientForm {...props} />;
}

function FromRequest({ request, ...props }: NewClientProps & { request: string }) {
  const resource = useApi(`contact-request:${request}`, () => contactRequest(request));
  if (resource.data) return <ClientForm from={resource.data} {...props} />;
  return (
    <Dialog title="New client" onClose={props.onClose}>
      <div class="dialog-body">
        <Loaded of={resource}>{() => null}</Loaded>
      </div>
    </Dialog>
  );
}

function ClientForm({ providers, from, onClose }: Omit<NewClientProps, 'request'> & { from?: ContactRequest }) {
  const { route } = useLocation();
  const key = useRef(newIdempotencyKey());
  const submit = useSubmit();
  const typed = useDraft(newClientDraft(from?.id ?? ''), {
    ...BLANK,
    legal_name: from?.name ?? '',
    email: from?.email ?? '',
    phone: from?.phone ?? '',
    invite: true,
    provider_ids: [] as string[],
  });
  const duplicates = useDuplicates();
  const send = async (): Promise<void> => {
    checkFacts(typed.values);
    if (await duplicates.stop(typed.values)) return;
    const { invite, provider_ids } = typed.values;
    const client = await clients.addClient({ ...factsOf(typed.values), invite, provider_ids }, key.current);
    if (from) await dealtWith(from.id);
    typed.clear();
    invalidate('clients');
    toast(invite ? 'Client added and invited.' : 'Client added.');
    route(clientPath(client.id));
  };
  return (
    <Dialog title="New client" onClose={onClose}>
      <Form submit={submit} onSend={send}>
        <div class="dialog-body">
          {from && from.state !== 'waiting' && (
            <p class="hint">
              {from.done_by ?? 'A former colleague'} has closed this request. Is this person already a client?
            </p>
          )}
          <Duplicates rows={duplicates.rows} />
          <ClientFields values={typed.values} update={typed.update} error={submit.error} short />
          {providers && (
            <ProviderChoice
              providers={providers}
              chosen={typed.values.provider_ids}
              onChosen={(ids) => typed.update({ provider_ids: ids })}
              problem={submit.error('provider_ids')}
            />
          )}
          <InviteNow invite={typed.values.invite} onInvite={(invite) => typed.update({ invite })} />
        </div>
        <DialogFoot verb="Save client" busy={submit.busy} onClose={onClose} />
      </Form>
    </Dialog>
  );
}

/** Finds clients who may be the new one, and stops the first attempt to save because of them. */
function useDuplicates() {
  const [found, setFound] = useState<{ of: string; rows: ClientRow[] }>({ of: '', rows: [] });
  const stop = async ({ legal_name: name, email, phone }: typeof BLANK): Promise<boolean> => {
    const of = name + email + phone;
    if (of === found.of) return false;
    const rows = await duplicatesOf(name.trim(), [email, phone]);
    setFound({ of, rows });
    return rows.length > 0;
  };
  return { rows: found.rows, stop };
}

/** Returns clients of this very name, and those whom a value finds: an e-mail address or a phone. */
async function duplicatesOf(name: string, values: string[]): Promise<ClientRow[]> {
  const [named, ...others] = await Promise.all([name, ...values.filter((value) => value.trim())].map(hits));
  const rows = [...(named ?? []).filter((row) => isSame(row.name, name)), ...others.flat()].filter(
    (row) => !row.merged,
  );
  return rows.filter((row, n) => rows.findIndex(({ id }) => id === row.id) === n);
}

/** Returns the clients whom words find; none if the search fails, because it must not stop anybody from saving. */
const hits = (words: string): Promise<ClientRow[]> =>
  clients.listed({}, words.trim()).then(
    ({ items }) => items,
    () => [],
  );

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

function Duplicates({ rows }: { rows: ClientRow[] }) {
  return (
    <div role="alert">
      {rows.length > 0 && (
        <Callout tone="amber" icon={icons.alert}>
          There is already a client with this name, e-mail or phone:{' '}
          {rows.map(({ id, name }) => (
            <a key={id} href={clientPath(id)}>
              {name}{' '}
            </a>
          ))}
          If this is another person, save again.
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

function InviteNow({ invite, onInvite }: { invite: boolean; onInvite: (invite: boolean) => void }) {
  return (
    <label class="check">
      <input type="checkbox" checked={invite} onChange={(event) => onInvite(event.currentTarget.checked)} />
      <span>
        Invite by e-mail now
        <span class="hint">They choose their own password. The mail says nothing about their care.</span>
      </span>
    </label>
  );
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
