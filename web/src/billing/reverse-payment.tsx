import { useState } from 'preact/hooks';
import * as invoices from '../api/invoices';
import type { TimelineEntry } from '../api/types';
import { showDate } from '../kernel/dates';
import { show } from '../kernel/money';
import { Ask } from '../ui/confirm-dialog';
import { Select } from '../ui/select';
import { invalid, useSubmit } from '../ui/form';
import { useAct, useReason, type ActionProps } from './acting';
import { METHOD_WORDS } from './payment-methods';

/** A recorded payment taken back by a counter-entry: nothing is deleted. */
export function Reverse(props: ActionProps) {
  const { invoice, onClose } = props;
  const recorded = invoice.timeline.filter((entry) => entry.what === 'recorded');
  const submit = useSubmit();
  const [entry, setEntry] = useState(String(recorded.at(-1)?.entry ?? ''));
  const why = useReason(`reverse:${invoice.id}`, submit);
  const act = useAct(props, 'Payment reversed.');
  const send = async (): Promise<void> => {
    invalid({ reason: why.missing() });
    await act((key) => invoices.reversePayment(invoice.id, Number(entry), why.text, key));
    why.clear();
  };
  const chosen = recorded.find((each) => String(each.entry) === entry);
  const verb = chosen?.amount ? `Reverse ${show(chosen.amount)}` : 'Reverse';
  return (
    <Ask title="Reverse a recorded payment" verb={verb} submit={submit} onSend={send} onClose={onClose} risky>
      <p>The client owes this amount again. The record of the payment stays, with this counter-entry.</p>
      <Select
        label="Payment"
        name="entry"
        choices={recorded.map((each) => ({ value: String(each.entry), label: wordsOf(each) }))}
        value={entry}
        onValue={setEntry}
        error={submit.error('entry')}
      />
      {why.field}
    </Ask>
  );
}

function wordsOf({ amount, method, reference, received_on: day }: TimelineEntry): string {
  const parts = [amount && show(amount), method && METHOD_WORDS[method], reference, day && showDate(day)];
  return parts.filter(Boolean).join(', ');
}
