import { useState } from 'preact/hooks';
import * as invoices from '../api/invoices';
import { parse, plain, show, type Money } from '../kernel/money';
import { useDraft } from '../session/drafts';
import { me } from '../session/session';
import { MoneyField } from '../ui/money-field';
import { invalid, useSubmit } from '../ui/form';
import { Ask } from '../ui/confirm-dialog';
import { useAct, useReason, type ActionProps } from './acting';

export function Refund(props: ActionProps) {
  const { invoice, onClose } = props;
  const { refundable, card } = invoice;
  const submit = useSubmit();
  const typed = useDraft(`refund:${invoice.id}`, { amount: plain(refundable) });
  const why = useReason(`refund-reason:${invoice.id}`, submit);
  const read = parse(typed.values.amount, refundable.currency);
  const wrong = wrongAmount(read, refundable);
  const [stillOwed, setStillOwed] = useState(false);
  const act = useAct(props, 'Refunded.');
  const send = async (): Promise<void> => {
    invalid({ amount: wrong, reason: why.missing() });
    const { money } = read as { money: Money };
    const asked = { amount: money, reason: why.text, still_owed: stillOwed };
    await act((key) => invoices.refund(invoice.id, asked, key));
    typed.clear();
    why.clear();
  };
  const verb = 'money' in read && !wrong ? `Refund ${show(read.money)}` : 'Refund';
  return (
    <Ask title="Refund" verb={verb} submit={submit} onSend={send} onClose={onClose}>
      <MoneyField
        label="Amount"
        name="amount"
        currency={refundable.currency}
        hint={`Up to ${show(refundable)}.`}
        value={typed.values.amount}
        onValue={(amount) => typed.update({ amount })}
        error={submit.error('amount')}
      />
      {why.field}
      {me.value?.role === 'admin' && <StillOwed checked={stillOwed} onChecked={setStillOwed} />}
      <p class="hint">5–10 business days to the card{card && ` ending ${card.last4}`}.</p>
    </Ask>
  );
}

function StillOwed({ checked, onChecked }: { checked: boolean; onChecked: (checked: boolean) => void }) {
  return (
    <label class="check">
      <input
        type="checkbox"
        name="still_owed"
        checked={checked}
        onChange={(event) => onChecked(event.currentTarget.checked)}
      />
      <span>
        The client still owes this
        <span class="hint">The invoice asks for the amount again, for example after a charge to the wrong card.</span>
      </span>
    </label>
  );
}

function wrongAmount(read: ReturnType<typeof parse>, most: Money): string | undefined {
  if ('wrong' in read) return read.wrong;
  return read.money.minor > most.minor ? `At most ${show(most)} can be refunded.` : undefined;
}
