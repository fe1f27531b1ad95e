import { useLocation, useRoute } from 'preact-iso';
import { useId, useState } from 'preact/hooks';
import { withFresh } from '../api/conflict';
import * as practice from '../api/practice';
import { invalidate, useApi } from '../api/resource';
import type { Service } from '../api/types';
import { LocationMark } from './location-mark';
import { loadMe } from '../session/session';
import { RowArea } from '../ui/area';
import { useEdits } from '../ui/edits';
import { Form, useSubmit } from '../ui/form';
import * as icons from '../ui/icons';
import { useLeaveWarning } from '../ui/leave-warning';
import { Loaded } from '../ui/loaded';
import { Callout, Page } from '../ui/page';
import { Pill } from '../ui/pill';
import { toast } from '../ui/toast';
import { AssignProviders } from './assign-providers';
import { later } from '../ui/later';

const EditMessageService = later(async () => ({ default: (await import('./message-service')).EditMessageService }), {
  lines: 4,
});
const NewMessageService = later(async () => ({ default: (await import('./message-service')).NewMessageService }));

export function Services() {
  const [adding, setAdding] = useState(false);
  const list = useApi('services', practice.services);
  return (
    <Page title="Services" side={<Add onMessageService={() => setAdding(true)} />}>
      <Loaded of={list}>
        {(page) => (
          <table class="rows services" role="table" aria-label="Services">
            <thead role="rowgroup">
              <tr role="row">
                <th role="columnheader">Name</th>
                <th role="columnheader">Providers</th>
                <th role="columnheader">State</th>
              </tr>
            </thead>
            <tbody role="rowgroup">
              {page.items.map((service) => (
                <RowArea key={service.id} columns={3}>
                  <Row service={service} />
                </RowArea>
              ))}
            </tbody>
          </table>
        )}
      </Loaded>
      {adding && <NewMessageService onClose={() => setAdding(false)} />}
    </Page>
  );
}

function Add({ onMessageService }: { onMessageService: () => void }) {
  return (
    <div class="head-acts">
      <button type="button" onClick={onMessageService}>
        New message service
      </button>
      <a class="button primary" href="/admin/visit-services">
        New visit service
      </a>
    </div>
  );
}

function Row({ service }: { service: Service }) {
  return (
    <tr role="row">
      <td role="cell" class="c-client">
        <a class="row-link" href={`/admin/${service.visit ? 'visit-services' : 'services'}/${service.id}`}>
          <span class="unseen">Edit Service </span>
          {service.name}
        </a>
        {service.visit && (
          <span class="hint">
            <LocationMark of={service.visit.location ?? 'video'} />
          </span>
        )}
        <span class="hint">{service.description}</span>
      </td>
      <td role="cell" class="c-text">
        {assignedWords(service)}
      </td>
      <td role="cell" class="c-status">
        <OnOff on={service.enabled} />
      </td>
    </tr>
  );
}

function assignedWords({ providers }: Service): string {
  if (!providers.length) return 'No providers yet';
  const assigned = providers.filter((provider) => provider.assigned).length;
  return `${assigned} of ${providers.length} ${providers.length === 1 ? 'provider' : 'providers'} assigned`;
}

/** The switches, and by a provider's id whether they are assigned: each follows another person's change by itself. */
type Choices = Record<string, boolean> & Record<'enabled' | 'record_payments_only', boolean>;

export function EditService() {
  const { params } = useRoute();
  const id = params['id'] ?? '';
  const resource = useApi(`service:${id}`, () => practice.service(id));
  const heading = resource.data && (
    <span class="invoice-title">
      {resource.data.name} <OnOff on={resource.data.enabled} />
    </span>
  );
  return (
    <Page title="Edit Service" heading={heading} back={{ href: '/admin/services', label: 'Services' }} narrow>
      <Loaded of={resource}>
        {(service) =>
          service.kind === 'message' ? (
            <EditMessageService service={service} put={resource.put} />
          ) : (
            <Edit service={service} put={resource.put} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Edit({ service, put }: { service: Service; put: (service: Service) => void }) {
  const { route } = useLocation();
  const submit = useSubmit();
  const typed = useEdits<Choices>(choicesOf(service));
  const choices = typed.values;
  const assigned = service.providers.map((provider) => provider.id).filter((id) => choices[id]);
  const isChanged = Object.keys(typed.edits).length > 0;
  const leaveDialog = useLeaveWarning(isChanged);
  const save = async (): Promise<void> => {
    const { enabled, record_payments_only } = choices;
    const body = { enabled, record_payments_only, provider_ids: assigned, version: service.version };
    put(await practice.saveService(service.id, body).catch(withFresh(put)));
    typed.clear();
    invalidate('services');
    void loadMe();
    toast(`${service.name} saved.`);
  };
  const cancel = (): void => {
    typed.clear();
    route('/admin/services');
  };
  return (
    <Form submit={submit} onSend={save} class="stack">
      {!service.can_enable && (
        <Callout tone="amber" icon={icons.alert}>
          {service.why_not || 'There is no payment processor yet.'} <a href="/admin/billing/setup">Open Setup</a>
        </Callout>
      )}
      <AssignProviders
        service={service}
        assigned={assigned}
        onAssigned={(ids) => typed.update(assignmentsOf(service, (id) => ids.includes(id)))}
      />
      <EnableService service={service} choices={choices} update={typed.update} />
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

function choicesOf(service: Service): Choices {
  const ids = service.providers.filter((provider) => provider.assigned).map((provider) => provider.id);
  const { enabled, record_payments_only } = service;
  return { ...assignmentsOf(service, (id) => ids.includes(id)), enabled, record_payments_only };
}

function assignmentsOf({ providers }: Service, isAssigned: (id: string) => boolean): Record<string, boolean> {
  return Object.fromEntries(providers.map(({ id }) => [id, isAssigned(id)]));
}

interface EnableProps {
  service: Service;
  choices: Choices;
  update: (change: Partial<Choices>) => void;
}

/**
 * Shows the switch; it is disabled, with the reason, while there is no processor.
 *
 * The mode that only records payments needs no processor.
 */
function EnableService({ service, choices, update }: EnableProps) {
  const reason = useId();
  const may = service.can_enable || choices.record_payments_only || choices.enabled;
  return (
    <details class="card fold" open>
      <summary>Enable Service</summary>
      <label class="switch-row">
        <input
          type="checkbox"
          role="switch"
          checked={choices.enabled}
          disabled={!may}
          aria-describedby={reason}
          onChange={(event) => update({ enabled: event.currentTarget.checked })}
        />
        <span class="switch-words">{choices.enabled ? 'On' : 'Off'}</span>
        <span class="unseen">Enable {service.name}</span>
      </label>
      <p class="hint" id={reason}>
        {may
          ? 'Turned off, nobody creates invoices. What was sent stays payable.'
          : service.why_not || 'Add a payment processor first.'}
      </p>
      <label class="check">
        <input
          type="checkbox"
          checked={choices.record_payments_only}
          onChange={(event) => update(withOnly(event.currentTarget.checked, service))}
        />
        <span>
          Record payments only
          <span class="hint">
            No payment processor is needed: clients pay by cash, check or elsewhere, and staff record it. While one is
            connected, clients can also pay by card.
          </span>
        </span>
      </label>
    </details>
  );
}

function withOnly(only: boolean, service: Service): Partial<Choices> {
  return only || service.can_enable ? { record_payments_only: only } : { record_payments_only: only, enabled: false };
}

function OnOff({ on }: { on: boolean }) {
  return <Pill icon={on ? icons.checked : icons.minus} tone={on ? 'green' : 'quiet'} words={on ? 'On' : 'Off'} />;
}
