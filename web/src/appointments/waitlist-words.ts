// Says what a client waits for.
import type { DayPart, Wait } from '../api/waitlist';
import { dayIn, formatDate } from '../kernel/dates';
import { serverNow } from '../kernel/server-clock';
import { localZone } from '../kernel/time-zones';
import { dayWords, timeWords } from './time-words';

export const PARTS: readonly (readonly [DayPart, string])[] = [
  ['morning', 'Mornings'],
  ['afternoon', 'Afternoons'],
  ['evening', 'Evenings'],
];
/** Monday is 0. */
export const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

export const NOBODY_LEFT = 'This visit cannot be offered any more: no suitable provider is left.';

/** Returns such as `Sam Rivera · Mon, Fri · Mornings · until Dec 31, 2026`. */
export function wishWords({ weekdays, parts, until, providers }: Wait): string {
  const people = providers.map((each) => each.name).join(' or ');
  const days = weekdays.map((each) => WEEKDAYS[each]).join(', ');
  const hours = PARTS.filter(([part]) => parts.includes(part)).map(([, words]) => words);
  return [people, days, hours.join(', '), `until ${formatDate(until)}`].filter(Boolean).join(' · ');
}

/** Returns an instant in the reader's zone, such as `Tue, Nov 24, 2026, 10:00 AM EST`. */
export function instantWords(at: string): string {
  const ms = Date.parse(at);
  return `${dayWords(ms, localZone())}, ${timeWords(ms, localZone())}`;
}

/** Returns the day some days from now, by the reader's calendar: `2026-11-24`. */
export function dayAhead(days: number): string {
  return dayIn(new Date(serverNow() + days * 86_400_000).toISOString(), localZone());
}
