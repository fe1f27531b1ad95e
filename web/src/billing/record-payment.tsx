import * as invoices from '../api/invoices';
import type { Method } from '../api/types';
import { today } from '../kernel/dates';
import { parseMoney, toDecimal, formatMoney, type Money } from '../kernel/money';
import { useDraft } from '../session/drafts';
import { me } from '../session/session';
import { MoneyField } from '../ui/money-field';
import { Select } from '../ui/select';
import { DayField } from '../ui/day-field';
import { Field } from '../ui/field';
import { bindField } from '../ui/bind-field';
import { checkFields, useSubmit } from '../ui/form';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { useAct, type ActionDialogProps } from './acting';
import { METHOD_WORDS } from './payment-methods';

const CHOICES = Object.entries(METHOD_WORDS).map(([value, label]) => ({ value, label }));

export function RecordPayment(props: ActionDialogProps) {
  const { invoice, onClose } = props;
  const { balance } = invoice;
  const now = today(me.value?.practice.zone ?? 'UTC');
  const submit = useSubmit();
  const typed = useDraft(`record:${invoice.id}`, {
    amount: toDecimal(balance),
    method: 'check',
    reference: '',
    received_on: now,
  });
  const on = bindField(typed, submit.error);
  const { amount, method, reference, received_on: day } = typed.values;
  const parsed = parseMoney(amount, balance.currency);
  const act = useAct(props, 'Payment recorded.');
  const send = async (): Promise<void> => {
    checkFields({
      amount: wrongAmount(parsed, balance),
      received_on: day ? undefined : 'Enter the day it was received.',
    });
    const { money } = parsed as { money: Money };
    const facts = { amount: money, method: method as Method, reference: reference.trim(), received_on: day };
    await act((key) => invoices.recordPayment(invoice.id, facts, key));
    typed.clear();
  };
  const verb = 'money' in parsed ? `Record ${formatMoney(parsed.money)}` : 'Record payment';
  return (
    <ConfirmDialog title="Record payment" verb={verb} submit={submit} onSend={send} onClose={onClose}>
      <p>This does not charge a card.</p>
      <div class="pair">
        <MoneyField
          label="Amount"
          currency={balance.currency}
          hint={`${formatMoney(balance)} is owed.`}
          {...on('amount')}
        />
        <Select label="Method" choices={CHOICES} {...on('method')} />
      </div>
      <div class="pair">
        <Field label="Reference" hint="Such as the number of the check." optional {...on('reference')} />
        <DayField label="Received on" max={now} {...on('received_on')} />
      </div>
    </ConfirmDialog>
  );
}

function wrongAmount(parsed: ReturnType<typeof parseMoney>, maximum: Money): string | undefined {
  if ('error' in parsed) return parsed.error;
  return parsed.money.minor > maximum.minor ? `At most ${formatMoney(maximum)} is owed.` : undefined;
}
