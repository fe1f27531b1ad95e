import { useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import * as invoices from '../api/invoices';
import type { Acted, Action, Invoice, Op } from '../api/types';
import { invalidate, useApi } from '../api/resource';
import { show } from '../kernel/money';
import { me } from '../session/session';
import { Loaded } from '../ui/loaded';
import { Callout, Page } from '../ui/page';
import { Status } from '../ui/status';
import { Actions } from './actions';
import { ActionDialog } from './action-dialogs';
import { Facts, Sums } from './invoice-facts';
import { InTheAir, useFollow } from './op-status';
import { Timeline } from './timeline';
import { WaitsForYou } from './manual-resolution';
import * as icons from '../ui/icons';

export default function StaffInvoice() {
  const { params } = useRoute();
  const id = params['id'] ?? '';
  const found = useApi(`invoice:${id}`, () => invoices.invoice(id));
  return (
    <Page
      title={found.data?.number ? `Invoice ${found.data.number}` : 'Invoice'}
      heading={found.data && <Heading invoice={found.data} />}
      back={backOf(found.data)}
    >
      <Loaded of={found} lines={7}>
        {(invoice) => <Body invoice={invoice} put={found.put} />}
      </Loaded>
    </Page>
  );
}

function Heading({ invoice }: { invoice: Invoice }) {
  return (
    <span class="invoice-title">
      <span class="figures">{show(invoice.total)}</span> <Status of={invoice} />
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
  const [asked, setAsked] = useState<Action | null>(null);
  const [began, setBegan] = useState<Op | null>(null);
  const refresh = (): void => invalidate('invoice', `client:${invoice.client.id}`, 'clients');
  const op = useFollow(invoice, began, (landed) => {
    setBegan(landed.status === 'succeeded' ? null : landed);
    refresh();
  });
  const onChanged = (answer: Acted): void => {
    setAsked(null);
    setBegan(invoices.isOp(answer) ? answer : null);
    if (!invoices.isOp(answer)) put(answer);
    refresh();
  };
  return (
    <>
      {!invoice.waits_for_you && <InTheAir invoice={invoice} op={op} />}
      {invoice.waits_for_you && (
        <WaitsForYou invoice={invoice} waits={invoice.waits_for_you} onChanged={onChanged} onFresh={put} />
      )}
      <Actions invoice={invoice} onAsk={setAsked} />
      {invoice.why_no_action && !invoice.op && (
        <Callout tone="quiet" icon={icons.help}>
          {invoice.why_no_action}
        </Callout>
      )}
      <div class="two">
        <section class="card" aria-label="Invoice">
          <Facts invoice={invoice} />
          <Sums invoice={invoice} />
        </section>
        <section class="card" aria-labelledby="timeline">
          <h2 id="timeline">What happened</h2>
          <Timeline entries={invoice.timeline} />
        </section>
      </div>
      {asked && (
        <ActionDialog
          action={asked}
          invoice={invoice}
          onClose={() => setAsked(null)}
          onChanged={onChanged}
          onFresh={put}
        />
      )}
    </>
  );
}
