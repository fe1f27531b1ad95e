import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, expect, test } from 'vitest';
import type { Invoice, Me } from '../../src/api/types';
import { InvoiceFacts, InvoiceTotals } from '../../src/billing/invoice-facts';
import { me } from '../../src/session/session';

const usd = (minor: number) => ({ minor, currency: 'USD' });

function invoice(change: Partial<Invoice> = {}): Invoice {
  return {
    number: 7,
    status: 'paid',
    mark: 'Paid',
    client: { id: 'c1', name: 'Avery Stone' },
    provider: { id: 'p1', name: 'Jordan Ellis' },
    description: 'Session',
    service_on: '2026-11-18',
    due_on: '2026-12-02',
    sent_at: null,
    card: null,
    tax: usd(0),
    total: usd(12_500),
    refunded: usd(0),
    forgiven: usd(0),
    balance: usd(0),
    payments: [
      {
        at: '2026-11-25T03:00:00Z',
        paid_on: '2026-11-24',
        amount: usd(10_000),
        method: 'card',
        card: { brand: 'visa', last4: '4242' },
      },
      { at: '2026-11-25T15:00:00Z', paid_on: '2026-11-20', amount: usd(2_500), method: 'check', card: null },
    ],
    ...change,
  } as Invoice;
}

const sum = (): string | null | undefined => document.querySelector('.sum')?.textContent;

afterEach(() => {
  cleanup();
  me.value = undefined;
});

test('a paid invoice lists each payment with its day, method and amount, and is marked', () => {
  render(<InvoiceTotals invoice={invoice()} />);
  expect(sum()).toBe(
    'Total$125.00Paid Nov 24, 2026, Visa ending 4242$100.00Paid Nov 20, 2026, Check$25.00Balance$0.00',
  );
  expect(screen.getByText('Paid', { selector: '.document-mark' })).toBeTruthy();
});

test('a refund is subtracted and the mark says so', () => {
  const change = { mark: 'Partly refunded', refunded: usd(2_000) } as const;
  render(<InvoiceTotals invoice={invoice(change)} />);
  expect(sum()).toContain('Refunded-$20.00');
  expect(screen.getByText('Partly refunded')).toBeTruthy();
});

test('an invoice on which nothing was paid has no mark', () => {
  render(<InvoiceTotals invoice={invoice({ mark: null, status: 'sent', payments: [] })} />);
  expect(document.querySelector('.document-mark')).toBeNull();
});

test('an invoice shows its date of service, and staff read that an old one has no due date', () => {
  me.value = { role: 'admin', practice: { zone: 'America/New_York' } } as Me;
  render(<InvoiceFacts invoice={invoice({ status: 'sent', due_on: null })} />);
  const facts = document.querySelector('.facts')?.textContent;
  expect(facts).toContain('Date of serviceNov 18, 2026');
  expect(facts).toContain('DueNo due date');
});
