import { expect, test } from 'vitest';
import type { InvoiceRow } from '../../src/api/types';
import { amountHint, shownAmount } from '../../src/billing/amounts';

const usd = (minor: number) => ({ minor, currency: 'USD' });
const row = (status: InvoiceRow['status'], total: number, paid: number, refunded: number, balance: number) => ({
  status,
  total: usd(total),
  paid: usd(paid),
  refunded: usd(refunded),
  balance: usd(balance),
});

test.each([
  ['paid in full', row('paid', 12500, 12500, 0, 0), 12500, ''],
  ['partly refunded', row('paid', 12500, 12500, 4000, 0), 8500, 'of $125.00'],
  ['refunded', row('refunded', 12500, 12500, 12500, 0), 0, 'of $125.00'],
  ['unpaid', row('sent', 12500, 0, 0, 12500), 12500, ''],
  ['partly paid', row('sent', 12500, 4500, 0, 8000), 12500, '$80.00 owed'],
  ['refunded and owed again', row('sent', 12500, 12500, 4000, 4000), 12500, '$40.00 owed'],
  ['voided', row('voided', 12500, 0, 0, 0), 12500, ''],
])('a list shows what the practice kept: %s', (_, each, minor, hint) => {
  expect([shownAmount(each).minor, amountHint(each)]).toEqual([minor, hint]);
});
