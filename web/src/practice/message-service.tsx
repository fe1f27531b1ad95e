import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { newIdempotencyKey } from '../api/client';
import { withFresh } from '../api/conflict';
import * as practice from '../api/practice';
import { invalidate } from '../api/resource';
import type { Service } from '../api/types';
import { Dialog } from '../ui/dialog';
import { useEdits } from '../ui/edits';
import { Field } from '../ui/field';
import { Form, useSubmit } from '../ui/form';
import { useLeaveWarning } from '../ui/leave-warning';
import { TextArea } from '../ui/text-area';
import { toast } from '../ui/toast';
import { AssignProviders } from './assign-providers';

interface Facts {
  name: string;
  description: string;
}

/** The dialog for a new message service. */
export function NewMessageService({ onClose }: { onClose: () => void }) {
  const { route } = useLocation();
  const submit = useSubmit();
  const [key] = useState(newIdempotencyKey);
  const [facts, setFacts] = useState<Facts>({ name: '', description: '' });
  const send = async (): Promise<void> => {
    const service = await practice.addMessageService({ ...facts, provider_ids: [] }, key);
    invalidate('services', 'message-services');
    toast(`${service.name} added. Choose who answers.`);
    route(`/admin/services/${service.id}`);
  };
  return (
    <Dialog title="New message service" onClose={onClose}>
      <Form submit={submit} onSend={send}>
        <div class="dialog-body">
          <p>Clients choose it when they send a message. Only the assigned providers are told.</p>
          <FactFields values={facts} update={(change) => setFacts({ ...facts, ...change })} error={submit.error} />
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
    </Dialog>
  );
}

interface FactsProps {
  values: Facts;
  update: (change: Partial<Facts>) => void;
  error: (name: string) => string | undefined;
}

function FactFields({ values, update, error }: FactsProps) {
  return (
    <>
      <Field
        label="Name"
        name="name"
        value={values.name}
        maxLength={80}
        onValue={(name) => update({ name })}
        hint="Your clients see it."
        error={error('name')}
      />
      <TextArea
        label="Description"
        name="description"
        optional
        rows={2}
        value={values.description}
        onValue={(description) => update({ description })}
        hint="For example, when you answer."
        error={error('description')}
      />
    </>
  );
}

type Values = Facts & Record<'enabled', boolean> & { assigned: string };

/** Edits a message service: its words, who answers, and whether clients can choose it. */
export function EditMessageService({ service, put }: { service: Service; put: (service: Service) => void }) {
  const { route } = useLocation();
  const submit = useSubmit();
  const typed = useEdits<Values>(valuesOf(service));
  const { name, description, enabled, assigned } = typed.values;
  const ids = assigned ? assigned.split(',') : [];
  const isChanged = Object.keys(typed.edits).length > 0;
  const leaveDialog = useLeaveWarning(isChanged);
  const save = async (): Promise<void> => {
    const body = { name, description, enabled, provider_ids: ids, version: service.version };
    put(await practice.saveMessageService(service.id, body).catch(withFresh(put)));
    typed.clear();
    invalidate('services', 'message-services');
    toast(`${name} saved.`);
  };
  const cancel = (): void => {
    typed.clear();
    route('/admin/services');
  };
  return (
    <Form submit={submit} onSend={save} class="stack">
      <section class="card">
        <FactFields values={typed.values} update={typed.update} error={submit.error} />
      </section>
      <AssignProviders
        service={service}
        assigned={ids}
        onAssigned={(people) => typed.update({ assigned: [...people].sort().join() })}
        hint="They are told of new messages from clients who are assigned to them. If nobody here is assigned to a client, the client’s own providers are told."
      />
      <Switch enabled={enabled} name={name} onChange={(on) => typed.update({ enabled: on })} />
      <div class="sticky-foot">
        <button type="button" onClick={cancel}>
          Cancel
        </button>
        <button class="primary" aria-busy={submit.busy} disabled={!isChanged && !submit.busy}>
          Save
        </button>
      </div>
      {leaveDialog}
    </Form>
  );
}

function Switch({ enabled, name, onChange }: { enabled: boolean; name: string; onChange: (on: boolean) => void }) {
  return (
    <details class="card fold" open>
      <summary>Enable Service</summary>
      <label class="switch-row">
        <input
          type="checkbox"
          role="switch"
          checked={enabled}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
        <span class="switch-words">{enabled ? 'On' : 'Off'}</span>
        <span class="unseen">Enable {name}</span>
      </label>
      <p class="hint">Turned off, clients cannot choose it any more. What was sent stays.</p>
    </details>
  );
}

function valuesOf({ name, description, enabled, providers }: Service): Values {
  const assigned = providers.filter((provider) => provider.assigned).map((provider) => provider.id);
  return { name, description, enabled, assigned: assigned.sort().join() };
}
