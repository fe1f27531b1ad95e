import { useLocation } from 'preact-iso';
import { useRef } from 'preact/hooks';
import { newKey } from '../api/client';
import * as invoices from '../api/invoices';
import { Refusal } from '../api/api-error';
import type { Acted, Action, Invoice } from '../api/types';
import { invalidate } from '../api/resource';
import { show } from '../kernel/money';
import { me } from '../session/session';
import { useDraft } from '../session/drafts';
import { Ask } from '../ui/confirm-dialog';
import { Area } from '../ui/text-area';
import { invalid, useSubmit, type Submit } from '../ui/form';
import { toast } from '../ui/toast';
import { Compose } from './compose';
import { RecordPayment } from './record-payment';
import { Refund } from './refund';
import { Reverse } from './reverse-payment';

export interface ActionProps {
  invoice: Invoice;
  onClose: () => void;
  /** The invoice after the act, or the op that goes on, or did not go well. */
  onChanged: (answer: Acted) => void;
  /** Somebody else was first: the state as it is now. */
  onFresh: (fresh: Invoice) => void;
}

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

/** Sends an act with this opening's one key, and takes whichever answer comes. */
export function useAct({ onChanged, onFresh }: Pick<ActionProps, 'onChanged' | 'onFresh'>, done: string) {
  const key = useRef(newKey());
  return async (act: (key: string) => Promise<Acted>): Promise<void> => {
    try {
      const answer = await act(key.current);
      if (!invoices.isOp(answer)) toast(done);
      onChanged(answer);
    } catch (reason) {
      if (reason instanceof Refusal && reason.status === 409 && reason.fresh) onFresh(reason.fresh as Invoice);
      throw reason;
    }
  };
}

export function useReason(key: string, submit: Submit) {
  const typed = useDraft(key, { reason: '' });
  const field = (
    <Area
      label="Reason"
      name="reason"
      hint="Only staff see this."
      rows={2}
      value={typed.values.reason}
      onValue={(reason) => typed.update({ reason })}
      error={submit.error('reason')}
    />
  );
  const reason = (): string | undefined => (typed.values.reason.trim() ? undefined : 'Say why; only staff see it.');
  return { field, missing: reason, text: typed.values.reason.trim(), clear: () => typed.clear() };
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
