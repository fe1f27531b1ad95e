import type { Invoice, Method } from '../api/types';

export const METHOD_WORDS: Record<Method, string> = {
  cash: 'Cash',
  check: 'Check',
  external_card: 'External card',
  other: 'Other',
};

const BRANDS: Record<string, string> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
};

/** Returns how a payment was made, such as `Check` or `Visa ending 4242`. */
export function methodWords({ method, card }: Invoice['payments'][number]): string {
  if (card) return cardWords(card);
  return (METHOD_WORDS as Record<string, string>)[method] ?? 'Card';
}

/** Returns a card such as `Visa ending 4242`; an unknown brand is "Card". */
export function cardWords({ brand, last4 }: NonNullable<Invoice['card']>): string {
  return `${Object.hasOwn(BRANDS, brand) ? BRANDS[brand] : 'Card'} ending ${last4}`;
}
