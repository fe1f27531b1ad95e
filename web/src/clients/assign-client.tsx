import { useState } from 'preact/hooks';
import * as clients from '../api/clients';
import { withFresh } from '../api/conflict';
import type { Client, ClientRow, Named } from '../api/types';
import { invalidate, useApi } from '../api/resource';
import { Names } from '../practice/assign-providers';
import { Dialog } from '../ui/dialog';
import { Field } from '../ui/field';
import { Form, useSubmit } from '../ui/form';
import { Loaded } from '../ui/loaded';
import { Callout } from '../ui/page';
import { toast } from '../ui/toast';
import * as icons from '../ui/icons';

/** With more providers than this, a search field is shown. */
const MANY = 8;

interface AssignClientProps {
  client: ClientRow;
  providers: Named[];
  onClose: () => void;
}

/** Lets an Admin choose the providers of a client. */
export function AssignClient({ client, providers, onClose }: AssignClientProps) {
  const resource = useApi(`client:${client.id}`, () => clients.client(client.id));
  return (
    <Dialog title={`Providers of ${client.name}`} onClose={onClose}>
      <Loaded of={resource} lines={4}>
        {(facts) => <Choice client={facts} providers={providers} put={resource.put} onClose={onClose} />}
      </Loaded>
    </Dialog>
  );
}

interface ChoiceProps {
  client: Client;
  providers: Named[];
  put: (client: Client) => void;
  onClose: () => void;
}

function Choice({ client, providers, put, onClose }: ChoiceProps) {
  const submit = useSubmit();
  const [query, setQuery] = useState('');
  const [assigned, setAssigned] = useState(() => client.providers.map((provider) => provider.id));
  const shown = providers.filter((each) => each.name.toLowerCase().includes(query.trim().toLowerCase()));
  const removed = client.providers.filter((provider) => !assigned.includes(provider.id));
  const set = (id: string, on: boolean): void => {
    submit.clear();
    setAssigned(on ? [...assigned, id] : assigned.filter((each) => each !== id));
  };
  const save = async (): Promise<void> => {
    const body = { provider_ids: assigned, version: client.version };
    // After a conflict the list below the error shows what another person stored; the choice stays as it is.
    const saved = await clients.changeClient(client.id, body).catch(withFresh(put));
    put(saved);
    invalidate('clients');
    toast('Providers saved.');
    onClose();
  };
  return (
    <Form submit={submit} onSend={save}>
      <div class="dialog-body">
        <p class="muted">Now assigned: {client.providers.map((provider) => provider.name).join(', ') || 'nobody'}.</p>
        {providers.length > MANY && (
          <Field label="Search" name="search" type="search" autocomplete="off" value={query} onValue={setQuery} />
        )}
        <Names providers={shown} assigned={assigned} onName={set} />
        {!shown.length && (
          <p class="muted">
            {providers.length ? 'Nobody by that name.' : 'No providers yet: invite them on the Team page.'}
          </p>
        )}
        <Consequences removed={removed} isEmpty={!assigned.length} />
      </div>
      <div class="dialog-foot">
        <button type="button" onClick={onClose}>
          Cancel
        </button>
        <button class="primary" aria-busy={submit.busy}>
          Save
        </button>
      </div>
    </Form>
  );
}

/** Says what happens when this is saved. */
function Consequences({ removed, isEmpty }: { removed: Named[]; isEmpty: boolean }) {
  if (!removed.length && !isEmpty) return <p class="hint">Only assigned providers see this client.</p>;
  return (
    <Callout tone="amber" icon={icons.alert}>
      {removed.length > 0 &&
        `${new Intl.ListFormat('en-US').format(removed.map((provider) => provider.name))} will no longer see this client, their appointments and invoices. `}
      {isEmpty && 'With nobody assigned, only Admins see this client.'}
    </Callout>
  );
}
