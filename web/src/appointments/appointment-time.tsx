import type { Appointment } from '../api/appointments';
import { dayOf, dayWords, otherClock, shortDay, spanOf, spanWords, timeWords } from './time-words';
import { isSameClock, localZone } from '../kernel/time-zones';

/** Shows `Tue, Nov 24, 2026, 10:00 – 10:50 AM EST (your time 9:00 AM CST)`. */
export function AppointmentTime({ of }: { of: Appointment }) {
  const span = spanOf(of);
  const own = otherClock(span.start, of.zone);
  return (
    <time dateTime={of.starts_at}>
      {dayWords(span.start, of.zone)}, {spanWords(span, of.zone)}
      {own && <span class="muted"> (your time {own})</span>}
    </time>
  );
}

/**
 * Shows the start time in a list that is grouped by the reader's days.
 *
 * Adds the date where the booked time zone has another one.
 */
export function StartTime({ of }: { of: Appointment }) {
  const { start } = spanOf(of);
  const own = localZone();
  const isOtherDay = dayOf(start, of.zone) !== dayOf(start, own);
  return (
    <time dateTime={of.starts_at}>
      <strong>{timeWords(start, of.zone)}</strong>
      {isOtherDay && `, ${shortDay(start, of.zone)}`}
      <span class="hint">
        {!isSameClock(start, of.zone, own) && <span class="whole">your time {timeWords(start, own)} · </span>}
        <span class="whole">{of.minutes} min</span>
      </span>
    </time>
  );
}
