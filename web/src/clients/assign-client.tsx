import { useState } from 'preact/hooks';
import * as clients from '../api/clients';
import { withFresh } from '../api/conflict';
import type { ClientRow, Named } from '../api/types';
import { invalidate } from '../api/resource';
import { Names } from '../practice/assign-providers';
import { Dialog } from '../ui/dialog';
import { DialogFoot } from '../ui/dialog-foot';
import { Field } from '../ui/field';
import { Form, useSubmit } from '../ui/form';
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
  return (
    <Dialog title={`Providers of ${client.name}`} onClose={onClose}>
      <Choice client={client} providers={providers} onClose={onClose} />
    </Dialog>
  );
}

/** What is stored about who is assigned: by the list, or after a conflict by the answer. */
interface Stored {
  version: number;
  providers: Named[];
}

function Choice({ client, providers, onClose }: AssignClientProps) {
  const submit = useSubmit();
  const [query, setQuery] = useState('');
  const [stored, setStored] = useState<Stored>({ version: client.version, providers: client.providers ?? [] });
  const [assigned, setAssigned] = useState(() => stored.providers.map((provider) => provider.id));
  const shown = providers.filter((each) => each.name.toLowerCase().includes(query.trim().toLowerCase()));
  const removed = stored.providers.filter((provider) => !assigned.includes(provider.id));
  const set = (id: string, on: boolean): void => {
    submit.clear();
    setAssigned(on ? [...assigned, id] : assigned.filter((each) => each !== id));
  };
  const save = async (): Promise<void> => {
    const body = { provider_ids: assigned, version: stored.version };
    // After a conflict the list below the error shows what another person stored; the choice stays as it is.
    await clients.changeClient(client.id, body).catch(withFresh(setStored));
    invalidate('clients', `client:${client.id}`);
    toast('Providers saved.');
    onClose();
  };
  return (
    <Form submit={submit} onSend={save}>
      <div class="dialog-body">
        <p class="muted">Now assigned: {stored.providers.map((provider) => provider.name).join(', ') || 'nobody'}.</p>
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
      <DialogFoot verb="Save" busy={submit.busy} onClose={onClose} />
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
