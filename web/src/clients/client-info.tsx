import { useState } from 'preact/hooks';
import * as clients from '../api/clients';
import { withFresh } from '../api/conflict';
import type { Client, ClientEdit } from '../api/types';
import { invalidate } from '../api/resource';
import { formatDate } from '../kernel/dates';
import { useDraft } from '../session/drafts';
import { Form, useSubmit } from '../ui/form';
import { toast } from '../ui/toast';
import { checkFacts, ClientFields, clientInputOf, type ClientInput } from './client-fields';

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
    const facts = changedFacts(typed.edits);
    put(await clients.changeClient(client.id, { ...facts, version: client.version }).catch(withFresh(put)));
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

/** Returns the changed fields, trimmed; an emptied one is null. */
function changedFacts(edits: Partial<ClientInput>): Partial<ClientEdit> {
  return Object.fromEntries(Object.entries(edits).map(([name, value]) => [name, value.trim() || null]));
}
