import * as invoices from '../api/invoices';
import { usePages } from '../api/pages';
import { InvoiceTable, searchedOf } from './invoice-table';
import { Loaded } from '../ui/loaded';
import { ShowMore } from '../ui/show-more';
import { Empty, Page } from '../ui/page';
import { useSearch } from '../ui/search';
import { SearchedList, Toolbar } from '../ui/toolbar';
import * as icons from '../ui/icons';

export default function MyInvoices() {
  const list = usePages('invoices:mine', (cursor) => invoices.invoices({ cursor }));
  const search = useSearch('invoices:mine', list);
  const rows = (list.data?.items ?? []).filter((row) => search.fits(...searchedOf(row)));
  return (
    <Page title="Invoices">
      <Toolbar of="invoices" search={search} hits={rows.length} />
      <Loaded of={list} lines={6}>
        {(page) =>
          page.items.length ? (
            <>
              <SearchedList search={search} hits={rows.length}>
                <InvoiceTable rows={rows} base="/client/invoices" columns={[]} label="Invoices" />
              </SearchedList>
              <ShowMore next={page.next} more={list.more} />
            </>
          ) : (
            <Empty icon={icons.invoice}>
              <p>No invoices yet.</p>
            </Empty>
          )
        }
      </Loaded>
    </Page>
  );
}
