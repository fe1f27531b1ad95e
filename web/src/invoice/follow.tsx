import { useEffect, useState } from 'preact/hooks';
import type { Invoice, Op, OpStatus } from '../api/types';
import { Callout } from '../ui/page';
import { toast } from '../ui/toast';
import { follow, isFinished } from './following';

/** What is in the air for an invoice; the page is asked to reload when it has landed. */
export function useFollow(invoice: Invoice, landed: () => void): Op | null {
  const [op, setOp] = useState<Op | null>(null);
  const name = invoice.op && !isFinished(invoice.op) ? invoice.op.id : null;
  useEffect(() => {
    if (!name) return;
    return follow(invoice.id, name, (heard) => {
      setOp(heard);
      if (!isFinished(heard)) return;
      landed();
      if (heard.status === 'succeeded') toast('Done.');
    });
  }, [invoice.id, name]);
  return op;
}

const WORDS: Partial<Record<OpStatus, string>> = {
  working: 'Working on it. This usually takes a few seconds.',
  action_required: 'The client is confirming the payment with their bank.',
  checking:
    'We are checking with the bank what became of this. Nothing is charged twice, and nothing needs to be done.',
  pending: 'Accepted, and on its way. We will show it here when the bank has finished it.',
};

/** The state of an op for staff: what is happening now, or why the last one failed. */
export function InTheAir({ invoice, op }: { invoice: Invoice; op: Op | null }) {
  const status = invoice.op?.status;
  if (status && !isFinished({ status })) {
    const now = op?.id === invoice.op?.id && op && !isFinished(op) ? op.status : status;
    return (
      <div role="status">
        <Callout tone="amber" icon="clock">
          {WORDS[now]}
        </Callout>
      </div>
    );
  }
  if (!op || op.status === 'succeeded' || !isFinished(op)) return null;
  return (
    <div role="alert">
      <Callout tone="danger" icon="alert">
        {op.message ?? 'It did not work, and nothing was changed.'}
      </Callout>
    </div>
  );
}
