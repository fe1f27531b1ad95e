import type { Invoice } from '../api/types';
import './documents.css';

const TONES: Record<NonNullable<Invoice['mark']>, string> = {
  Paid: 'green',
  'Partly paid': 'blue',
  'Partly refunded': 'blue',
  Refunded: 'quiet',
  Void: 'red',
};

/** Shows across an invoice or receipt, on the screen and on paper, what became of it. */
export function DocumentMark({ of }: { of: Invoice['mark'] }) {
  if (!of) return null;
  return <p class={`document-mark ${TONES[of]}`}>{of}</p>;
}
