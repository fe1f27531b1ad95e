import * as invoices from '../api/invoices';
import type { InvoicePage, InvoiceRow } from '../api/types';
import { usePages } from '../api/resource';
import { NextAppointment } from '../appointments/next-appointment';
import { formatDate } from '../kernel/dates';
import { formatMoney, type Money } from '../kernel/money';
import { me } from '../session/session';
import { Area } from '../ui/area';
import { Loaded } from '../ui/loaded';
import { Empty, Page } from '../ui/page';
import { InvoiceStatus } from '../billing/invoice-status';
import * as icons from '../ui/icons';

export default function Home() {
  const list = usePages('invoices:due', () => invoices.invoices({ status: 'sent' }));
  return (
    <Page title="Home" heading={`Hello, ${firstName()}`}>
      <Area>
        <NextAppointment />
      </Area>
      <Loaded of={list}>{(page) => (page.items.length ? <Due page={page} /> : <NothingDue />)}</Loaded>
      <p class="after">
        <a href="/client/invoices">All invoices and receipts</a>
      </p>
    </Page>
  );
}

function Due({ page }: { page: InvoicePage }) {
  const payable = page.items.filter((row) => row.payable);
  const only = payable.length === 1 ? payable[0] : undefined;
  return (
    <>
      <section class="card due-card" aria-label="Balance">
        <p class="balance">
          <span class="muted">Your balance</span>
          <strong>{formatMoney(page.owed?.amount ?? sum(page.items))}</strong>
        </p>
        {only && (
          <a class="button primary" href={`/pay/stripe?invoice=${only.id}`} target="_self">
            Pay {formatMoney(only.balance)}
          </a>
        )}
        {!only && <p class="hint">{dueWords(page.items)}</p>}
      </section>
      <h2 class="list-title">Due invoices</h2>
      <ul class="dues">
        {page.items.map((row) => (
          <li key={row.id} class="card">
            <Area>
              <DueRow row={row} canPay={!only} />
            </Area>
          </li>
        ))}
      </ul>
    </>
  );
}

function DueRow({ row, canPay }: { row: InvoiceRow; canPay: boolean }) {
  return (
    <>
      <div>
        <p class="due-title">
          <span>{row.description}</span>
          <a class="amount" href={`/client/invoices/${row.id}`}>
            {formatMoney(row.balance)}
          </a>
        </p>
        <p class="due-facts">
          <InvoiceStatus of={row} />
          {row.due_on && <span class="muted">by {formatDate(row.due_on)}</span>}
          {!row.payable && !row.overlay && <span class="muted">not by card</span>}
        </p>
      </div>
      {row.overlay === 'action_required' && (
        <a class="button primary" href={`/client/invoices/${row.id}`}>
          Continue
        </a>
      )}
      {canPay && row.payable && (
        <a class="button primary" href={`/pay/stripe?invoice=${row.id}`} target="_self">
          Pay {formatMoney(row.balance)}
        </a>
      )}
    </>
  );
}

function NothingDue() {
  return (
    <Empty icon={icons.checked}>
      <p>You owe nothing right now. {me.value?.practice.name} writes to you when there is a new invoice.</p>
    </Empty>
  );
}

function dueWords(rows: InvoiceRow[]): string {
  const days = rows.map((row) => row.due_on).filter((day): day is string => !!day);
  const first = days.sort()[0];
  return `${rows.length} invoices${first ? `, the first due ${formatDate(first)}` : ''}`;
}

function sum(rows: InvoiceRow[]): Money {
  const minor = rows.reduce((total, row) => total + row.balance.minor, 0);
  return { minor, currency: rows[0]?.balance.currency ?? 'USD' };
}

function firstName(): string {
  return me.value?.person.name.split(' ')[0] ?? '';
}
