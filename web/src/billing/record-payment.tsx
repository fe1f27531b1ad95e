import * as invoices from '../api/invoices';
import type { Method } from '../api/types';
import { today } from '../kernel/dates';
import { parse, plain, show, type Money } from '../kernel/money';
import { useDraft } from '../session/drafts';
import { me } from '../session/session';
import { MoneyField } from '../ui/money-field';
import { Select } from '../ui/select';
import { Field } from '../ui/field';
import { bind } from '../ui/bind-field';
import { invalid, useSubmit } from '../ui/form';
import { Ask } from '../ui/confirm-dialog';
import { useAct, type ActionProps } from './acting';
import { METHOD_WORDS } from './payment-methods';

const CHOICES = Object.entries(METHOD_WORDS).map(([value, label]) => ({ value, label }));

export function RecordPayment(props: ActionProps) {
  const { invoice, onClose } = props;
  const { balance } = invoice;
  const now = today(me.value?.practice.zone ?? 'UTC');
  const submit = useSubmit();
  const typed = useDraft(`record:${invoice.id}`, {
    amount: plain(balance),
    method: 'check',
    reference: '',
    received_on: now,
  });
  const on = bind(typed, submit.error);
  const { amount, method, reference, received_on: day } = typed.values;
  const read = parse(amount, balance.currency);
  const act = useAct(props, 'Payment recorded.');
  const send = async (): Promise<void> => {
    invalid({ amount: wrongAmount(read, balance), received_on: day ? undefined : 'Enter the day it was received.' });
    const { money } = read as { money: Money };
    const facts = { amount: money, method: method as Method, reference: reference.trim(), received_on: day };
    await act((key) => invoices.recordPayment(invoice.id, facts, key));
    typed.clear();
  };
  const verb = 'money' in read ? `Record ${show(read.money)}` : 'Record payment';
  return (
    <Ask title="Record payment" verb={verb} submit={submit} onSend={send} onClose={onClose}>
      <p>This does not charge a card.</p>
      <div class="pair">
        <MoneyField label="Amount" currency={balance.currency} hint={`${show(balance)} is owed.`} {...on('amount')} />
        <Select label="Method" choices={CHOICES} {...on('method')} />
      </div>
      <div class="pair">
        <Field label="Reference" hint="Such as the number of the check." optional {...on('reference')} />
        <Field label="Received on" type="date" max={now} {...on('received_on')} />
      </div>
    </Ask>
  );
}

function wrongAmount(read: ReturnType<typeof parse>, most: Money): string | undefined {
  if ('wrong' in read) return read.wrong;
  return read.money.minor > most.minor ? `At most ${show(most)} is owed.` : undefined;
}
