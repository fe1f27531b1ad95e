import { useLocation } from 'preact-iso';
import * as invoices from '../api/invoices';
import type { Action } from '../api/types';
import { invalidate } from '../api/resource';
import { show } from '../kernel/money';
import { me } from '../session/session';
import { Ask } from '../ui/confirm-dialog';
import { invalid, useSubmit } from '../ui/form';
import { toast } from '../ui/toast';
import { useAct, useReason, type ActionProps } from './acting';
import { Compose } from './compose';
import { RecordPayment } from './record-payment';
import { Refund } from './refund';
import { Reverse } from './reverse-payment';

export function ActionDialog({ action, ...props }: ActionProps & { action: Action }) {
  if (action === 'edit') {
    return (
      <Compose client={props.invoice.client} draft={props.invoice} onClose={props.onClose} onDone={props.onChanged} />
    );
  }
  if (action === 'refund') return <Refund {...props} />;
  if (action === 'record_payment') return <RecordPayment {...props} />;
  if (action === 'reverse_payment') return <Reverse {...props} />;
  if (action === 'forgive') return <Forgive {...props} />;
  if (action === 'void') return <Void {...props} />;
  if (action === 'delete') return <Delete {...props} />;
  if (action === 'remind') return <Remind {...props} />;
  return <Send {...props} />;
}

function Forgive(props: ActionProps) {
  const { invoice, onClose } = props;
  const submit = useSubmit();
  const why = useReason(`forgive:${invoice.id}`, submit);
  const act = useAct(props, `Forgiven: ${show(invoice.balance)}.`);
  const send = async (): Promise<void> => {
    invalid({ reason: why.missing() });
    await act((key) => invoices.forgive(invoice.id, why.text, key));
    why.clear();
  };
  return (
    <Ask title="Forgive" verb={`Forgive ${show(invoice.balance)}`} submit={submit} onSend={send} onClose={onClose}>
      <p>The client no longer owes this. It stays in reports as written off.</p>
      {why.field}
    </Ask>
  );
}

function Void(props: ActionProps) {
  const { invoice, onClose } = props;
  const submit = useSubmit();
  const why = useReason(`void:${invoice.id}`, submit);
  const act = useAct(props, 'Invoice voided.');
  const send = async (): Promise<void> => {
    invalid({ reason: why.missing() });
    await act((key) => invoices.voidInvoice(invoice.id, why.text, key));
    why.clear();
  };
  return (
    <Ask
      title="Void"
      verb={`Void invoice of ${show(invoice.total)}`}
      submit={submit}
      onSend={send}
      onClose={onClose}
      risky
    >
      <p>Sent by mistake. Can’t be undone.</p>
      {why.field}
    </Ask>
  );
}

function Send(props: ActionProps) {
  const { invoice, onClose } = props;
  const submit = useSubmit();
  const act = useAct(props, `Invoice sent: ${show(invoice.total)}.`);
  const send = (): Promise<void> => act((key) => invoices.send(invoice.id, key));
  return (
    <Ask
      title="Send Invoice"
      verb={`Send Invoice – ${show(invoice.total)}`}
      submit={submit}
      onSend={send}
      onClose={onClose}
    >
      <p>{invoice.client.name} gets an alert without details and signs in to pay.</p>
      <p>After sending, the amount and the description can’t be changed.</p>
    </Ask>
  );
}

function Remind(props: ActionProps) {
  const { invoice, onClose } = props;
  const submit = useSubmit();
  const act = useAct(props, 'Reminder sent.');
  const send = (): Promise<void> => act((key) => invoices.remind(invoice.id, key));
  return (
    <Ask title="Send reminder" verb="Send reminder" submit={submit} onSend={send} onClose={onClose}>
      <p>{invoice.client.name} gets a mail that says there is an invoice, without any details.</p>
    </Ask>
  );
}

function Delete({ invoice, onClose }: ActionProps) {
  const submit = useSubmit();
  const { route } = useLocation();
  const send = async (): Promise<void> => {
    await invoices.deleteDraft(invoice.id);
    toast('Draft deleted.');
    route(me.value?.role === 'admin' ? '/admin/billing' : `/provider/clients/${invoice.client.id}/billing`, true);
    invalidate('invoices');
  };
  return (
    <Ask title="Delete draft" verb="Delete draft" submit={submit} onSend={send} onClose={onClose} risky>
      <p>The draft of {show(invoice.total)} is removed. It was never sent, and the client has not seen it.</p>
    </Ask>
  );
}
