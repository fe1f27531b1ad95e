import type { InvoiceRow } from '../api/types';
import { Icon, type IconName } from './icons';

type Shown = Pick<InvoiceRow, 'status' | 'overlay' | 'words' | 'overdue'>;
type Look = { icon: IconName; tone: 'quiet' | 'blue' | 'green' | 'amber' | 'red' | 'violet' };

const STATUS: Record<InvoiceRow['status'], Look> = {
  draft: { icon: 'pencil', tone: 'quiet' },
  sent: { icon: 'send', tone: 'blue' },
  paid: { icon: 'checked', tone: 'green' },
  refunded: { icon: 'undo', tone: 'violet' },
  voided: { icon: 'ban', tone: 'quiet' },
  forgiven: { icon: 'minus', tone: 'quiet' },
};
const OVERLAY: Record<NonNullable<InvoiceRow['overlay']>, Look> = {
  processing: { icon: 'clock', tone: 'amber' },
  checking: { icon: 'clock', tone: 'amber' },
  refund_pending: { icon: 'undo', tone: 'violet' },
};

function look({ status, overlay, overdue }: Shown): Look {
  if (overlay) return OVERLAY[overlay];
  return status === 'sent' && overdue ? { icon: 'alert', tone: 'red' } : STATUS[status];
}

/** An icon and the word that this role reads; never colour alone. */
export function Status({ of }: { of: Shown }) {
  const { icon, tone } = look(of);
  return <Pill icon={icon} tone={tone} words={of.words} />;
}

export function Pill({ icon, tone, words }: Look & { words: string }) {
  return (
    <span class={`pill ${tone}`}>
      <Icon name={icon} />
      {words}
    </span>
  );
}
