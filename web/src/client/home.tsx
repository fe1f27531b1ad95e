import * as invoices from '../api/invoices';
import type { InvoicePage, InvoiceRow } from '../api/types';
import { usePages } from '../api/use';
import { showDate } from '../dates';
import { InvoiceTable } from '../invoice/table';
import { show, type Money } from '../money';
import { me } from '../session/session';
import { Loaded } from '../ui/loaded';
import { Empty, Page } from '../ui/page';

export default function Home() {
  const list = usePages('invoices:due', () => invoices.invoices({ status: 'unpaid' }));
  return (
    <Page title="Home" heading={`Hello, ${firstName()}`}>
      <Loaded of={list}>{(page) => (page.items.length ? <Due page={page} /> : <NothingDue />)}</Loaded>
      <p class="after">
        <a href="/client/invoices">All invoices and receipts</a>
      </p>
    </Page>
  );
}

function Due({ page }: { page: InvoicePage }) {
  const payable = page.items.filter((row) => row.status === 'sent' && !row.overlay);
  const only = payable.length === 1 ? payable[0] : undefined;
  return (
    <>
      <section class="card due-card" aria-label="Balance">
        <p class="balance">
          <span class="muted">Your balance</span>
          <strong>{page.outstanding ? show(page.outstanding) : show(sum(page.items))}</strong>
        </p>
        {only && (
          <a class="button primary" href={`/pay/stripe?invoice=${only.id}`} target="_self">
            Pay {show(only.balance)}
          </a>
        )}
        {!only && <p class="hint">{dueWords(page.items)}</p>}
      </section>
      <h2 class="list-title">Due invoices</h2>
      <InvoiceTable rows={page.items} base="/client/invoices" columns={[]} label="Due invoices" />
    </>
  );
}

function NothingDue() {
  return (
    <Empty icon="checked">
      <p>You owe nothing right now. {me.value?.practice.name} writes to you when there is a new invoice.</p>
    </Empty>
  );
}

function dueWords(rows: InvoiceRow[]): string {
  const days = rows.map((row) => row.due_on).filter((day): day is string => !!day);
  const first = days.sort()[0];
  return `${rows.length} invoices${first ? `, the first due ${showDate(first)}` : ''}`;
}

function sum(rows: InvoiceRow[]): Money {
  const minor = rows.reduce((total, row) => total + row.balance.minor, 0);
  return { minor, currency: rows[0]?.balance.currency ?? 'USD' };
}

function firstName(): string {
  return me.value?.person.name.split(' ')[0] ?? '';
}
