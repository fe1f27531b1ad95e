import { isAttentionKnown } from '../api/attention';
import * as invoices from '../api/invoices';
import type { InvoicePage, InvoiceRow, Me } from '../api/types';
import { usePages } from '../api/pages';
import { NextAppointment } from '../appointments/next-appointment';
import { formatDate } from '../kernel/dates';
import { formatMoney, type Money } from '../kernel/money';
import { me } from '../session/session';
import { Area } from '../ui/area';
import { Icon } from '../ui/icon';
import { Loaded } from '../ui/loaded';
import { Page } from '../ui/page';
import { PhoneLink } from '../ui/phone-link';
import { InvoiceStatus } from '../billing/invoice-status';
import * as icons from '../ui/icons';
import { NewMessages } from './new-messages';
import { later } from '../ui/later';

const OpenDocuments = later(() => import('../documents/open-documents'), {
  lines: 2,
  failed: ({ above, children }, sentence) => (
    <>
      {above}
      {sentence}
      {children}
    </>
  ),
});

/** Shows a client's first page: one card for each thing that they came for. */
export default function Home() {
  const list = usePages('invoices:due', () => invoices.invoices({ status: 'sent' }));
  return (
    <Page title="Home" heading={`Hello, ${firstName()}`}>
      <div class="home">
        <div class="stack">
          <Area>
            <NextAppointment />
          </Area>
          <Loaded of={list}>{(page) => (page.items.length ? <Due page={page} /> : <NothingDue />)}</Loaded>
          <Area
            instead={
              <>
                <NewMessages />
                <SharedNotes />
              </>
            }
          >
            <OpenDocuments above={<NewMessages />} isAboveKnown={isAttentionKnown.value}>
              <SharedNotes />
            </OpenDocuments>
          </Area>
        </div>
        {me.value && <Contact practice={me.value.practice} />}
      </div>
    </Page>
  );
}

function Due({ page }: { page: InvoicePage }) {
  const payable = page.items.filter((row) => row.payable);
  return (
    <section class="card" aria-labelledby="due">
      <h2 id="due">To pay</h2>
      <p class="balance">
        <span class="muted">Your balance</span>
        <strong>{formatMoney(page.owed?.amount ?? sum(page.items))}</strong>
      </p>
      <ul class="dues">
        {page.items.map((row) => (
          <li key={row.id} class="due">
            <Area>
              <DueRow row={row} isOnly={payable.length === 1} />
            </Area>
          </li>
        ))}
      </ul>
      <AllInvoices />
    </section>
  );
}

/** Shows one due invoice; the main color is for the only one that can be paid. */
function DueRow({ row, isOnly }: { row: InvoiceRow; isOnly: boolean }) {
  return (
    <>
      <div>
        <p class="due-title">
          <a class="row-link" href={`/client/invoices/${row.id}`}>
            {row.description}
          </a>
          <span class="amount">{formatMoney(row.balance)}</span>
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
      {row.payable && (
        <a class={isOnly ? 'button primary' : 'button'} href={`/pay/stripe?invoice=${row.id}`} target="_self">
          Pay {formatMoney(row.balance)}
        </a>
      )}
    </>
  );
}

function NothingDue() {
  return (
    <section class="card" aria-labelledby="due">
      <h2 id="due">To pay</h2>
      <p>You owe nothing right now. You get a mail when there is a new invoice.</p>
      <AllInvoices />
    </section>
  );
}

function AllInvoices() {
  return (
    <p class="card-link">
      <a href="/client/invoices">All invoices and receipts</a>
    </p>
  );
}

function SharedNotes() {
  return (
    <section class="card" aria-labelledby="notes">
      <h2 id="notes">Notes</h2>
      <p>
        <a href="/client/notes">Notes that your practice shared with you</a>
      </p>
    </section>
  );
}

/** Shows how to reach the practice. */
function Contact({ practice }: { practice: Me['practice'] }) {
  const { name, telephone, support_contact: contact } = practice;
  return (
    <section class="card contact" aria-labelledby="contact">
      <h2 id="contact">{name}</h2>
      {telephone && (
        <p>
          <PhoneLink phone={telephone} class="button">
            <Icon path={icons.phone} />
            Call {telephone}
          </PhoneLink>
        </p>
      )}
      {contact && contact !== telephone && <p>{contact}</p>}
      <p class="muted">In an emergency, call your local emergency number.</p>
    </section>
  );
}

function sum(rows: InvoiceRow[]): Money {
  const minor = rows.reduce((total, row) => total + row.balance.minor, 0);
  return { minor, currency: rows[0]?.balance.currency ?? 'USD' };
}

function firstName(): string {
  return me.value?.person.name.split(' ')[0] ?? '';
}
