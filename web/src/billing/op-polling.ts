import * as invoices from '../api/invoices';
import type { Op, OpStatus } from '../api/types';

const FIRST_WAIT_MS = 700;
const MAX_WAIT_MS = 10_000;
const FINISHED: OpStatus[] = ['succeeded', 'declined', 'failed'];

export function isFinished(op: Pick<Op, 'status'>): boolean {
  return FINISHED.includes(op.status);
}

/**
 * Polls an op until it is finished, at growing intervals.
 *
 * A lost response is requested again. Returns a function that stops the polling.
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
