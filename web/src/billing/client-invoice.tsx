import { useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import { ApiError } from '../api/api-error';
import * as invoices from '../api/invoices';
import type { Invoice } from '../api/types';
import { useApi } from '../api/resource';
import { InvoiceFacts, InvoiceTotals } from './invoice-facts';
import { useOpPolling } from './op-status';
import { Timeline } from './timeline';
import { formatMoney } from '../kernel/money';
import { Loaded } from '../ui/loaded';
import { Callout, Page } from '../ui/page';
import { PrintButton } from '../ui/print-button';
import { toast } from '../ui/toast';
import { InvoiceStatus } from './invoice-status';
import * as icons from '../ui/icons';

export default function MyInvoice() {
  const { params } = useRoute();
  const id = params['id'] ?? '';
  const resource = useApi(`invoice:${id}`, () => invoices.invoice(id));
  return (
    <Page
      title={resource.data?.number ? `Invoice ${resource.data.number}` : 'Invoice'}
      heading={
        resource.data && (
          <span class="invoice-title">
            <span class="figures">{formatMoney(resource.data.total)}</span> <InvoiceStatus of={resource.data} />
          </span>
        )
      }
      back={{ href: '/client/invoices', label: 'Invoices' }}
      side={<PrintButton />}
    >
      <Loaded of={resource} lines={7}>
        {(invoice) => <Body invoice={invoice} reload={resource.reload} />}
      </Loaded>
    </Page>
  );
}

function Body({ invoice, reload }: { invoice: Invoice; reload: () => void }) {
  useOpPolling(invoice, null, reload);
  const may = (action: Invoice['actions'][number]): boolean => invoice.actions.includes(action);
  return (
    <>
      <PaymentStatus invoice={invoice} />
      {invoice.why_not_by_card && (
        <Callout tone="blue" icon={icons.help}>
          {invoice.why_not_by_card}
        </Callout>
      )}
      {invoice.overlay === 'action_required' && <BankActions invoice={invoice} reload={reload} />}
      {(may('pay') || may('receipt')) && (
        <div class="actions">
          {may('pay') && (
            <a class="button primary" href={`/pay/stripe?invoice=${invoice.id}`} target="_self">
              Pay {formatMoney(invoice.balance)}
            </a>
          )}
          {may('receipt') && (
            <a class="button" href={`/client/invoices/${invoice.id}/receipt`}>
              Receipt
            </a>
          )}
        </div>
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

/** Lets the client continue at their bank, from any device, or cancel the payment. */
function BankActions({ invoice, reload }: { invoice: Invoice; reload: () => void }) {
  const [busy, setBusy] = useState(false);
  const cancel = async (): Promise<void> => {
    if (!invoice.op) return;
    setBusy(true);
    await invoices
      .cancelPayment(invoice.id, invoice.op)
      .catch((reason: unknown) => toast(reason instanceof ApiError ? reason.message : 'It did not work. Try again.'));
    setBusy(false);
    reload();
  };
  return (
    <div class="actions">
      <a class="button primary" href={`/pay/stripe?invoice=${invoice.id}`} target="_self">
        Continue to your bank
      </a>
      <button type="button" aria-busy={busy} disabled={busy} onClick={() => void cancel()}>
        Cancel payment
      </button>
    </div>
  );
}

const OVERLAY_WORDS = {
  action_required:
    'Your bank is waiting for you. Confirm the payment on your bank’s page, or cancel it. Nothing is charged before you confirm.',
  processing: 'Your payment is being processed. You can close this page; nothing is charged twice.',
  checking: 'We are checking with the bank, you will not be charged twice. There is nothing you need to do.',
  refund_pending: 'A refund is on its way to your card. Banks usually show it within 5–10 business days.',
};

function PaymentStatus({ invoice }: { invoice: Invoice }) {
  if (!invoice.overlay) return null;
  return (
    <div role="status">
      <Callout tone={invoice.overlay === 'refund_pending' ? 'blue' : 'amber'} icon={icons.clock}>
        {OVERLAY_WORDS[invoice.overlay]}
      </Callout>
    </div>
  );
}
