import { useState } from 'preact/hooks';
import * as clients from '../api/clients';
import { ApiError } from '../api/api-error';
import type { Client } from '../api/types';
import { invalidate } from '../api/resource';
import { formatDate } from '../kernel/dates';
import { useDraft } from '../session/drafts';
import { Form, useSubmit } from '../ui/form';
import { toast } from '../ui/toast';
import { checkFacts, ClientFields, factsOf, clientInputOf } from './client-fields';

interface ClientInfoProps {
  client: Client;
  put: (client: Client) => void;
}

export function ClientInfo({ client, put }: ClientInfoProps) {
  const [editing, setEditing] = useState(false);
  if (editing) return <Edit client={client} put={put} onClose={() => setEditing(false)} />;
  return (
    <section class="card" aria-label="Info">
      <dl class="facts">
        {lines(client).map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value || <span class="muted">Not given</span>}</dd>
          </div>
        ))}
      </dl>
      <div class="card-foot">
        <button type="button" onClick={() => setEditing(true)}>
          Edit
        </button>
      </div>
    </section>
  );
}

function lines(client: Client): [string, string | null | undefined][] {
  return [
    ['Legal name', client.legal_name],
    ['Preferred name', client.preferred_name],
    ['Date of birth', client.date_of_birth && formatDate(client.date_of_birth)],
    ['Pronouns', client.pronouns],
    ['E-mail', client.email],
    ['Phone', client.phone],
    ['Address', client.address],
    ['Time zone', client.zone],
    ['Emergency contact', client.emergency_contact],
    ['Assigned providers', client.providers.map((provider) => provider.name).join(', ')],
  ];
}

function Edit({ client, put, onClose }: ClientInfoProps & { onClose: () => void }) {
  const submit = useSubmit();
  const typed = useDraft(`client:${client.id}`, clientInputOf(client));
  const send = async (): Promise<void> => {
    checkFacts(typed.values);
    const facts = { ...clearedFields(client), ...factsOf(typed.values), version: client.version };
    put(await clients.changeClient(client.id, facts).catch((reason: unknown) => putFresh(reason, put)));
    typed.clear();
    invalidate('clients');
    const email = typed.values.email.trim();
    const isMoved = client.status === 'invited' && email.toLowerCase() !== client.email.toLowerCase();
    toast(isMoved ? `Saved. Invitation sent to ${email}.` : 'Saved.');
    onClose();
  };
  const cancel = (): void => {
    typed.clear();
    onClose();
  };
  return (
    <section class="card" aria-label="Edit info">
      <Form submit={submit} onSend={send}>
        <ClientFields values={typed.values} update={typed.update} error={submit.error} />
        <div class="card-foot">
          <button type="button" onClick={cancel}>
            Cancel
          </button>
          <button class="primary" aria-busy={submit.busy}>
            Save
          </button>
        </div>
      </Form>
    </section>
  );
}

/** Shows the other person's change after a conflict; typed text stays. */
function putFresh(reason: unknown, put: (client: Client) => void): never {
  if (reason instanceof ApiError && reason.status === 409 && reason.fresh) put(reason.fresh as Client);
  throw reason;
}

/** Returns null for each stored field, so that an emptied one is cleared. */
function clearedFields(client: Client): Partial<Record<string, null>> {
  const names = [
    'preferred_name',
    'phone',
    'date_of_birth',
    'pronouns',
    'address',
    'zone',
    'emergency_contact',
  ] as const;
  return Object.fromEntries(names.filter((name) => client[name]).map((name) => [name, null]));
}
