import type { ComponentChildren } from 'preact';
import type { Invoice } from '../api/types';
import { clientPath } from '../session/paths';
import { formatDate } from '../kernel/dates';
import { InstantTime } from '../session/instant-time';
import { me } from '../session/session';
import { DocumentMark } from './document-mark';
import { cardWords } from './payment-methods';
import { forgivenWords, PaymentLines, SumLine } from './sum-lines';

export function InvoiceFacts({ invoice }: { invoice: Invoice }) {
  const isStaff = me.value?.role !== 'client';
  const lines: [string, ComponentChildren][] = [
    ['Invoice number', String(invoice.number ?? 'Given when it is sent')],
    ['Client', isStaff ? invoice.client.name : undefined],
    ['Provider', invoice.provider.name],
    ['Description', invoice.description],
    ['Date of service', invoice.service_on && formatDate(invoice.service_on)],
    ['Sent', invoice.sent_at && <InstantTime at={invoice.sent_at} />],
    ['Due', dueWords(invoice, isStaff)],
    ['Card', invoice.card && cardWords(invoice.card)],
  ];
  return (
    <dl class="facts">
      {lines.map(
        ([label, value]) =>
          value && (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{label === 'Client' ? <ClientLink invoice={invoice} /> : value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

/** Returns the due day; invoices that were sent before due terms may have none. */
function dueWords({ due_on: dueOn, status }: Invoice, isStaff: boolean): string | undefined {
  if (dueOn) return formatDate(dueOn);
  return isStaff && status === 'sent' ? 'No due date' : undefined;
}

function ClientLink({ invoice }: { invoice: Invoice }) {
  if (me.value?.role === 'client') return <>{invoice.client.name}</>;
  return <a href={clientPath(invoice.client.id, 'billing')}>{invoice.client.name}</a>;
}

/** Lists the amounts and payments, with the mark; what is zero is left out. */
export function InvoiceTotals({ invoice }: { invoice: Invoice }) {
  const hasTax = invoice.tax.minor > 0;
  const taxWords = `${invoice.tax_label || 'Tax'}${invoice.tax_percent ? ` ${Number(invoice.tax_percent)}%` : ''}`;
  const included = invoice.tax_mode === 'inclusive' ? ' (included)' : '';
  return (
    <>
      <dl class="sum">
        {hasTax && <SumLine words="Price" amount={invoice.net} />}
        {hasTax && <SumLine words={taxWords + included} amount={invoice.tax} />}
        <SumLine words="Total" amount={invoice.total} strong />
        <PaymentLines payments={invoice.payments} refunded={invoice.refunded} />
        {invoice.forgiven.minor > 0 && <SumLine words={forgivenWords()} amount={invoice.forgiven} />}
        {invoice.status !== 'draft' && <SumLine words="Balance" amount={invoice.balance} strong />}
      </dl>
      <DocumentMark of={invoice.mark} />
    </>
  );
}
