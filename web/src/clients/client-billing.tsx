import { useEffect, useState } from 'preact/hooks';
import * as clients from '../api/clients';
import type { Client, Invoice, Owed } from '../api/types';
import { usePages } from '../api/resource';
import { InvoiceTable } from '../billing/invoice-table';
import { Compose } from '../billing/compose';
import { show } from '../kernel/money';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { More } from '../ui/more-button';
import { Loaded } from '../ui/loaded';
import { Callout, Empty } from '../ui/page';

export function Billing({ client }: { client: Client }) {
  const list = usePages(`invoices:${client.id}`, (cursor) => clients.clientInvoices(client.id, cursor));
  const [composing, setComposing] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  useFocusOn(made, list.data);
  const { may, reason } = client.invoices_allowed;
  const onDone = (invoice: Invoice): void => {
    setComposing(false);
    setMade(invoice.id);
  };
  return (
    <section aria-label="Billing">
      <div class="section-head">
        <Balance of={list.data?.owed} />
        {may && (
          <button type="button" class="primary" onClick={() => setComposing(true)}>
            <Icon path={icons.plus} />
            Create Invoice
          </button>
        )}
      </div>
      {!may && (
        <Callout tone="blue" icon={icons.help}>
          {reason ?? 'You are not assigned to Client Billing. Ask an Admin of your practice to assign you.'}
        </Callout>
      )}
      <Loaded of={list}>
        {(page) =>
          page.items.length ? (
            <>
              <InvoiceTable rows={page.items} base="/billing/invoices" columns={[]} label="Invoices of this client" />
              <More next={page.next} more={list.more} />
            </>
          ) : (
            <Empty icon={icons.invoice}>
              <p>No invoices for this client yet.</p>
            </Empty>
          )
        }
      </Loaded>
      {composing && (
        <Compose
          client={{ id: client.id, name: client.legal_name }}
          onClose={() => setComposing(false)}
          onDone={onDone}
        />
      )}
    </section>
  );
}

function Balance({ of }: { of: Owed | null | undefined }) {
  return (
    <p class="balance">
      <span class="muted">Balance{of && of.n > 0 && `, ${of.n} unpaid`}</span>
      <strong>
        {of?.more && 'over '}
        {of ? show(of.amount) : '–'}
      </strong>
    </p>
  );
}

/** After sending, the focus is on the new row, where the eye looks. */
function useFocusOn(invoice: string | null, shown: unknown): void {
  useEffect(() => {
    if (invoice) document.querySelector<HTMLElement>(`a.amount[href$="/${invoice}"]`)?.focus();
  }, [invoice, shown]);
}
