import { useEffect, useRef, useState } from 'preact/hooks';
import * as invoices from '../api/invoices';
import { newIdempotencyKey } from '../api/client';
import * as practice from '../api/practice';
import { withFresh } from '../api/conflict';
import type { Invoice, TaxPreview } from '../api/types';
import { invalidate, useApi } from '../api/resource';
import { parseMoney, toDecimal, percentOf, formatMoney, type Money } from '../kernel/money';
import { useDraft } from '../session/drafts';
import { me } from '../session/session';
import { Dialog } from '../ui/dialog';
import { TextArea } from '../ui/text-area';
import { MoneyField } from '../ui/money-field';
import { DayField } from '../ui/day-field';
import { bindField } from '../ui/bind-field';
import { Form, checkFields, useSubmit, type Submit } from '../ui/form';
import { InvoiceAlert } from './invoice-alert';
import { toast } from '../ui/toast';

/** What a visit suggests; the provider may change all of it. */
export interface Prefill {
  key: string;
  description: string;
  /** Percent of the full fee. */
  share: number;
  /** The visit's day in the practice's zone, as `YYYY-MM-DD`. */
  service_on: string;
}

interface ComposeInvoiceProps {
  client: { id: string; name: string };
  prefill?: Prefill;
  /** The draft to edit; without one, a draft is created. */
  draft?: Invoice;
  onClose: () => void;
  onDone: (invoice: Invoice) => void;
}

/** Creates an invoice or edits a draft, in a dialog. */
export function ComposeInvoice({ client, prefill, draft, onClose, onDone }: ComposeInvoiceProps) {
  const currency = me.value?.practice.currency ?? 'USD';
  // The draft as it is now: after a conflict, another person's.
  const [stored, setStored] = useState(draft);
  const typed = useDraft(`invoice:${draft?.id ?? prefill?.key ?? client.id}`, {
    description: stored?.description ?? prefill?.description ?? '',
    amount: stored ? toDecimal(stored.tax_mode === 'inclusive' ? stored.total : stored.net) : '',
    due_on: stored?.due_on ?? '',
    service_on: stored?.service_on ?? prefill?.service_on ?? '',
  });
  const { amount } = typed.values;
  const submit = useSubmit();
  const on = bindField(typed, submit.error);
  const store = useDraftStore(client.id, draft, setStored);
  const preview = usePreview(amount, currency);
  const finish = async (isSent: boolean): Promise<void> => {
    const facts = checkedDraft(typed.values, currency);
    const saved = await store(facts, isSent);
    typed.clear();
    invalidate('invoices', `client:${client.id}`, 'clients', `invoice:${saved.id}`);
    toast(isSent ? `Invoice sent: ${formatMoney(saved.total)}.` : 'Draft saved.');
    onDone(saved);
  };
  return (
    <Dialog title={draft ? 'Edit draft' : 'Create Invoice'} onClose={onClose}>
      <Form submit={submit} onSend={() => finish(true)}>
        <div class="dialog-body">
          <p class="to">
            <span class="muted">To</span> <strong>{client.name}</strong>
          </p>
          <TextArea
            label="Description"
            hint="Your client will see this. Don’t put clinical details here."
            {...on('description')}
            rows={2}
          />
          <div class="pair">
            <MoneyField label="Amount" currency={currency} {...on('amount')} />
            <DayField label="Date of service" optional {...on('service_on')} />
          </div>
          <DayField label="Due date" optional hint={<DueHint />} {...on('due_on')} />
          {prefill && <FeeShare of={prefill.share} amount={amount} currency={currency} onTake={typed.update} />}
          {preview && preview.tax.minor > 0 && <Sum of={preview} />}
          <InvoiceAlert client={client} />
        </div>
        <Foot submit={submit} total={preview?.total} onDraft={() => finish(false)} onClose={onClose} />
      </Form>
    </Dialog>
  );
}

/** Says when the invoice is due without a due date. */
function DueHint() {
  const days = useApi('practice', practice.practice).data?.due_days;
  if (days === undefined) return <>Without one, your practice’s terms apply.</>;
  return (
    <>{days ? `Without one, it is due ${days} days after you send it.` : 'Without one, it is due when you send it.'}</>
  );
}

interface FeeShareProps {
  of: number;
  amount: string;
  currency: string;
  onTake: (change: { amount: string }) => void;
}

/** Offers the share of the typed fee that the practice's rule proposes. */
function FeeShare({ of, amount, currency, onTake }: FeeShareProps) {
  const [chosenAmount, setChosenAmount] = useState('');
  const parsed = parseMoney(amount, currency);
  if (of === 0) return <p class="hint share">Your practice’s rule waives this fee. What you send is your decision.</p>;
  if (of >= 100 || 'error' in parsed || amount === chosenAmount) return null;
  const part = percentOf(parsed.money, of);
  const take = (): void => {
    setChosenAmount(toDecimal(part));
    onTake({ amount: toDecimal(part) });
  };
  return (
    <p class="share">
      <span class="hint">
        By your practice’s rule: {of}% of {formatMoney(parsed.money)}.
      </span>
      <button type="button" class="small" onClick={take}>
        Use {formatMoney(part)}
      </button>
    </p>
  );
}

interface FootProps {
  submit: Submit;
  total: Money | undefined;
  onDraft: () => Promise<void>;
  onClose: () => void;
}

function Foot({ submit, total, onDraft, onClose }: FootProps) {
  return (
    <div class="dialog-foot">
      <button type="button" class="ghost" onClick={() => void submit.run(onDraft)}>
        Save draft
      </button>
      <span class="push" />
      <button type="button" onClick={onClose}>
        Cancel
      </button>
      <button class="primary" aria-busy={submit.busy}>
        Send Invoice{total && ` – ${formatMoney(total)}`}
      </button>
    </div>
  );
}

function Sum({ of }: { of: TaxPreview }) {
  return (
    <dl class="sum" aria-live="polite">
      <dt>Price</dt>
      <dd>{formatMoney(of.net)}</dd>
      <dt>{of.label}</dt>
      <dd>{formatMoney(of.tax)}</dd>
      <dt class="strong">Total</dt>
      <dd class="strong">{formatMoney(of.total)}</dd>
    </dl>
  );
}

interface TypedDraft {
  description: string;
  amount: string;
  due_on: string;
  service_on: string;
}

function checkedDraft(typed: TypedDraft, currency: string): invoices.InvoiceDraft {
  const { amount, due_on: dueOn, service_on: serviceOn } = typed;
  const description = typed.description.trim();
  const parsed = parseMoney(amount, currency);
  checkFields({
    description: description ? undefined : 'Say what the invoice is for.',
    amount: 'error' in parsed ? parsed.error : undefined,
  });
  const { money } = parsed as { money: Money };
  const days = { ...(dueOn ? { due_on: dueOn } : {}), ...(serviceOn ? { service_on: serviceOn } : {}) };
  return { description, amount: money, ...days };
}

/**
 * Saves or sends the draft; a draft that was saved before is changed.
 *
 * One pair of idempotency keys per opened dialog.
 */
function useDraftStore(client: string, draft: Invoice | undefined, onFresh: (fresh: Invoice) => void) {
  const keys = useRef({ create: newIdempotencyKey(), send: newIdempotencyKey() });
  const saved = useRef<{ invoice: Invoice; facts: string } | null>(draft ? { invoice: draft, facts: '' } : null);
  const takeFresh = withFresh((fresh: Invoice) => {
    saved.current = { invoice: fresh, facts: '' };
    onFresh(fresh);
  });
  return async (facts: invoices.InvoiceDraft, isSent: boolean): Promise<Invoice> => {
    const text = JSON.stringify(facts);
    if (saved.current?.facts !== text) {
      const before = saved.current?.invoice;
      const invoice = before
        ? await invoices.changeDraft(before.id, { ...facts, version: before.version }).catch(takeFresh)
        : await invoices.draftInvoice(client, facts, keys.current.create);
      saved.current = { invoice, facts: text };
    }
    return isSent ? invoices.send(saved.current.invoice.id, keys.current.send) : saved.current.invoice;
  };
}

/** Asks the server for tax and total while the person types. */
function usePreview(amount: string, currency: string): TaxPreview | null {
  const [preview, setPreview] = useState<TaxPreview | null>(null);
  useEffect(() => {
    const parsed = parseMoney(amount, currency);
    setPreview(null);
    if ('error' in parsed) return;
    let isCurrent = true;
    const timer = setTimeout(() => {
      const take = (answer: TaxPreview): void => {
        if (isCurrent) setPreview(answer);
      };
      practice.previewTax(parsed.money).then(take, () => undefined);
    }, 250);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [amount, currency]);
  return preview;
}
