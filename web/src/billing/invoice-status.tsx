import type { InvoiceRow } from '../api/types';
import * as icons from '../ui/icons';
import { Pill, type PillLook } from '../ui/pill';

type StatusFields = Pick<InvoiceRow, 'status' | 'overlay' | 'words' | 'overdue'>;

const STATUS: Record<InvoiceRow['status'], PillLook> = {
  draft: { icon: icons.pencil, tone: 'quiet' },
  sent: { icon: icons.send, tone: 'blue' },
  paid: { icon: icons.checked, tone: 'green' },
  refunded: { icon: icons.undo, tone: 'violet' },
  voided: { icon: icons.ban, tone: 'quiet' },
  forgiven: { icon: icons.minus, tone: 'quiet' },
};
const OVERLAY: Record<NonNullable<InvoiceRow['overlay']>, PillLook> = {
  processing: { icon: icons.clock, tone: 'amber' },
  action_required: { icon: icons.lock, tone: 'amber' },
  checking: { icon: icons.clock, tone: 'amber' },
  refund_pending: { icon: icons.undo, tone: 'violet' },
};

function lookOf({ status, overlay, overdue }: StatusFields): PillLook {
  if (overlay) return OVERLAY[overlay];
  return status === 'sent' && overdue ? { icon: icons.alert, tone: 'red' } : STATUS[status];
}

/** Shows an invoice's status as an icon and a word, never by color alone. */
export function InvoiceStatus({ of }: { of: StatusFields }) {
  const { icon, tone } = lookOf(of);
  return <Pill icon={icon} tone={tone} words={of.words} />;
}
