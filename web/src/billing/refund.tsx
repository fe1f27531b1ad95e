import { useState } from 'preact/hooks';
import * as invoices from '../api/invoices';
import { parseMoney, toDecimal, formatMoney, type Money } from '../kernel/money';
import { useDraft } from '../session/drafts';
import { me } from '../session/session';
import { MoneyField } from '../ui/money-field';
import { checkFields, useSubmit } from '../ui/form';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { useAct, useReason, type ActionDialogProps } from './acting';

export function Refund(props: ActionDialogProps) {
  const { invoice, onClose } = props;
  const { refundable, card } = invoice;
  const submit = useSubmit();
  const typed = useDraft(`refund:${invoice.id}`, { amount: toDecimal(refundable) });
  const why = useReason(`refund-reason:${invoice.id}`, submit);
  const parsed = parseMoney(typed.values.amount, refundable.currency);
  const problem = wrongAmount(parsed, refundable);
  const [stillOwed, setStillOwed] = useState(false);
  const act = useAct(props, 'Refunded.');
  const send = async (): Promise<void> => {
    checkFields({ amount: problem, reason: why.missing() });
    const { money } = parsed as { money: Money };
    const body = { amount: money, reason: why.text, still_owed: stillOwed };
    await act((key) => invoices.refund(invoice.id, body, key));
    typed.clear();
    why.clear();
  };
  const verb = 'money' in parsed && !problem ? `Refund ${formatMoney(parsed.money)}` : 'Refund';
  return (
    <ConfirmDialog title="Refund" verb={verb} submit={submit} onSend={send} onClose={onClose}>
      <MoneyField
        label="Amount"
        name="amount"
        currency={refundable.currency}
        hint={`Up to ${formatMoney(refundable)}.`}
        value={typed.values.amount}
        onValue={(amount) => typed.update({ amount })}
        error={submit.error('amount')}
      />
      {why.field}
      {me.value?.role === 'admin' && <StillOwed checked={stillOwed} onChecked={setStillOwed} />}
      <p class="hint">5–10 business days to the card{card && ` ending ${card.last4}`}.</p>
    </ConfirmDialog>
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

function wrongAmount(parsed: ReturnType<typeof parseMoney>, maximum: Money): string | undefined {
  if ('error' in parsed) return parsed.error;
  return parsed.money.minor > maximum.minor ? `At most ${formatMoney(maximum)} can be refunded.` : undefined;
}
