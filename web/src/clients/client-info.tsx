import { useEffect, useState } from 'preact/hooks';
import * as clients from '../api/clients';
import { putFresh } from '../api/put-fresh';
import type { Client } from '../api/types';
import { invalidate } from '../api/resource';
import { formatDate } from '../kernel/dates';
import { useDraft } from '../session/drafts';
import { FactLines } from '../ui/fact-lines';
import { Form, useSubmit } from '../ui/form';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { toast } from '../ui/toast';
import { checkFacts, ClientFields, factsOf, clientInputOf, type ClientInput } from './client-fields';

interface ClientInfoProps {
  client: Client;
  put: (client: Client) => void;
}

/** Shows what is recorded about the client, and offers to add what is not. */
export function ClientInfo({ client, put }: ClientInfoProps) {
  const [editing, setEditing] = useState<keyof ClientInput | true | null>(null);
  if (editing) return <Edit client={client} put={put} first={editing} onClose={() => setEditing(null)} />;
  const missing = OPTIONAL.filter(([name]) => !client[name]);
  const [first] = missing[0] ?? [];
  return (
    <section class="card" aria-label="Info">
      <FactLines lines={lines(client)} />
      <div class="card-foot">
        {first && (
          <button type="button" class="ghost add-facts" onClick={() => setEditing(first)}>
            <Icon path={icons.plus} />
            <span>Add {new Intl.ListFormat('en-US').format(missing.map(([, words]) => words))}</span>
          </button>
        )}
        <button type="button" onClick={() => setEditing(true)}>
          Edit
        </button>
      </div>
    </section>
  );
}

/** The optional facts, with the words that offer to add them. */
const OPTIONAL = [
  ['date_of_birth', 'date of birth'],
  ['phone', 'phone'],
  ['address', 'address'],
  ['emergency_contact', 'emergency contact'],
  ['pronouns', 'pronouns'],
  ['zone', 'time zone'],
] as const;

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

interface EditProps extends ClientInfoProps {
  /** The field that gets the focus; true: the first one. */
  first: keyof ClientInput | true;
  onClose: () => void;
}

function Edit({ client, put, first, onClose }: EditProps) {
  const submit = useSubmit();
  useEffect(() => {
    const name = first === true ? 'legal_name' : first;
    submit.form.current?.querySelector<HTMLElement>(`[name="${name}"]`)?.focus();
  }, [submit.form, first]);
  const typed = useDraft(`client:${client.id}`, clientInputOf(client));
  const send = async (): Promise<void> => {
    checkFacts(typed.values);
    const facts = { ...clearedFields(client), ...factsOf(typed.values), version: client.version };
    put(await clients.changeClient(client.id, facts).catch(putFresh(put)));
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
