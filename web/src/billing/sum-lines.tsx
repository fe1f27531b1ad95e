import type { Invoice } from '../api/types';
import { formatDate } from '../kernel/dates';
import { formatMoney, type Money } from '../kernel/money';
import { me } from '../session/session';
import { methodWords } from './payment-methods';

interface SumLineProps {
  words: string;
  amount: Money;
  strong?: boolean;
}

export function SumLine({ words, amount, strong }: SumLineProps) {
  return (
    <>
      <dt class={strong ? 'strong' : ''}>{words}</dt>
      <dd class={strong ? 'strong' : ''}>{formatMoney(amount)}</dd>
    </>
  );
}

/** Returns the words beside a forgiven amount; a client does not read "Forgiven" anywhere. */
export function forgivenWords(): string {
  return me.value?.role === 'client' ? 'No longer owed' : 'Forgiven';
}

/** Shows each payment with its day and method, and what was refunded. */
export function PaymentLines({ payments, refunded }: Pick<Invoice, 'payments' | 'refunded'>) {
  return (
    <>
      {payments.map((payment) => (
        <SumLine
          key={payment.at}
          words={`Paid ${formatDate(payment.paid_on)}, ${methodWords(payment)}`}
          amount={payment.amount}
        />
      ))}
      {refunded.minor > 0 && (
        <SumLine words="Refunded" amount={{ minor: -refunded.minor, currency: refunded.currency }} />
      )}
    </>
  );
}
