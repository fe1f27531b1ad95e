import { useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import * as invoices from '../api/invoices';
import type { ActionResult, Action, Invoice, Op } from '../api/types';
import { invalidate, useApi } from '../api/resource';
import { formatMoney } from '../kernel/money';
import { me } from '../session/session';
import { Loaded } from '../ui/loaded';
import { Callout, Page } from '../ui/page';
import { PrintButton } from '../ui/print-button';
import { InvoiceStatus } from './invoice-status';
import { Actions } from './actions';
import { ActionDialog } from './action-dialogs';
import { InvoiceFacts, InvoiceTotals } from './invoice-facts';
import { OpStatus, useOpPolling } from './op-status';
import { Timeline } from './timeline';
import { ManualResolution } from './manual-resolution';
import * as icons from '../ui/icons';

export default function StaffInvoice() {
  const { params } = useRoute();
  const id = params['id'] ?? '';
  const resource = useApi(`invoice:${id}`, () => invoices.invoice(id));
  return (
    <Page
      title={resource.data?.number ? `Invoice ${resource.data.number}` : 'Invoice'}
      heading={resource.data && <Heading invoice={resource.data} />}
      back={backOf(resource.data)}
      side={<PrintButton />}
    >
      <Loaded of={resource} lines={7}>
        {(invoice) => <Body invoice={invoice} put={resource.put} />}
      </Loaded>
    </Page>
  );
}

function Heading({ invoice }: { invoice: Invoice }) {
  return (
    <span class="invoice-title">
      <span class="figures">{formatMoney(invoice.total)}</span> <InvoiceStatus of={invoice} />
    </span>
  );
}

function backOf(invoice: Invoice | undefined) {
  if (me.value?.role === 'admin' || !invoice) return { href: '/admin/billing', label: 'Invoices' };
  return { href: `/provider/clients/${invoice.client.id}/billing`, label: invoice.client.name };
}

interface BodyProps {
  invoice: Invoice;
  put: (invoice: Invoice) => void;
}

function Body({ invoice, put }: BodyProps) {
  const [action, setAction] = useState<Action | null>(null);
  const [startedOp, setStartedOp] = useState<Op | null>(null);
  const refresh = (): void => invalidate('invoice', `client:${invoice.client.id}`, 'clients');
  const op = useOpPolling(invoice, startedOp, (finished) => {
    setStartedOp(finished.status === 'succeeded' ? null : finished);
    refresh();
  });
  const onChanged = (answer: ActionResult): void => {
    setAction(null);
    setStartedOp(invoices.isOp(answer) ? answer : null);
    if (!invoices.isOp(answer)) put(answer);
    refresh();
  };
  return (
    <>
      {!invoice.waits_for_you && <OpStatus invoice={invoice} op={op} />}
      {invoice.waits_for_you && (
        <ManualResolution invoice={invoice} waits={invoice.waits_for_you} onChanged={onChanged} onFresh={put} />
      )}
      <Actions invoice={invoice} onAsk={setAction} />
      {invoice.why_no_action && !invoice.op && (
        <Callout tone="quiet" icon={icons.help}>
          {invoice.why_no_action}
        </Callout>
      )}
      <Sheet invoice={invoice} />
      {action && (
        <ActionDialog
          action={action}
          invoice={invoice}
          onClose={() => setAction(null)}
          onChanged={onChanged}
          onFresh={put}
        />
      )}
    </>
  );
}

function Sheet({ invoice }: { invoice: Invoice }) {
  return (
    <>
      {invoice.why_not_by_card && (
        <Callout tone="amber" icon={icons.alert}>
          {invoice.why_not_by_card}
        </Callout>
      )}
      <div class="two">
        <section class="card" aria-label="Invoice">
          <InvoiceFacts invoice={invoice} />
          <InvoiceTotals invoice={invoice} />
        </section>
        <section class="card" aria-labelledby="timeline">
          <h2 id="timeline">What happened</h2>
          <Timeline entries={invoice.timeline} />
        </section>
      </div>
    </>
  );
}
