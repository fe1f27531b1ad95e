import { useEffect, useRef, useState } from 'preact/hooks';
import type { Invoice, Op, OpStatus } from '../api/types';
import { Callout } from '../ui/page';
import { toast } from '../ui/toast';
import { pollOp, isFinished } from './op-polling';
import * as icons from '../ui/icons';

const DONE: Record<string, string> = {
  pay: 'Payment received.',
  refund: 'Refunded.',
  record_payment: 'Payment recorded.',
  reverse_payment: 'Payment reversed.',
  forgive: 'Forgiven.',
  void: 'Invoice voided.',
};

/** Polls the running op of an invoice, or the one started on this page. */
export function useOpPolling(invoice: Invoice, startedOp: Op | null, onFinished: (op: Op) => void): Op | null {
  const [latestOp, setLatestOp] = useState<Op | null>(null);
  const latest = useRef(onFinished);
  latest.current = onFinished;
  const name = startedOp && !isFinished(startedOp) ? startedOp.op : invoice.op;
  useEffect(() => {
    if (!name) return;
    return pollOp(invoice.id, name, (op) => {
      setLatestOp(op);
      if (!isFinished(op)) return;
      latest.current(op);
      if (op.status === 'succeeded') toast(DONE[op.kind] ?? 'Done.');
    });
  }, [invoice.id, name]);
  return latestOp?.op === name || !name ? (latestOp ?? startedOp) : startedOp;
}

const WORDS: Partial<Record<OpStatus, string>> = {
  working: 'Working on it. This usually takes a few seconds.',
  action_required: 'The client is confirming the payment with their bank.',
  checking:
    'We are checking with the bank what became of this. Nothing is charged twice. If no answer comes, an Admin is asked to look it up.',
  pending: 'Accepted, and on its way. We will show it here when the bank has finished it.',
};

/** What an op is doing, until it was read for the first time. */
const FIRST_STATUS: Record<string, OpStatus> = { checking: 'checking', action_required: 'action_required' };

/** Shows staff what an op is doing, or why the last one failed. */
export function OpStatus({ invoice, op }: { invoice: Invoice; op: Op | null }) {
  if (op && isFinished(op)) {
    if (op.status === 'succeeded') return null;
    return (
      <div role="alert">
        <Callout tone="danger" icon={icons.alert}>
          {op.message || 'It did not work, and nothing was changed.'}
        </Callout>
      </div>
    );
  }
  if (!invoice.op && !op) return null;
  const status = op?.status ?? (invoice.overlay ? (FIRST_STATUS[invoice.overlay] ?? 'working') : 'working');
  return (
    <div role="status">
      <Callout tone="amber" icon={icons.clock}>
        {WORDS[status]}
      </Callout>
    </div>
  );
}
