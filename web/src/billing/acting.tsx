import { useRef } from 'preact/hooks';
import { withFresh } from '../api/conflict';
import { newIdempotencyKey } from '../api/client';
import * as invoices from '../api/invoices';
import type { ActionResult, Invoice } from '../api/types';
import { useDraft } from '../session/drafts';
import type { Submit } from '../ui/form';
import { TextArea } from '../ui/text-area';
import { toast } from '../ui/toast';

export interface ActionDialogProps {
  invoice: Invoice;
  onClose: () => void;
  /** Receives the changed invoice, or the op that is running or failed. */
  onChanged: (answer: ActionResult) => void;
  /** Receives the present state after a conflict. */
  onFresh: (fresh: Invoice) => void;
}

/** Sends an action with one idempotency key per opened dialog. */
export function useAct(
  { onChanged, onFresh }: Pick<ActionDialogProps, 'onChanged' | 'onFresh'>,
  successMessage: string,
) {
  const key = useRef(newIdempotencyKey());
  return async (act: (key: string) => Promise<ActionResult>): Promise<void> => {
    const answer = await act(key.current).catch(withFresh(onFresh));
    if (!invoices.isOp(answer)) toast(successMessage);
    onChanged(answer);
  };
}

export function useReason(key: string, submit: Submit) {
  const typed = useDraft(key, { reason: '' });
  const field = (
    <TextArea
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
