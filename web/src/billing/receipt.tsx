import { useRoute } from 'preact-iso';
import * as invoices from '../api/invoices';
import type { ComponentChildren } from 'preact';
import type { Receipt as Facts } from '../api/types';
import { useApi } from '../api/resource';
import { formatDate } from '../kernel/dates';
import { Letterhead } from '../practice/letterhead';
import { InstantTime } from '../session/instant-time';
import { me } from '../session/session';
import { FactLines } from '../ui/fact-lines';
import { Loaded } from '../ui/loaded';
import { Page } from '../ui/page';
import { PrintButton } from '../ui/print-button';
import { DocumentMark } from './document-mark';
import { forgivenWords, PaymentLines, SumLine } from './sum-lines';

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
  const lines: [string, ComponentChildren][] = [
    ['Invoice number', String(receipt.number)],
    ['Client', receipt.client],
    ['Provider', receipt.provider],
    ['Description', receipt.description],
    ['Date of service', receipt.service_on && formatDate(receipt.service_on)],
    ['Issued', receipt.issued_at && <InstantTime at={receipt.issued_at} />],
    ['Registration', receipt.registration],
  ];
  const hasRefund = receipt.refunded.minor > 0;
  const paid = { ...receipt.paid, minor: receipt.paid.minor - receipt.refunded.minor };
  return (
    <article class="card receipt" aria-label="Receipt">
      <div class="sheet-head">
        <div>
          <h2>{receipt.practice}</h2>
          <Letterhead
            of={{
              address: receipt.practice_address,
              telephone: receipt.practice_telephone,
              tax_id: receipt.practice_tax_id,
            }}
          />
        </div>
        <DocumentMark of={receipt.mark} />
      </div>
      <FactLines lines={lines} />
      <dl class="sum">
        {receipt.tax.minor > 0 && <SumLine words="Price" amount={receipt.net} />}
        {receipt.tax.minor > 0 && <SumLine words={receipt.tax_label || 'Tax'} amount={receipt.tax} />}
        <SumLine words="Total" amount={receipt.total} />
        <PaymentLines payments={receipt.payments} refunded={receipt.refunded} />
        <SumLine words={hasRefund ? 'Paid, after refunds' : 'Paid in all'} amount={paid} strong />
        {receipt.forgiven.minor > 0 && <SumLine words={forgivenWords()} amount={receipt.forgiven} />}
        <SumLine words={receipt.balance.minor > 0 ? 'Still owed' : 'Balance'} amount={receipt.balance} strong />
      </dl>
    </article>
  );
}
