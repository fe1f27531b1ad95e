import { useState } from 'preact/hooks';
import * as invoices from '../api/invoices';
import type { TimelineEntry } from '../api/types';
import { formatDate } from '../kernel/dates';
import { formatMoney } from '../kernel/money';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { Select } from '../ui/select';
import { checkFields, useSubmit } from '../ui/form';
import { useAct, useReason, type ActionDialogProps } from './acting';
import { METHOD_WORDS } from './payment-methods';

/** Reverses a recorded payment by a counter-entry; nothing is deleted. */
export function ReversePayment(props: ActionDialogProps) {
  const { invoice, onClose } = props;
  const recorded = invoice.timeline.filter((entry) => entry.what === 'recorded');
  const submit = useSubmit();
  const [entry, setEntry] = useState(String(recorded.at(-1)?.entry ?? ''));
  const why = useReason(`reverse:${invoice.id}`, submit);
  const act = useAct(props, 'Payment reversed.');
  const send = async (): Promise<void> => {
    checkFields({ reason: why.missing() });
    await act((key) => invoices.reversePayment(invoice.id, Number(entry), why.text, key));
    why.clear();
  };
  const payment = recorded.find((each) => String(each.entry) === entry);
  const verb = payment?.amount ? `Reverse ${formatMoney(payment.amount)}` : 'Reverse';
  return (
    <ConfirmDialog title="Reverse a recorded payment" verb={verb} submit={submit} onSend={send} onClose={onClose} risky>
      <p>The client owes this amount again. The timeline keeps both the payment and its reversal.</p>
      <Select
        label="Payment"
        name="entry"
        choices={recorded.map((each) => ({ value: String(each.entry), label: wordsOf(each) }))}
        value={entry}
        onValue={setEntry}
        error={submit.error('entry')}
      />
      {why.field}
    </ConfirmDialog>
  );
}

function wordsOf({ amount, method, reference, received_on: day }: TimelineEntry): string {
  const parts = [amount && formatMoney(amount), method && METHOD_WORDS[method], reference, day && formatDate(day)];
  return parts.filter(Boolean).join(', ');
}
