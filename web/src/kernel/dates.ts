import { serverNow } from './server-clock';
import { formatIn, zonedTimeAt } from './time-zones';

const PLAIN_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Returns a date such as `Nov 24, 2026`; in UTC, so that it is the same day everywhere. */
export function formatDate(date: string): string {
  const match = PLAIN_DATE.exec(date);
  if (!match) return date;
  const instant = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' }).format(instant);
}

const INSTANT_FORM = {
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZoneName: 'short',
} as const;

/** Returns an instant such as `Nov 24, 2026, 9:41 AM CST`. */
export function formatInstant(instant: string, zone: string): string {
  return formatIn(zone, INSTANT_FORM, Date.parse(instant));
}

/** Returns the day of an instant in a zone, such as `Nov 24, 2026`. */
export function formatDay(instant: string, zone: string): string {
  if (PLAIN_DATE.test(instant)) return formatDate(instant);
  return formatIn(zone, { dateStyle: 'medium' }, Date.parse(instant));
}

/** Returns the date of an instant in a zone, as `YYYY-MM-DD`. */
export function dayIn(instant: string, zone: string): string {
  return zonedTimeAt(Date.parse(instant), zone).local.slice(0, 10);
}

/** Returns today's date in a zone, as `YYYY-MM-DD`. */
export function today(zone: string, now: Date = new Date(serverNow())): string {
  return zonedTimeAt(now.getTime(), zone).local.slice(0, 10);
}
