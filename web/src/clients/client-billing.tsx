import { useEffect, useState } from 'preact/hooks';
import * as clients from '../api/clients';
import type { Client, Invoice, InvoicePage, AmountOwed } from '../api/types';
import { type Resource } from '../api/resource';
import { usePages } from '../api/pages';
import { InvoiceTable, searchedOf } from '../billing/invoice-table';
import { ComposeInvoice } from '../billing/compose-invoice';
import { formatMoney } from '../kernel/money';
import { Icon } from '../ui/icon';
import * as icons from '../ui/icons';
import { ShowMore } from '../ui/show-more';
import { Loaded } from '../ui/loaded';
import { Callout, Empty } from '../ui/page';
import { useSearch } from '../ui/search';
import { SearchedList, Toolbar } from '../ui/toolbar';

export function ClientBilling({ client }: { client: Client }) {
  const list = usePages(`invoices:${client.id}`, (cursor) => clients.clientInvoices(client.id, cursor));
  const [composing, setComposing] = useState(false);
  const [newId, setNewId] = useState<string | null>(null);
  useFocusOn(newId, list.data);
  const { may, reason } = client.invoices_allowed;
  const onDone = (invoice: Invoice): void => {
    setComposing(false);
    setNewId(invoice.id);
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
      <InvoiceList client={client} list={list} />
      {composing && (
        <ComposeInvoice
          client={{ id: client.id, name: client.legal_name }}
          onClose={() => setComposing(false)}
          onDone={onDone}
        />
      )}
    </section>
  );
}

interface InvoiceListProps {
  client: Client;
  list: Resource<InvoicePage> & { more: () => Promise<void> };
}

function InvoiceList({ client, list }: InvoiceListProps) {
  const search = useSearch(`invoices:${client.id}`, list);
  const rows = (list.data?.items ?? []).filter((row) => search.fits(...searchedOf(row)));
  return (
    <>
      <Toolbar of="invoices" search={search} hits={rows.length} />
      <Loaded of={list}>
        {(page) =>
          page.items.length ? (
            <>
              <SearchedList search={search} hits={rows.length}>
                <InvoiceTable rows={rows} base="/billing/invoices" columns={[]} label="Invoices of this client" />
              </SearchedList>
              <ShowMore next={page.next} more={list.more} />
            </>
          ) : (
            <Empty icon={icons.invoice}>
              <p>No invoices for this client yet.</p>
            </Empty>
          )
        }
      </Loaded>
    </>
  );
}

function Balance({ of }: { of: AmountOwed | null | undefined }) {
  return (
    <p class="balance">
      <span class="muted">Balance{of && of.n > 0 && `, ${of.n} unpaid`}</span>
      <strong>
        {of?.more && 'over '}
        {of ? formatMoney(of.amount) : '–'}
      </strong>
    </p>
  );
}

/** Moves the focus to the new invoice's row. */
function useFocusOn(invoice: string | null, page: unknown): void {
  useEffect(() => {
    if (invoice) document.querySelector<HTMLElement>(`a.amount[href$="/${invoice}"]`)?.focus();
  }, [invoice, page]);
}
