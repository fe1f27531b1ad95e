// Formats an appointment's time: in the zone it was booked in, and in the reader's where that differs.
import { formatIn, isSameClock, isZone, localZone, zonedTimeAt, zoneName } from '../kernel/time-zones';

/** Start and end in milliseconds. */
export interface Span {
  start: number;
  end: number;
}

export function spanOf({ starts_at, ends_at }: { starts_at: string; ends_at: string }): Span {
  return { start: Date.parse(starts_at), end: Date.parse(ends_at) };
}

/** Returns a day such as `Tue, Nov 24, 2026`. */
export function dayWords(at: number, zone: string): string {
  return format(at, zone, { weekday: 'short', year: 'numeric', month: 'short', day: 'numeric' });
}

/** Returns a day such as `Nov 24`. */
export function shortDay(at: number, zone: string): string {
  return format(at, zone, { month: 'short', day: 'numeric' });
}

/** Returns a day such as `Tuesday, November 24`. */
export function longDay(at: number, zone: string): string {
  return format(at, zone, { weekday: 'long', month: 'long', day: 'numeric' });
}

/** Returns a time such as `10:00 AM EST`. */
export function timeWords(at: number, zone: string): string {
  return format(at, zone, { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' });
}

/** Returns a moment in the reader's zone, such as `Tue, Nov 24, 2026, 10:00 AM EST`. */
export function momentWords(at: string): string {
  return `${dayWords(Date.parse(at), localZone())}, ${timeWords(Date.parse(at), localZone())}`;
}

/** Returns a span such as `10:00 – 10:50 AM EST`. */
export function spanWords({ start, end }: Span, zone: string): string {
  return formatIn(zone, { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' }, start, end);
}

/** Returns a day and span such as `Tue, Nov 24, 2026, 10:00 – 10:50 AM EST`. */
export function whenWords(span: Span, zone: string): string {
  return `${dayWords(span.start, zone)}, ${spanWords(span, zone)}`;
}

/** Returns the time in another zone, with the date if that differs; '' for the same time. */
export function otherClock(at: number, zone: string, other = localZone()): string {
  if (isSameClock(at, zone, other)) return '';
  const isSameDay = dayOf(at, zone) === dayOf(at, other);
  const time = timeWords(at, other);
  return isSameDay ? time : `${shortDay(at, other)}, ${time}`;
}

/** Returns a zone's name, such as `Eastern Time (America/New_York)`. */
export function zoneWords(zone: string): string {
  if (!isZone(zone)) return `${zone} (this browser does not know it)`;
  const name = zoneName(zone);
  return name && name !== zone ? `${name} (${zone})` : zone;
}

export function dayOf(at: number, zone: string): string {
  return zonedTimeAt(at, zone).local.slice(0, 10);
}

export function minutesWords(minutes: number): string {
  return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
}

function format(at: number, zone: string, form: Intl.DateTimeFormatOptions): string {
  return formatIn(zone, form, at);
}
