import type { Appointment } from '../api/appointments';
import { me } from '../session/session';
import { otherClock, spanOf, timeWords, whenWords } from './time-words';
import { localZone } from '../kernel/time-zones';

interface AppointmentTimeProps {
  of: Appointment;
  /** The reader's time zone. */
  own?: string;
}

/**
 * Shows `Tue, Nov 24, 2026, 9:00 – 9:50 AM CST`, in the reader's own time zone.
 *
 * Below it, in small print, the time in the zone of the booking, where that differs.
 */
export function AppointmentTime({ of, own = localZone() }: AppointmentTimeProps) {
  const span = spanOf(of);
  const booked = bookedClock(of, own);
  return (
    <time dateTime={of.starts_at}>
      {whenWords(span, own)}
      {booked && <span class="hint">{booked}</span>}
    </time>
  );
}

/** Shows the start time in a list that is grouped by the reader's days. */
export function StartTime({ of, own = localZone() }: AppointmentTimeProps) {
  const booked = bookedClock(of, own);
  return (
    <time dateTime={of.starts_at}>
      <strong>{timeWords(spanOf(of).start, own)}</strong>
      <span class="hint">{of.minutes} min</span>
      {booked && <span class="hint">{booked}</span>}
    </time>
  );
}

/** Returns words such as `10:00 AM EST at the practice`; '' where the reader's clock shows the same. */
function bookedClock(of: Appointment, own: string): string {
  const there = otherClock(spanOf(of).start, own, of.zone);
  if (!there) return '';
  return of.zone === me.value?.practice.zone ? `${there} at the practice` : `${there}, as booked`;
}
