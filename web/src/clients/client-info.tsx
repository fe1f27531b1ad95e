import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import * as clients from '../api/clients';
import { withFresh } from '../api/conflict';
import type { Client, ClientEdit } from '../api/types';
import { invalidate } from '../api/resource';
import { formatDate, formatDay } from '../kernel/dates';
import { useDraft } from '../session/drafts';
import { FactLines } from '../ui/fact-lines';
import { Form, useSubmit } from '../ui/form';
import { me } from '../session/session';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { PhoneLink } from '../ui/phone-link';
import { toast } from '../ui/toast';
import { checkFacts, ClientFields, clientInputOf, type ClientInput } from './client-fields';

interface ClientInfoProps {
  client: Client;
  put: (client: Client) => void;
}

/** Shows what is recorded about the client, and offers to add what is not. */
export function ClientInfo({ client, put }: ClientInfoProps) {
  const [editing, setEditing] = useState<keyof ClientInput | true | null>(null);
  if (editing) return <Edit client={client} put={put} first={editing} onClose={() => setEditing(null)} />;
  return <Facts client={client} onEdit={setEditing} />;
}

function Facts({ client, onEdit }: { client: Client; onEdit: (first: keyof ClientInput | true) => void }) {
  const missing = client.merged_into
    ? []
    : OPTIONAL.filter(([name, , other]) => !client[name] && !(other && client[other]));
  const [first] = missing[0] ?? [];
  return (
    <section class="card" aria-label="Info">
      <FactLines lines={lines(client)} />
      <div class="card-foot">
        {first && (
          <button type="button" class="ghost add-facts" onClick={() => onEdit(first)}>
            <Icon path={icons.plus} />
            <span>Add {new Intl.ListFormat('en-US').format(missing.map(([, words]) => words))}</span>
          </button>
        )}
        {!client.merged_into && (
          <button type="button" onClick={() => onEdit(true)}>
            Edit
          </button>
        )}
      </div>
    </section>
  );
}

/** The optional facts, with the words that offer to add them, and what makes up for one. */
const OPTIONAL: [keyof ClientInput, string, (keyof ClientInput)?][] = [
  ['date_of_birth', 'date of birth'],
  ['phone', 'phone'],
  ['address', 'address'],
  ['emergency_name', 'emergency contact', 'emergency_contact'],
  ['insurance', 'insurance'],
  ['pronouns', 'pronouns'],
  ['zone', 'time zone'],
];

function lines(client: Client): [string, ComponentChildren][] {
  return [
    ['Legal name', client.legal_name],
    ['Preferred name', client.preferred_name],
    ['Date of birth', client.date_of_birth && formatDate(client.date_of_birth)],
    ['Pronouns', client.pronouns],
    ['E-mail', client.email],
    ['Phone', client.phone],
    ['Address', client.address],
    ['Time zone', client.zone],
    ['Emergency contact', client.emergency_name && <EmergencyContact of={client} />],
    ['Emergency contact, as written earlier', client.emergency_contact],
    ['Insurance', client.insurance],
    ['Assigned providers', client.providers.map((provider) => provider.name).join(', ')],
    ['Stands in', client.covers.length > 0 && <Covers of={client.covers} />],
  ];
}

/** Names who stands in for the providers, with the first and the last day by the practice's clock. */
function Covers({ of }: { of: Client['covers'] }) {
  const zone = me.value?.practice.zone ?? 'UTC';
  const lastDay = (until: string): string => formatDay(new Date(Date.parse(until) - 1).toISOString(), zone);
  return (
    <ul>
      {of.map((each) => (
        <li key={each.provider.id}>
          {each.provider.name}, {formatDay(each.since, zone)} to {lastDay(each.until)}
        </li>
      ))}
    </ul>
  );
}

function EmergencyContact({
  of: { emergency_name: name, emergency_relation: relation, emergency_phone: phone },
}: {
  of: Client;
}) {
  return (
    <>
      {name}
      {relation && `, ${relation}`}
      {phone && (
        <>
          {' · '}
          <PhoneLink phone={phone}>{phone}</PhoneLink>
        </>
      )}
    </>
  );
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
