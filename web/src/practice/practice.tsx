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
import { FeeRule } from './fee-rule';
import { toast } from '../ui/toast';
import { ZoneField } from '../ui/zone-field';
import * as icons from '../ui/icons';

export default function Practice() {
  const resource = useApi('practice', practice.practice);
  return (
    <Page title="Practice">
      <div class="stack form-width">
        <section class="card" aria-labelledby="settings">
          <h2 id="settings">Settings</h2>
          <Loaded of={resource}>{(facts) => <Settings facts={facts} put={resource.put} />}</Loaded>
        </section>
        <section class="card" aria-labelledby="fee-rule">
          <h2 id="fee-rule">Fee after a visit</h2>
          <Loaded of={resource}>{(facts) => <FeeRule facts={facts} put={resource.put} />}</Loaded>
        </section>
        <section class="card" aria-labelledby="baa">
          <h2 id="baa">Business Associate Agreement</h2>
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
        </section>
      </div>
    </Page>
  );
}

function Settings({ facts, put }: { facts: Facts; put: (facts: Facts) => void }) {
  const submit = useSubmit();
  const typed = useDraft('practice', {
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
      <Field
        label="Name"
        autocomplete="organization"
        hint="Clients read it on invoices and in mails."
        {...on('name')}
      />
      <ZoneField label="Time zone" hint="Due days end at midnight here, such as America/Chicago." {...on('zone')} />
      <Field
        label="Support contact"
        optional
        autocomplete="off"
        hint="A telephone number or an address that people may turn to."
        {...on('support_contact')}
      />
      <div class="card-foot">
        <button class="primary" aria-busy={submit.busy}>
          Save
        </button>
      </div>
    </Form>
  );
}

type SettingsInput = Record<'name' | 'zone' | 'support_contact', string>;

/** Returns the changed settings, trimmed; an emptied contact is null. */
function changedSettings(edits: Partial<SettingsInput>, version: number): SettingsEdit {
  const { support_contact: support, ...names } = edits;
  const trimmed = Object.fromEntries(Object.entries(names).map(([name, value]) => [name, value.trim()]));
  return { ...trimmed, ...(support !== undefined && { support_contact: support.trim() || null }), version };
}
