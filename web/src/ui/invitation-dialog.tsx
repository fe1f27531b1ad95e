import { useState } from 'preact/hooks';
import { ConfirmDialog } from './confirm-dialog';
import { Dialog } from './dialog';
import { DiscardQuestion } from './discard-question';
import { Field } from './field';
import { checkFields, Form, useSubmit } from './form';

interface InvitationDialogProps {
  name: string;
  email: string;
  /** Says what remains after the withdrawal. */
  after: string;
  /** Invites the person at this address, which may have changed. */
  onSend: (email: string) => Promise<void>;
  onWithdraw: () => Promise<void>;
  onClose: () => void;
}

/** Sends an unused invitation again, corrects its address, or withdraws it. */
export function InvitationDialog(props: InvitationDialogProps) {
  const [withdrawing, setWithdrawing] = useState(false);
  if (withdrawing) return <Withdraw {...props} />;
  return <Send {...props} onWithdraw={() => setWithdrawing(true)} />;
}

interface SendProps extends Omit<InvitationDialogProps, 'onWithdraw'> {
  onWithdraw: () => void;
}

function Send({ name, email, onSend, onWithdraw, onClose }: SendProps) {
  const submit = useSubmit();
  const [typed, setTyped] = useState(email);
  const send = async (): Promise<void> => {
    checkFields({ email: /.@./.test(typed) ? undefined : 'Enter an e-mail address.' });
    await onSend(typed.trim());
  };
  return (
    <Dialog title={`Invitation of ${name}`} onClose={onClose}>
      <Form submit={submit} onSend={send}>
        <div class="dialog-body">
          <p>Nobody has signed in with this invitation yet. When you send a new one, the earlier one stops working.</p>
          <Field
            label="E-mail"
            name="email"
            type="email"
            autocomplete="off"
            autocapitalize="none"
            hint="Correct it if the invitation went to a wrong address."
            value={typed}
            onValue={setTyped}
            error={submit.error('email')}
          />
        </div>
        <div class="dialog-foot">
          <button type="button" class="danger" onClick={onWithdraw}>
            Withdraw
          </button>
          <button class="primary" aria-busy={submit.busy}>
            Send invitation
          </button>
          <DiscardQuestion onClose={onClose} />
        </div>
      </Form>
    </Dialog>
  );
}

function Withdraw({ name, email, after, onWithdraw, onClose }: InvitationDialogProps) {
  const submit = useSubmit();
  return (
    <ConfirmDialog
      title={`Withdraw the invitation of ${name}?`}
      verb="Withdraw invitation"
      keep="Keep it"
      risky
      submit={submit}
      onSend={onWithdraw}
      onClose={onClose}
    >
      <p>
        The temporary password that was sent to {email} stops working at once. {after}
      </p>
    </ConfirmDialog>
  );
}
