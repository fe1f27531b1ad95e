import type { ComponentChildren } from 'preact';
import type { Invoice } from '../api/types';
import { formatDate } from '../kernel/dates';
import { formatMoney, type Money } from '../kernel/money';
import { InstantTime } from '../session/instant-time';
import { me } from '../session/session';
import { cardWords } from './payment-methods';

export function InvoiceFacts({ invoice }: { invoice: Invoice }) {
  const isStaff = me.value?.role !== 'client';
  const lines: [string, ComponentChildren][] = [
    ['Invoice number', String(invoice.number ?? 'Given when it is sent')],
    ['Client', isStaff ? invoice.client.name : undefined],
    ['Provider', invoice.provider.name],
    ['Description', invoice.description],
    ['Sent', invoice.sent_at && <InstantTime at={invoice.sent_at} />],
    ['Due', invoice.due_on && formatDate(invoice.due_on)],
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

function ClientLink({ invoice }: { invoice: Invoice }) {
  if (me.value?.role !== 'provider') return <>{invoice.client.name}</>;
  return <a href={`/provider/clients/${invoice.client.id}/billing`}>{invoice.client.name}</a>;
}

/** Lists the amounts; what is zero is left out. */
export function InvoiceTotals({ invoice }: { invoice: Invoice }) {
  const hasTax = invoice.tax.minor > 0;
  const taxWords = `${invoice.tax_label || 'Tax'}${invoice.tax_percent ? ` ${Number(invoice.tax_percent)}%` : ''}`;
  const included = invoice.tax_mode === 'inclusive' ? ' (included)' : '';
  return (
    <dl class="sum">
      {hasTax && <Line words="Price" amount={invoice.net} />}
      {hasTax && <Line words={taxWords + included} amount={invoice.tax} />}
      <Line words="Total" amount={invoice.total} strong />
      {invoice.paid.minor > 0 && <Line words="Paid" amount={invoice.paid} />}
      {invoice.refunded.minor > 0 && <Line words="Refunded" amount={invoice.refunded} />}
      {invoice.forgiven.minor > 0 && <Line words="Forgiven" amount={invoice.forgiven} />}
      {invoice.status !== 'draft' && <Line words="Balance" amount={invoice.balance} strong />}
    </dl>
  );
}

function Line({ words, amount, strong }: { words: string; amount: Money; strong?: boolean }) {
  return (
    <>
      <dt class={strong ? 'strong' : ''}>{words}</dt>
      <dd class={strong ? 'strong' : ''}>{formatMoney(amount)}</dd>
    </>
  );
}
