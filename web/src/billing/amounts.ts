import type { InvoiceRow } from '../api/types';
import { formatMoney, type Money } from '../kernel/money';

type Amounts = Pick<InvoiceRow, 'status' | 'total' | 'balance' | 'paid' | 'refunded'>;

/** Returns the amount that a list shows: what the practice kept of a paid invoice, else the total. */
export function shownAmount({ status, total, paid, refunded }: Amounts): Money {
  const isSettled = status === 'paid' || status === 'refunded';
  return isSettled ? { ...paid, minor: paid.minor - refunded.minor } : total;
}

/** Returns the words under the amount; '' where the amount says everything. */
export function amountHint(row: Amounts): string {
  const { status, total, balance } = row;
  if (shownAmount(row).minor !== total.minor) return `of ${formatMoney(total)}`;
  const isPartlyOwed = status === 'sent' && balance.minor < total.minor;
  return isPartlyOwed ? `${formatMoney(balance)} owed` : '';
}
