import { useLocation, useRoute } from 'preact-iso';
import { useRef } from 'preact/hooks';
import * as booking from '../api/booking';
import type { VisitService } from '../api/booking';
import { newIdempotencyKey } from '../api/client';
import { withFresh } from '../api/conflict';
import * as practice from '../api/practice';
import { invalidate, useApi } from '../api/resource';
import { useDraft } from '../session/drafts';
import { bindField } from '../ui/bind-field';
import { Field } from '../ui/field';
import { checkFields, Form, useSubmit, type Submit } from '../ui/form';
import { useLeaveWarning } from '../ui/leave-warning';
import { Loaded } from '../ui/loaded';
import { MoneyField } from '../ui/money-field';
import { NoSuchPage } from '../ui/no-such-page';
import { Page } from '../ui/page';
import { TextArea } from '../ui/text-area';
import { toast } from '../ui/toast';
import { Bookable } from './bookable-field';
import { LocationField } from './location-field';
import { ServiceProviders } from './service-providers';
import { blankTerms, errorsOf, inputOf, termsOf, type VisitInput } from './visit-terms';

const LIST = '/admin/services';

/** Shows the form of a new service of visits. */
export function NewVisitService() {
  return (
    <Page title="New visit service" back={{ href: LIST, label: 'Services' }} narrow>
      <VisitForm />
    </Page>
  );
}

/** Shows the form of a service of visits. */
export function EditVisitService() {
  const { params } = useRoute();
  const id = params['id'] ?? '';
  const resource = useApi(`service:${id}`, () => practice.service(id));
  return (
    <Page title="Edit Service" heading={resource.data?.name} back={{ href: LIST, label: 'Services' }} narrow>
      <Loaded of={resource}>
        {(service) => (service.visit ? <VisitForm service={service} put={resource.put} /> : <NoSuchPage />)}
      </Loaded>
    </Page>
  );
}

interface VisitFormProps {
  /** The stored service; absent for a new one. */
  service?: VisitService;
  put?: (service: VisitService) => void;
}

function VisitForm({ service, put = () => undefined }: VisitFormProps) {
  const { route } = useLocation();
  const key = useRef(newIdempotencyKey());
  const submit = useSubmit();
  const typed = useDraft<VisitInput>(`visit-service:${service?.id ?? ''}`, service ? inputOf(service) : blankTerms());
  const isChanged = Object.keys(typed.edits).length > 0;
  const leaveDialog = useLeaveWarning(isChanged);
  const save = async (): Promise<void> => {
    checkFields(errorsOf(typed.values));
    const body = termsOf(typed.values);
    if (service) {
      const saved = booking.saveVisitService(service.id, { ...body, version: service.version });
      put(await saved.catch(withFresh(put)));
    } else {
      await booking.addVisitService(body, key.current);
    }
    typed.clear();
    invalidate('services');
    toast(`${body.name} saved.`);
    if (!service) route(LIST);
  };
  const cancel = (): void => {
    typed.clear();
    route(LIST);
  };
  return (
    <Form submit={submit} onSend={save} class="stack">
      <VisitFields typed={typed} submit={submit} />
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

interface VisitFieldsProps {
  typed: ReturnType<typeof useDraft<VisitInput>>;
  submit: Submit;
}

function VisitFields({ typed, submit }: VisitFieldsProps) {
  const on = bindField(typed, submit.error);
  const { values, update } = typed;
  return (
    <>
      <section class="card">
        <Field label="Name" autocomplete="off" hint="Clients read it when they book." {...on('name')} />
        <TextArea label="Description" optional hint="What the visit is for. Clients read it." {...on('description')} />
        <div class="pair">
          <Field label="Length" inputMode="numeric" maxLength={3} hint="Minutes." {...on('minutes', 'visit.minutes')} />
          <MoneyField
            label="Price"
            currency="USD"
            hint="Leave it empty to show none."
            {...on('price', 'visit.price', 'visit.price.minor')}
          />
        </div>
        <Pauses on={on} />
        <Field
          label="Notice period for cancelling"
          inputMode="decimal"
          maxLength={6}
          hint="Hours before the visit, or 0. A client who cancels later reads that you may charge for it; you decide."
          {...on('period', 'visit.notice_period')}
        />
      </section>
      <LocationField
        values={values}
        update={update}
        directions={on('directions', 'visit.directions')}
        error={submit.error('location', 'visit.location')}
      />
      <Bookable
        values={values}
        update={update}
        notice={on('notice', 'visit.minimum_notice')}
        error={submit.error('bookable', 'visit.bookable')}
      />
      <ServiceProviders assigned={values.providers} onAssigned={(providers) => update({ providers })} />
      <EnabledSwitch on={values.enabled} onSwitch={(enabled) => update({ enabled })} />
    </>
  );
}

function Pauses({ on }: { on: ReturnType<typeof bindField<VisitInput>> }) {
  return (
    <div class="pair">
      <Field
        label="Pause before"
        inputMode="numeric"
        maxLength={3}
        hint="Minutes that stay free before it."
        {...on('before', 'visit.buffer_before')}
      />
      <Field
        label="Pause after"
        inputMode="numeric"
        maxLength={3}
        hint="Minutes that stay free after it."
        {...on('after', 'visit.buffer_after')}
      />
    </div>
  );
}

function EnabledSwitch({ on, onSwitch }: { on: boolean; onSwitch: (on: boolean) => void }) {
  return (
    <details class="card fold" open>
      <summary>Enable Service</summary>
      <label class="switch-row">
        <input type="checkbox" role="switch" checked={on} onChange={(event) => onSwitch(event.currentTarget.checked)} />
        <span class="switch-words">{on ? 'On' : 'Off'}</span>
        <span class="unseen">Enable this service</span>
      </label>
      <p class="hint">Turned off, nobody books it. What is booked already stays.</p>
    </details>
  );
}
