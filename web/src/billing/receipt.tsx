import { useRoute } from 'preact-iso';
import * as invoices from '../api/invoices';
import type { ComponentChildren } from 'preact';
import type { Receipt as Facts } from '../api/types';
import { useApi } from '../api/resource';
import { formatDay } from '../kernel/dates';
import { formatMoney, type Money } from '../kernel/money';
import { InstantTime } from '../session/instant-time';
import { me } from '../session/session';
import { FactLines } from '../ui/fact-lines';
import { Loaded } from '../ui/loaded';
import { Page } from '../ui/page';
import { PrintButton } from '../ui/print-button';
import { cardWords, METHOD_WORDS } from './payment-methods';

export default function Receipt() {
  const { params } = useRoute();
  const id = params['id'] ?? '';
  const resource = useApi(`receipt:${id}`, () => invoices.receipt(id));
  const base = me.value?.role === 'client' ? '/client/invoices' : '/billing/invoices';
  return (
    <Page title="Receipt" back={{ href: `${base}/${id}`, label: 'Invoice' }} side={<PrintButton />} narrow>
      <Loaded of={resource} lines={8}>
        {(receipt) => <Sheet receipt={receipt} />}
      </Loaded>
    </Page>
  );
}

function Sheet({ receipt }: { receipt: Facts }) {
  const zone = me.value?.practice.zone ?? 'UTC';
  const lines: [string, ComponentChildren][] = [
    ['Invoice number', String(receipt.number)],
    ['Client', receipt.client],
    ['Provider', receipt.provider],
    ['Description', receipt.description],
    ['Issued', receipt.issued_at && <InstantTime at={receipt.issued_at} />],
    ['Registration', receipt.registration],
  ];
  const hasRefund = receipt.refunded.minor > 0;
  const paid = { ...receipt.paid, minor: receipt.paid.minor - receipt.refunded.minor };
  return (
    <article class="card receipt" aria-label="Receipt">
      <h2>{receipt.practice}</h2>
      <FactLines lines={lines} />
      <dl class="sum">
        {receipt.tax.minor > 0 && <Line words="Price" amount={receipt.net} />}
        {receipt.tax.minor > 0 && <Line words={receipt.tax_label || 'Tax'} amount={receipt.tax} />}
        <Line words="Total" amount={receipt.total} />
        {receipt.payments.map((payment) => (
          <Line
            key={payment.at}
            words={`${formatDay(payment.at, zone)}, ${methodWords(payment)}`}
            amount={payment.amount}
          />
        ))}
        {hasRefund && <Line words="Refunded" amount={minus(receipt.refunded)} />}
        <Line words={hasRefund ? 'Paid, after refunds' : 'Paid in all'} amount={paid} strong />
        {receipt.balance.minor > 0 && <Line words="Still owed" amount={receipt.balance} strong />}
      </dl>
    </article>
  );
}

function methodWords({ method, card }: Facts['payments'][number]): string {
  if (card) return cardWords(card);
  return (METHOD_WORDS as Record<string, string>)[method] ?? method;
}

function minus({ minor, currency }: Money): Money {
  return { minor: -minor, currency };
}

function Line({ words, amount, strong }: { words: string; amount: Money; strong?: boolean }) {
  return (
    <>
      <dt class={strong ? 'strong' : ''}>{words}</dt>
      <dd class={strong ? 'strong' : ''}>{formatMoney(amount)}</dd>
    </>
  );
}
