import * as invoices from '../api/invoices';
import { usePages } from '../api/resource';
import { InvoiceTable } from './invoice-table';
import { Loaded } from '../ui/loaded';
import { ShowMore } from '../ui/show-more';
import { Empty, Page } from '../ui/page';
import * as icons from '../ui/icons';

export default function MyInvoices() {
  const list = usePages('invoices:mine', (cursor) => invoices.invoices({ cursor }));
  return (
    <Page title="Invoices">
      <Loaded of={list} lines={6}>
        {(page) =>
          page.items.length ? (
            <>
              <InvoiceTable rows={page.items} base="/client/invoices" columns={[]} label="Invoices" />
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
