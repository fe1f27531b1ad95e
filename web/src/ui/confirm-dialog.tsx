import type { ComponentChildren } from 'preact';
import { Dialog } from './dialog';
import { DiscardQuestion } from './discard-question';
import { Form, type Submit } from './form';

interface ConfirmDialogProps {
  title: string;
  verb: string;
  submit: Submit;
  onSend: () => Promise<void>;
  onClose: () => void;
  children: ComponentChildren;
  risky?: boolean;
  /** The label of the closing button, where "Cancel" would mean the action. */
  keep?: string;
  /** Takes the place of the button that sends. */
  send?: ComponentChildren;
}

/** Confirms one action; the button names it and its amount. */
export function ConfirmDialog({
  title,
  verb,
  submit,
  onSend,
  onClose,
  children,
  risky,
  keep = 'Cancel',
  send,
}: ConfirmDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <Form submit={submit} onSend={onSend}>
        <div class="dialog-body">{children}</div>
        <div class="dialog-foot">
          <button type="button" onClick={onClose}>
            {keep}
          </button>
          {send ?? (
            <button class={risky ? 'danger' : 'primary'} aria-busy={submit.busy}>
              {verb}
            </button>
          )}
          <DiscardQuestion onClose={onClose} />
        </div>
      </Form>
    </Dialog>
  );
}
