import { useLocation, useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import * as practice from '../api/practice';
import { Refusal } from '../api/api-error';
import type { Service } from '../api/types';
import { invalidate, useApi } from '../api/resource';
import { Loaded } from '../ui/loaded';
import { Callout, Page } from '../ui/page';
import { Form, useSubmit } from '../ui/form';
import { toast } from '../ui/toast';
import { useLeaveWarning } from '../ui/leave-warning';
import { AssignProviders } from './assign-providers';
import { EnableService } from './enable-service';
import { OnOff } from './on-off';

export interface Choices {
  enabled: boolean;
  record_payments_only: boolean;
  assigned: string[];
}

export default function EditService() {
  const { params } = useRoute();
  const id = params['id']!;
  const found = useApi(`service:${id}`, () => practice.service(id));
  const heading = found.data && (
    <span class="invoice-title">
      {found.data.name} <OnOff on={found.data.enabled} />
    </span>
  );
  return (
    <Page title="Edit Service" heading={heading} back={{ href: '/admin/services', label: 'Services' }}>
      <Loaded of={found}>{(service) => <Edit service={service} put={found.put} />}</Loaded>
    </Page>
  );
}

function Edit({ service, put }: { service: Service; put: (service: Service) => void }) {
  const { route } = useLocation();
  const submit = useSubmit();
  const [choices, setChoices] = useState<Choices>(() => choicesOf(service));
  const isChanged = JSON.stringify(choices) !== JSON.stringify(choicesOf(service));
  useLeaveWarning(isChanged);
  const update = (change: Partial<Choices>): void => setChoices({ ...choices, ...change });
  const save = async (): Promise<void> => {
    const { assigned, ...asked } = choices;
    try {
      const saved = await practice.saveService(service.id, {
        ...asked,
        provider_ids: assigned,
        version: service.version,
      });
      setChoices(choicesOf(saved));
      put(saved);
    } catch (reason) {
      if (reason instanceof Refusal && reason.status === 409 && reason.fresh) put(reason.fresh as Service);
      throw reason;
    }
    invalidate('services');
    toast(`${service.name} saved.`);
  };
  const cancel = (): void => {
    setChoices(choicesOf(service));
    route('/admin/services');
  };
  return (
    <Form submit={submit} onSend={save} class="form-width stack">
      {!service.can_enable && (
        <Callout tone="amber" icon="alert">
          {service.why_not || 'There is no payment processor yet.'} <a href="/admin/billing/setup">Open Setup</a>
        </Callout>
      )}
      <AssignProviders service={service} assigned={choices.assigned} onAssigned={(assigned) => update({ assigned })} />
      <EnableService service={service} choices={choices} update={update} />
      <div class="sticky-foot">
        <button type="button" onClick={cancel}>
          Cancel
        </button>
        <button class="primary" aria-busy={submit.busy} disabled={!isChanged && !submit.busy}>
          Save
        </button>
      </div>
    </Form>
  );
}

function choicesOf(service: Service): Choices {
  const assigned = service.providers.filter((provider) => provider.assigned).map((provider) => provider.id);
  return { enabled: service.enabled, record_payments_only: service.record_payments_only, assigned: assigned.sort() };
}
