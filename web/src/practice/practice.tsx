import type { ComponentChildren } from 'preact';
import * as practice from '../api/practice';
import type { SettingsEdit } from '../api/practice';
import { withFresh } from '../api/conflict';
import type { Practice as Facts } from '../api/types';
import { useApi } from '../api/resource';
import { useDraft } from '../session/drafts';
import { loadMe, me } from '../session/session';
import { Field } from '../ui/field';
import { Loaded } from '../ui/loaded';
import { Callout, Page } from '../ui/page';
import { bindField } from '../ui/bind-field';
import { Form, checkFields, useSubmit } from '../ui/form';
import { SettingsGroup } from '../ui/settings-group';
import { FeeRule } from './fee-rule';
import { Holidays } from './holidays';
import { InvoiceSettings } from './invoice-settings';
import { ReminderRule } from './reminder-rule';
import { toast } from '../ui/toast';
import { ZoneField } from '../ui/zone-field';
import * as icons from '../ui/icons';
import { later } from '../ui/later';

const WaitlistRule = later(() => import('./waitlist-rule'), { lines: 2 });
const ContactReceivers = later(() => import('./contact-receivers'), { lines: 4 });

interface PracticeProps {
  /** Shows what is booked on a day of which the practice makes a holiday. */
  bookedOn?: (day: string) => ComponentChildren;
}

export default function Practice({ bookedOn }: PracticeProps) {
  const resource = useApi('practice', practice.practice);
  return (
    <Page title="Practice">
      <SettingsGroup title="Settings" lead="Clients read the name and the support contact.">
        <Loaded of={resource} lines={9}>
          {(facts) => <Settings facts={facts} put={resource.put} />}
        </Loaded>
      </SettingsGroup>
      <SettingsGroup
        title="Invoices and receipts"
        lead="What they say about your practice, and when an invoice is due. Clients also call the telephone number from their first page and from a visit."
      >
        <Loaded of={resource} lines={11}>
          {(facts) => <InvoiceSettings facts={facts} put={resource.put} />}
        </Loaded>
      </SettingsGroup>
      <SettingsGroup title="Holidays" lead="Days on which the practice is closed, and nobody can book.">
        <Holidays bookedOn={bookedOn} />
      </SettingsGroup>
      <SettingsGroup
        title="Reminders"
        lead="Clients are reminded of appointments by mail, and by text message if they permit it on their profile."
      >
        <Loaded of={resource} lines={5}>
          {(facts) => <ReminderRule facts={facts} put={resource.put} />}
        </Loaded>
      </SettingsGroup>
      <SettingsGroup title="Waitlist" lead="A free time is offered to the first client it suits, then to the next.">
        <Loaded of={resource} lines={4}>
          {(facts) => <WaitlistRule facts={facts} put={resource.put} />}
        </Loaded>
      </SettingsGroup>
      <SettingsGroup
        title="Fee after a visit"
        lead="After a visit that was short or broke, Clocktree proposes a fee by this rule. It never charges by itself: the provider decides on each invoice."
      >
        <Loaded of={resource} lines={9}>
          {(facts) => <FeeRule facts={facts} put={resource.put} />}
        </Loaded>
      </SettingsGroup>
      <SettingsGroup title="Contact Us" lead="A public page on which newcomers write to you.">
        <ContactReceivers />
      </SettingsGroup>
      <AgreementGroup />
    </Page>
  );
}

function AgreementGroup() {
  return (
    <SettingsGroup
      title="Business Associate Agreement"
      lead="What Clocktree promises about the records of your clients."
    >
      {me.value?.practice.baa_accepted ? (
        <Callout tone="green" icon={icons.checked}>
          Accepted. Clients can be added.
        </Callout>
      ) : (
        <Callout tone="amber" icon={icons.alert}>
          Not accepted yet. No client can be added before an Admin has accepted it.
        </Callout>
      )}
      <a class="button" href="/admin/baa">
        Read the agreement
      </a>
    </SettingsGroup>
  );
}

interface SettingsInput {
  name: string;
  zone: string;
  support_contact: string;
}

function Settings({ facts, put }: { facts: Facts; put: (facts: Facts) => void }) {
  const submit = useSubmit();
  const typed = useDraft<SettingsInput>('practice', {
    name: facts.name,
    zone: facts.zone,
    support_contact: facts.support_contact ?? '',
  });
  const on = bindField(typed, submit.error);
  const { name } = typed.values;
  const save = async (): Promise<void> => {
    checkFields({ name: name.trim() ? undefined : 'Enter the name of the practice.' });
    const saved = await practice.savePractice(changedSettings(typed.edits, facts.version)).catch(withFresh(put));
    put(saved);
    typed.clear();
    void loadMe();
    toast('Practice saved.');
  };
  return (
    <Form submit={submit} onSend={save}>
      <SettingsFields on={on} />
      <div class="card-foot">
        <button class="primary" aria-busy={submit.busy}>
          Save
        </button>
      </div>
    </Form>
  );
}

/** Shows the fields; `on` binds each to its value and its error. */
function SettingsFields({ on }: { on: ReturnType<typeof bindField<SettingsInput>> }) {
  return (
    <>
      <Field
        label="Name"
        autocomplete="organization"
        hint="Clients read it on invoices and receipts."
        {...on('name')}
      />
      <ZoneField label="Time zone" hint="Due days end at midnight here, such as America/Chicago." {...on('zone')} />
      <Field
        label="Support contact"
        optional
        autocomplete="off"
        hint="Where else people may turn, such as an address or office hours."
        {...on('support_contact')}
      />
    </>
  );
}

/** Returns the changed settings, trimmed; an emptied contact is null. */
function changedSettings(edits: Partial<SettingsInput>, version: number): SettingsEdit {
  const { support_contact: support, ...names } = edits;
  const trimmed = Object.fromEntries(Object.entries(names).map(([name, value]) => [name, value.trim()]));
  return { ...trimmed, ...(support !== undefined && { support_contact: support.trim() || null }), version };
}
