export interface Money {
  minor: number;
  currency: string;
}

export type Parsed = { money: Money } | { error: string };

const PLAIN = /^(\d+)(?:\.(\d*))?$/;
const GROUPED = /^\d{1,3}(?:,\d{3})+(?:\.\d*)?$/;

/** Returns the digits after the point of a currency: 2 for USD, 0 for JPY, 3 for KWD. */
function decimals(currency: string): number {
  return new Intl.NumberFormat('en-US', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

export function formatMoney({ minor, currency }: Money): string {
  const digits = decimals(currency);
  return new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(minor / 10 ** digits);
}

/** Returns the sign before an amount, such as `$` for USD. */
export function currencySign(currency: string): string {
  const parts = new Intl.NumberFormat('en-US', { style: 'currency', currency }).formatToParts(0);
  return parts.find((part) => part.type === 'currency')?.value ?? currency;
}

/** Returns an amount such as `1250.50` for a text field: no sign, no grouping. */
export function toDecimal({ minor, currency }: Money): string {
  const digits = decimals(currency);
  const text = String(minor).padStart(digits + 1, '0');
  return digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text;
}

/** Parses typed text without floats: `$1,250.50` is 125050 minor units. */
export function parseMoney(typed: string, currency: string): Parsed {
  const text = typed.replace(currencySign(currency), '').trim();
  if (!text) return { error: 'Enter an amount.' };
  if (text.startsWith('-')) return { error: 'Enter an amount above zero.' };
  if (text.includes(',') && !GROUPED.test(text)) return { error: `Write the amount like ${example(currency)}.` };
  const match = PLAIN.exec(text.replaceAll(',', ''));
  if (!match) return { error: `Write the amount like ${example(currency)}.` };
  return fromDigits(match[1] ?? '', match[2] ?? '', currency);
}

function fromDigits(whole: string, part: string, currency: string): Parsed {
  const digits = decimals(currency);
  if (part.length > digits) return { error: `Use at most ${digits} digits after the point.` };
  const minor = Number(whole + part.padEnd(digits, '0'));
  if (!Number.isSafeInteger(minor)) return { error: 'This amount is too large.' };
  return minor > 0 ? { money: { minor, currency } } : { error: 'Enter an amount above zero.' };
}

function example(currency: string): string {
  return toDecimal({ minor: 125 * 10 ** decimals(currency), currency });
}

/** Returns a percentage of an amount, rounded to whole minor units, at least one. */
export function percentOf({ minor, currency }: Money, percent: number): Money {
  return { minor: Math.max(1, Math.round((minor * percent) / 100)), currency };
}
