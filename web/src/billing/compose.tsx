import { useEffect, useRef, useState } from 'preact/hooks';
import * as invoices from '../api/invoices';
import { newKey } from '../api/client';
import * as practice from '../api/practice';
import { Refusal } from '../api/api-error';
import type { Invoice, TaxPreview } from '../api/types';
import { invalidate } from '../api/resource';
import { parse, plain, portion, show, type Money } from '../kernel/money';
import { useDraft } from '../session/drafts';
import { me } from '../session/session';
import { Dialog } from '../ui/dialog';
import { Area } from '../ui/text-area';
import { MoneyField } from '../ui/money-field';
import { Field } from '../ui/field';
import { bind } from '../ui/bind-field';
import { Form, invalid, useSubmit, type Submit } from '../ui/form';
import { toast } from '../ui/toast';

/** What a visit suggests: nothing of it is sent unless the person leaves it or takes it. */
export interface Prefill {
  key: string;
  description: string;
  /** Percent of the whole fee. */
  share: number;
}

interface ComposeProps {
  client: { id: string; name: string };
  prefill?: Prefill;
  /** The draft that is edited; none creates one. */
  draft?: Invoice;
  onClose: () => void;
  onDone: (invoice: Invoice) => void;
}

/** Create Invoice, and the editing of a draft: the same dialog, so that nothing differs between them. */
export function Compose({ client, prefill, draft, onClose, onDone }: ComposeProps) {
  const currency = me.value?.practice.currency ?? 'USD';
  const typed = useDraft(`invoice:${draft?.id ?? prefill?.key ?? client.id}`, {
    description: draft?.description ?? prefill?.description ?? '',
    amount: draft ? plain(draft.tax_mode === 'inclusive' ? draft.total : draft.net) : '',
    due_on: draft?.due_on ?? '',
  });
  const { description, amount, due_on: due } = typed.values;
  const submit = useSubmit();
  const on = bind(typed, submit.error);
  const store = useStore(client.id, draft);
  const preview = usePreview(amount, currency);
  const finish = async (isSent: boolean): Promise<void> => {
    const facts = checked(description, amount, due, currency);
    const stored = await store(facts, isSent);
    typed.clear();
    invalidate('invoices', `client:${client.id}`, 'clients', `invoice:${stored.id}`);
    toast(isSent ? `Invoice sent: ${show(stored.total)}.` : 'Draft saved.');
    onDone(stored);
  };
  return (
    <Dialog title={draft ? 'Edit draft' : 'Create Invoice'} onClose={onClose}>
      <Form submit={submit} onSend={() => finish(true)}>
        <div class="dialog-body">
          <p class="to">
            <span class="muted">To</span> <strong>{client.name}</strong>
          </p>
          <Area
            label="Description"
            hint="Your client will see this. Don’t put clinical details here."
            {...on('description')}
            rows={2}
          />
          <div class="pair">
            <MoneyField label="Amount" currency={currency} {...on('amount')} />
            <Field label="Due date" type="date" optional {...on('due_on')} />
          </div>
          {prefill && <Share of={prefill.share} amount={amount} currency={currency} onTake={typed.update} />}
          {preview && preview.tax.minor > 0 && <Sum of={preview} />}
          <p class="hint">{client.name} gets an alert without details and signs in to pay.</p>
        </div>
        <Foot submit={submit} total={preview?.total} onDraft={() => finish(false)} onClose={onClose} />
      </Form>
    </Dialog>
  );
}

interface ShareProps {
  of: number;
  amount: string;
  currency: string;
  onTake: (change: { amount: string }) => void;
}

/** The practice's rule, applied to the whole fee that was typed; the person takes it or leaves it. */
function Share({ of, amount, currency, onTake }: ShareProps) {
  const [taken, setTaken] = useState('');
  const read = parse(amount, currency);
  if (of === 0) return <p class="hint share">Your practice’s rule waives this fee. What you send is your decision.</p>;
  if (of >= 100 || 'wrong' in read || amount === taken) return null;
  const part = portion(read.money, of);
  const take = (): void => {
    setTaken(plain(part));
    onTake({ amount: plain(part) });
  };
  return (
    <p class="share">
      <span class="hint">
        By your practice’s rule: {of}% of {show(read.money)}.
      </span>
      <button type="button" class="small" onClick={take}>
        Use {show(part)}
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
        Send Invoice{total && ` – ${show(total)}`}
      </button>
    </div>
  );
}

function Sum({ of }: { of: TaxPreview }) {
  return (
    <dl class="sum" aria-live="polite">
      <dt>Price</dt>
      <dd>{show(of.net)}</dd>
      <dt>{of.label}</dt>
      <dd>{show(of.tax)}</dd>
      <dt class="strong">Total</dt>
      <dd class="strong">{show(of.total)}</dd>
    </dl>
  );
}

function checked(description: string, amount: string, due: string, currency: string): invoices.InvoiceDraft {
  const read = parse(amount, currency);
  invalid({
    description: description.trim() ? undefined : 'Say what the invoice is for.',
    amount: 'wrong' in read ? read.wrong : undefined,
  });
  const { money } = read as { money: Money };
  return { description: description.trim(), amount: money, ...(due ? { due_on: due } : {}) };
}

/**
 * One pair of keys for one opening. A draft that was stored before sending failed is changed, never made again.
 */
function useStore(client: string, given: Invoice | undefined) {
  const keys = useRef({ create: newKey(), send: newKey() });
  const stored = useRef<{ invoice: Invoice; facts: string } | null>(given ? { invoice: given, facts: '' } : null);
  // Changed by somebody else: said so once, and what is typed here goes over it when the person presses again.
  const takeFresh = (reason: unknown): never => {
    if (reason instanceof Refusal && reason.fresh) stored.current = { invoice: reason.fresh as Invoice, facts: '' };
    throw reason;
  };
  return async (facts: invoices.InvoiceDraft, isSent: boolean): Promise<Invoice> => {
    const text = JSON.stringify(facts);
    if (stored.current?.facts !== text) {
      const before = stored.current?.invoice;
      const invoice = before
        ? await invoices.changeDraft(before.id, { ...facts, version: before.version }).catch(takeFresh)
        : await invoices.draftInvoice(client, facts, keys.current.create);
      stored.current = { invoice, facts: text };
    }
    return isSent ? invoices.send(stored.current.invoice.id, keys.current.send) : stored.current.invoice;
  };
}

/** The server computes tax and total while the person types: one rule, one rounding, one place. */
function usePreview(amount: string, currency: string): TaxPreview | null {
  const [preview, setPreview] = useState<TaxPreview | null>(null);
  useEffect(() => {
    const read = parse(amount, currency);
    setPreview(null);
    if ('wrong' in read) return;
    let isWanted = true;
    const asking = setTimeout(() => {
      const take = (answer: TaxPreview): void => {
        if (isWanted) setPreview(answer);
      };
      practice.previewTax(read.money).then(take, () => undefined);
    }, 250);
    return () => {
      isWanted = false;
      clearTimeout(asking);
    };
  }, [amount, currency]);
  return preview;
}
