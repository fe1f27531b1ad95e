import { useLocation } from 'preact-iso';
import * as invoices from '../api/invoices';
import type { Action } from '../api/types';
import { invalidate } from '../api/resource';
import { formatMoney } from '../kernel/money';
import { me } from '../session/session';
import { ConfirmDialog } from '../ui/confirm-dialog';
import { checkFields, useSubmit } from '../ui/form';
import { toast } from '../ui/toast';
import { useAct, useReason, type ActionDialogProps } from './acting';
import { ComposeInvoice } from './compose-invoice';
import { InvoiceAlert, NoAccount } from './invoice-alert';
import { RecordPayment } from './record-payment';
import { Refund } from './refund';
import { ReversePayment } from './reverse-payment';

export function ActionDialog({ action, ...props }: ActionDialogProps & { action: Action }) {
  if (action === 'edit') {
    return (
      <ComposeInvoice
        client={props.invoice.client}
        draft={props.invoice}
        onClose={props.onClose}
        onDone={props.onChanged}
      />
    );
  }
  if (action === 'refund') return <Refund {...props} />;
  if (action === 'record_payment') return <RecordPayment {...props} />;
  if (action === 'reverse_payment') return <ReversePayment {...props} />;
  if (action === 'forgive') return <Forgive {...props} />;
  if (action === 'void') return <Void {...props} />;
  if (action === 'delete') return <Delete {...props} />;
  if (action === 'remind') return <Remind {...props} />;
  return <Send {...props} />;
}

function Forgive(props: ActionDialogProps) {
  const { invoice, onClose } = props;
  const submit = useSubmit();
  const why = useReason(`forgive:${invoice.id}`, submit);
  const act = useAct(props, `Forgiven: ${formatMoney(invoice.balance)}.`);
  const send = async (): Promise<void> => {
    checkFields({ reason: why.missing() });
    await act((key) => invoices.forgive(invoice.id, why.text, key));
    why.clear();
  };
  return (
    <ConfirmDialog
      title="Forgive"
      verb={`Forgive ${formatMoney(invoice.balance)}`}
      submit={submit}
      onSend={send}
      onClose={onClose}
    >
      <p>The client no longer owes this. It stays in reports as written off.</p>
      {why.field}
    </ConfirmDialog>
  );
}

function Void(props: ActionDialogProps) {
  const { invoice, onClose } = props;
  const submit = useSubmit();
  const why = useReason(`void:${invoice.id}`, submit);
  const act = useAct(props, 'Invoice voided.');
  const send = async (): Promise<void> => {
    checkFields({ reason: why.missing() });
    await act((key) => invoices.voidInvoice(invoice.id, why.text, key));
    why.clear();
  };
  return (
    <ConfirmDialog
      title="Void"
      verb={`Void invoice of ${formatMoney(invoice.total)}`}
      submit={submit}
      onSend={send}
      onClose={onClose}
      risky
    >
      <p>The client owes nothing for it and reads that it was cancelled. This can’t be undone.</p>
      {why.field}
    </ConfirmDialog>
  );
}

function Send(props: ActionDialogProps) {
  const { invoice, onClose } = props;
  const submit = useSubmit();
  const act = useAct(props, `Invoice sent: ${formatMoney(invoice.total)}.`);
  const send = (): Promise<void> => act((key) => invoices.send(invoice.id, key));
  return (
    <ConfirmDialog
      title="Send Invoice"
      verb={`Send Invoice – ${formatMoney(invoice.total)}`}
      submit={submit}
      onSend={send}
      onClose={onClose}
    >
      <InvoiceAlert client={invoice.client} />
      <p>After sending, the amount and the description can’t be changed.</p>
    </ConfirmDialog>
  );
}

function Remind(props: ActionDialogProps) {
  const { invoice, onClose } = props;
  const submit = useSubmit();
  const act = useAct(props, 'Reminder sent.');
  const send = (): Promise<void> => act((key) => invoices.remind(invoice.id, key));
  return (
    <ConfirmDialog title="Send reminder" verb="Send reminder" submit={submit} onSend={send} onClose={onClose}>
      <p>{invoice.client.name} gets a mail that says there is an invoice, without any details.</p>
      <NoAccount client={invoice.client} />
    </ConfirmDialog>
  );
}

function Delete({ invoice, onClose }: ActionDialogProps) {
  const submit = useSubmit();
  const { route } = useLocation();
  const send = async (): Promise<void> => {
    await invoices.deleteDraft(invoice.id);
    toast('Draft deleted.');
    route(me.value?.role === 'admin' ? '/admin/billing' : `/provider/clients/${invoice.client.id}/billing`, true);
    invalidate('invoices');
  };
  return (
    <ConfirmDialog title="Delete draft" verb="Delete draft" submit={submit} onSend={send} onClose={onClose} risky>
      <p>The draft of {formatMoney(invoice.total)} is removed. It was never sent, and the client has not seen it.</p>
    </ConfirmDialog>
  );
}
