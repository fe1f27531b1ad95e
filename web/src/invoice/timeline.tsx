import type { TimelineEntry } from '../api/types';
import { showMoment } from '../dates';
import { show } from '../money';
import { me } from '../session/session';
import { METHOD_WORDS } from './methods';

const WORDS: Record<string, string> = {
  created: 'Created',
  edited: 'Draft edited',
  sent: 'Sent to the client',
  viewed: 'Opened by the client',
  payment_started: 'Payment started',
  paid: 'Paid by card',
  declined: 'Card declined',
  unknown: 'Checking with the bank',
  recorded: 'Payment recorded',
  reversed: 'Recorded payment reversed',
  refund_started: 'Refund started',
  refunded: 'Refunded',
  refund_failed: 'Refund failed',
  forgiven: 'Forgiven',
  voided: 'Voided',
  reminded: 'Reminder sent',
  overdue: 'Became overdue',
};

export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  const zone = me.value?.practice.zone ?? 'UTC';
  return (
    <ol class="timeline">
      {entries.map((entry, place) => (
        <li key={place}>
          <p class="event">
            <strong>{WORDS[entry.what] ?? sentence(entry.what)}</strong>
            {entry.amount && <span class="figures">{show(entry.amount)}</span>}
          </p>
          {details(entry).map((line) => (
            <p key={line}>{line}</p>
          ))}
          <p class="muted">
            {entry.who && `${entry.who} · `}
            <time dateTime={entry.at}>{showMoment(entry.at, zone)}</time>
          </p>
        </li>
      ))}
    </ol>
  );
}

function details(entry: TimelineEntry): string[] {
  const card = entry.card && `${entry.card.brand} ending ${entry.card.last4}`;
  const method = entry.method && METHOD_WORDS[entry.method];
  const outside = [method, entry.reference].filter(Boolean).join(', ');
  return [card, outside, entry.reason].filter((line): line is string => !!line);
}

/** A word that this client does not know yet is still shown, readably. */
function sentence(word: string): string {
  const words = word.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
