import * as invoices from '../api/invoices';
import type { Op, OpStatus } from '../api/types';

const FIRST_WAIT_MS = 700;
const MAX_WAIT_MS = 10_000;
const FINISHED: OpStatus[] = ['succeeded', 'declined', 'failed'];

export function isFinished(op: Pick<Op, 'status'>): boolean {
  return FINISHED.includes(op.status);
}

/**
 * Asks for an op until it is finished, slower each time; `heard` gets each answer. Returns what stops it.
 *
 * An answer that does not come is asked for again: the op goes on without this page.
 */
export function pollOp(invoice: string, op: string, onOp: (op: Op) => void): () => void {
  let isActive = true;
  let wait = FIRST_WAIT_MS;
  let timer: ReturnType<typeof setTimeout>;
  const ask = async (): Promise<void> => {
    const now = await invoices.op(invoice, op).catch(() => null);
    if (!isActive) return;
    if (now) onOp(now);
    if (now && isFinished(now)) return;
    wait = Math.min(wait * 1.4, MAX_WAIT_MS);
    timer = setTimeout(() => void ask(), wait);
  };
  timer = setTimeout(() => void ask(), wait);
  return () => {
    isActive = false;
    clearTimeout(timer);
  };
}
