import { useLocation } from 'preact-iso';
import * as invoices from '../api/invoices';
import * as practice from '../api/practice';
import type { InvoicePage } from '../api/types';
import { useApi, usePages } from '../api/use';
import { InvoiceTable } from '../invoice/table';
import { show } from '../money';
import { More } from '../ui/more';
import { Loaded } from '../ui/loaded';
import { Empty, Page } from '../ui/page';
import { BillingTabs } from './billing-tabs';
import { filtersOf, InvoiceFilters, isFiltered, queryOf, rowsOf } from './invoice-filters';

export default function Invoices() {
  const { query } = useLocation();
  const asked = filtersOf(query);
  const list = usePages(`invoices?${new URLSearchParams(asked)}`, (cursor) =>
    invoices.invoices({ ...queryOf(asked), cursor }),
  );
  return (
    <Page title="Invoices">
      <BillingTabs here="all" />
      {list.data && <Totals of={list.data} />}
      <InvoiceFilters asked={asked} counts={list.data?.counts} />
      <Loaded of={list} lines={8}>
        {(page) =>
          rowsOf(page.items, asked).length || page.next ? (
            <>
              <InvoiceTable
                rows={rowsOf(page.items, asked)}
                base="/billing/invoices"
                columns={['client', 'provider']}
                label="Invoices"
              />
              <More next={page.next} more={list.more} />
            </>
          ) : (
            <NoInvoices filtered={isFiltered(asked)} />
          )
        }
      </Loaded>
    </Page>
  );
}

function Totals({ of }: { of: InvoicePage }) {
  if (!of.outstanding) return null;
  const { counts = {} } = of;
  return (
    <p class="totals">
      <span>
        Outstanding <strong>{show(of.outstanding)}</strong> ({counts['sent'] ?? 0})
      </span>
      {of.overdue && of.overdue.minor > 0 && (
        <span class="late">
          Overdue <strong>{show(of.overdue)}</strong> ({counts['overdue'] ?? 0})
        </span>
      )}
    </p>
  );
}

function NoInvoices({ filtered }: { filtered: boolean }) {
  const processors = useApi('processors', practice.processors);
  if (filtered) {
    return (
      <Empty icon="search">
        <p>No invoice fits these filters.</p>
        <a class="button" href="/admin/billing">
          Show all
        </a>
      </Empty>
    );
  }
  return (
    <Empty icon="invoice">
      <p>No invoices yet. Providers create them from a client’s Billing tab.</p>
      {processors.data?.items.length === 0 && (
        <a class="button" href="/admin/billing/setup">
          Set up a payment processor
        </a>
      )}
    </Empty>
  );
}
