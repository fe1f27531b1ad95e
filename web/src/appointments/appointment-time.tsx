import type { Appointment } from '../api/appointments';
import { me } from '../session/session';
import { otherClock, spanOf, timeWords, whenWords, zoneWords } from './time-words';
import { localZone } from '../kernel/time-zones';

/**
 * Shows `Tue, Nov 24, 2026, 9:00 – 9:50 AM CST`, in the reader's own time zone.
 *
 * Below it, in small print, the time in the zone of the booking, where that differs.
 */
export function AppointmentTime({ of }: { of: Appointment }) {
  const span = spanOf(of);
  const booked = bookedClock(of);
  return (
    <time dateTime={of.starts_at}>
      {whenWords(span, localZone())}
      {booked && <span class="hint">{booked}</span>}
    </time>
  );
}

/** Shows the start time in a list that is grouped by the reader's days. */
export function StartTime({ of }: { of: Appointment }) {
  const booked = bookedClock(of);
  return (
    <time dateTime={of.starts_at}>
      <strong>{timeWords(spanOf(of).start, localZone())}</strong>
      <span class="hint">
        <span class="whole">{of.minutes} min</span>
        {booked && ` · ${booked}`}
      </span>
    </time>
  );
}

/** Returns words such as `10:00 AM EST at the practice`; '' where the reader's clock shows the same. */
export function bookedClock(of: Appointment): string {
  const there = otherClock(spanOf(of).start, localZone(), of.zone);
  if (!there) return '';
  return of.zone === me.value?.practice.zone ? `${there} at the practice` : `${there} in ${zoneWords(of.zone)}`;
}
