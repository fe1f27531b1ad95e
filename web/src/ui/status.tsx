import type { InvoiceRow } from '../api/types';
import { Icon, type IconPath } from './icon';
import * as icons from './icons';

type Shown = Pick<InvoiceRow, 'status' | 'overlay' | 'words' | 'overdue'>;
type Look = { icon: IconPath; tone: 'quiet' | 'blue' | 'green' | 'amber' | 'red' | 'violet' };

const STATUS: Record<InvoiceRow['status'], Look> = {
  draft: { icon: icons.pencil, tone: 'quiet' },
  sent: { icon: icons.send, tone: 'blue' },
  paid: { icon: icons.checked, tone: 'green' },
  refunded: { icon: icons.undo, tone: 'violet' },
  voided: { icon: icons.ban, tone: 'quiet' },
  forgiven: { icon: icons.minus, tone: 'quiet' },
};
const OVERLAY: Record<NonNullable<InvoiceRow['overlay']>, Look> = {
  processing: { icon: icons.clock, tone: 'amber' },
  checking: { icon: icons.clock, tone: 'amber' },
  refund_pending: { icon: icons.undo, tone: 'violet' },
};

function look({ status, overlay, overdue }: Shown): Look {
  if (overlay) return OVERLAY[overlay];
  return status === 'sent' && overdue ? { icon: icons.alert, tone: 'red' } : STATUS[status];
}

/** An icon and the word that this role reads; never colour alone. */
export function Status({ of }: { of: Shown }) {
  const { icon, tone } = look(of);
  return <Pill icon={icon} tone={tone} words={of.words} />;
}

export function Pill({ icon, tone, words }: Look & { words: string }) {
  return (
    <span class={`pill ${tone}`}>
      <Icon path={icon} />
      {words}
    </span>
  );
}
