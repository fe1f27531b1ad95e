import type { TimelineEntry } from '../api/types';
import { Area } from '../ui/area';
import { formatDate } from '../kernel/dates';
import { formatMoney } from '../kernel/money';
import { InstantTime } from '../session/instant-time';
import { me } from '../session/session';
import { cardWords, METHOD_WORDS } from './payment-methods';

const WORDS: Record<string, string> = {
  created: 'Created',
  deleted: 'Deleted',
  sent: 'Sent',
  viewed: 'Opened by the client',
  charged: 'Paid by card',
  declined: 'Card declined',
  payment_failed: 'Payment did not go through',
  checking: 'Checking with the bank',
  recorded: 'Payment recorded',
  reversed: 'Recorded payment reversed',
  refund_asked: 'Refund started',
  refunded: 'Refunded',
  refund_failed: 'Refund failed',
  refund_returned: 'Refund sent back by the bank',
  unapplied: 'Late payment, to be refunded',
  forgiven: 'Forgiven',
  voided: 'Voided',
  reminded: 'Reminder sent',
  closed_by_hand: 'Closed by hand, with evidence',
};

/** What a client reads instead; the words of a status are the same ones. */
const CLIENT_WORDS: Record<string, string> = {
  ...WORDS,
  viewed: 'Opened',
  forgiven: 'Nothing owed',
  voided: 'Cancelled',
};

const DECLINES: Record<string, string> = {
  insufficient_funds: 'Not enough money available on the card',
  expired_card: 'The card has expired',
  incorrect_cvc: 'The security code was wrong',
  incorrect_number: 'The card number was wrong',
  address_mismatch: 'The postal code did not match the card',
  not_authenticated: 'Not confirmed with the bank',
};

export function Timeline({ entries }: { entries: TimelineEntry[] }) {
  const isClient = me.value?.role === 'client';
  const words = isClient ? CLIENT_WORDS : WORDS;
  // An amount beside "Nothing owed" would read as a debt.
  const hasAmount = ({ what }: TimelineEntry): boolean => !isClient || what !== 'forgiven';
  return (
    <ol class="timeline">
      {entries.map((entry) => (
        <li key={entry.entry}>
          <Area>
            <p class="event">
              <strong>{wordsOf(words, entry.what)}</strong>
              {entry.amount && hasAmount(entry) && <span class="figures">{formatMoney(entry.amount)}</span>}
            </p>
            {details(entry).map((line) => (
              <p key={line}>{line}</p>
            ))}
            <p class="muted">
              {entry.who && `${entry.who} · `}
              <InstantTime at={entry.at} />
            </p>
          </Area>
        </li>
      ))}
    </ol>
  );
}

function details(entry: TimelineEntry): string[] {
  const card = entry.card && cardWords(entry.card);
  const method = entry.method && METHOD_WORDS[entry.method];
  const received = entry.received_on && `received ${formatDate(entry.received_on)}`;
  const outside = [method, entry.reference, received].filter(Boolean).join(', ');
  const decline = entry.decline && wordsOf(DECLINES, entry.decline);
  return [card, outside, decline, entry.reason].filter((line): line is string => !!line);
}

/** Makes a server's word readable: `late_payment` is `Late payment`. The word may be one of the processor's, so it is looked up among our own only. */
function wordsOf(known: Record<string, string>, word: string): string {
  return (Object.hasOwn(known, word) && known[word]) || sentence(word);
}

function sentence(word: string): string {
  const words = word.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
