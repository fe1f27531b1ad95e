import * as practice from '../api/practice';
import { putFresh } from '../api/put-fresh';
import type { Practice as Facts } from '../api/types';
import { useDraft } from '../session/drafts';
import { loadMe } from '../session/session';
import { bindField } from '../ui/bind-field';
import { Field } from '../ui/field';
import { Form, useSubmit } from '../ui/form';
import { Select } from '../ui/select';
import { TextArea } from '../ui/text-area';
import { toast } from '../ui/toast';

const TERMS = [
  { value: '0', label: 'On receipt' },
  { value: '7', label: 'In 7 days' },
  { value: '14', label: 'In 14 days' },
  { value: '30', label: 'In 30 days' },
];

const valuesOf = (facts: Facts) => ({
  address: facts.address ?? '',
  telephone: facts.telephone ?? '',
  tax_id: facts.tax_id ?? '',
  due_days: String(facts.due_days),
});

/** Returns what is saved; an emptied field is cleared. */
function settingsOf(typed: ReturnType<typeof valuesOf>) {
  return {
    address: typed.address.trim() || null,
    telephone: typed.telephone.trim() || null,
    tax_id: typed.tax_id.trim() || null,
    due_days: Number(typed.due_days) as practice.DueDays,
  };
}

interface InvoiceSettingsProps {
  facts: Facts;
  put: (facts: Facts) => void;
}

/** Changes what invoices and receipts say about the practice, and when invoices are due. */
export function InvoiceSettings({ facts, put }: InvoiceSettingsProps) {
  const submit = useSubmit();
  const typed = useDraft('practice-invoices', valuesOf(facts));
  const on = bindField(typed, submit.error);
  const save = async (): Promise<void> => {
    const body = { ...settingsOf(typed.values), version: facts.version };
    const saved = await practice.saveInvoiceSettings(body).catch(putFresh(put));
    typed.clear(typed.values);
    put(saved);
    void loadMe();
    toast('Saved.');
  };
  return (
    <Form submit={submit} onSend={save} label="Invoices and receipts">
      <TextArea
        label="Address"
        optional
        rows={3}
        hint="As it should be on an invoice. Clients’ insurers may ask for it."
        {...on('address')}
      />
      <div class="pair">
        <Field label="Telephone" optional type="tel" autocomplete="off" {...on('telephone')} />
        <Field
          label="Tax ID"
          optional
          autocomplete="off"
          hint="Your EIN, such as 12-3456789. Clients read it."
          {...on('tax_id')}
        />
      </div>
      <Select
        label="Invoices are due"
        hint="For an invoice that is sent without a due date. Invoices that were sent already keep their due date."
        choices={TERMS}
        {...on('due_days')}
      />
      <div class="card-foot">
        <button class="primary" aria-busy={submit.busy}>
          Save
        </button>
      </div>
    </Form>
  );
}
