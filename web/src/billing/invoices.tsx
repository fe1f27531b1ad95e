import { useLocation } from 'preact-iso';
import * as invoices from '../api/invoices';
import type { AmountOwed, Receivables } from '../api/types';
import { useApi } from '../api/resource';
import { usePages } from '../api/pages';
import { InvoiceTable, searchedOf } from './invoice-table';
import { formatMoney } from '../kernel/money';
import { useSearch } from '../ui/search';
import { ShowMore } from '../ui/show-more';
import { SearchedList } from '../ui/toolbar';
import { Loaded } from '../ui/loaded';
import { Empty, Page } from '../ui/page';
import { BillingTabs } from './billing-tabs';
import { countedOf, filtersOf, InvoiceFilters, isFiltered } from './invoice-filters';
import * as icons from '../ui/icons';

export default function Invoices() {
  const { query } = useLocation();
  const filters = filtersOf(query);
  const list = usePages(`invoices?${new URLSearchParams(filters)}`, (cursor) =>
    invoices.invoices({ ...filters, cursor }),
  );
  const counted = countedOf(filters);
  const totals = useApi(`invoices:receivables?${new URLSearchParams(counted)}`, () => invoices.receivables(counted));
  const search = useSearch('invoices', list);
  const rows = (list.data?.items ?? []).filter((row) => search.fits(...searchedOf(row)));
  return (
    <Page title="Invoices">
      <BillingTabs here="all" />
      <Totals of={totals.data} />
      <InvoiceFilters filters={filters} totals={totals.data} search={search} hits={rows.length} />
      <Loaded of={list} lines={8}>
        {(page) => {
          if (!page.items.length && !page.next) return <NoInvoices filtered={isFiltered(filters)} />;
          return (
            <>
              <SearchedList search={search} hits={rows.length}>
                <InvoiceTable rows={rows} base="/billing/invoices" columns={['client', 'provider']} label="Invoices" />
              </SearchedList>
              <ShowMore next={page.next} more={list.more} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

/** Shows what is owed; its place is reserved while it loads, so that nothing below moves. */
function Totals({ of }: { of: Receivables | undefined }) {
  if (!of) return <p class="totals" aria-hidden="true" />;
  const { outstanding, overdue } = of;
  return (
    <p class="totals">
      <span>
        Unpaid <Sum of={outstanding} />
      </span>
      {overdue.n > 0 && (
        <span class="late">
          Overdue <Sum of={overdue} />
        </span>
      )}
    </p>
  );
}

/** Shows a sum; with `more`, a lower bound. */
function Sum({ of: { amount, n, more } }: { of: AmountOwed }) {
  return (
    <>
      {more && 'over '}
      <strong>{formatMoney(amount)}</strong> ({n}
      {more && '+'})
    </>
  );
}

function NoInvoices({ filtered }: { filtered: boolean }) {
  if (filtered) {
    return (
      <Empty icon={icons.search}>
        <p>No invoice fits these filters.</p>
        <a class="button" href="/admin/billing">
          Show all
        </a>
      </Empty>
    );
  }
  return (
    <Empty icon={icons.invoice}>
      <p>No invoices yet. Providers create them from a client’s Billing tab.</p>
      <a class="button" href="/admin/start">
        See what comes first
      </a>
    </Empty>
  );
}
