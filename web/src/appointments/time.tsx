import type { Appointment } from '../api/appointments';
import { day, dayWords, elsewhere, spanOf, spanWords, timeWords } from './words';
import { ownZone } from './zones';

/** `Tue, Nov 24, 2026, 10:00 – 10:50 AM EST (your time 9:00 AM CST)` */
export function When({ of }: { of: Appointment }) {
  const span = spanOf(of);
  return (
    <time dateTime={of.starts_at}>
      {dayWords(span.start, of.zone)}, {spanWords(span, of.zone)}
      <Own at={span.start} zone={of.zone} />
    </time>
  );
}

/** For a line under its day: the day is said again only where the zone it was booked in has another one. */
export function Start({ of }: { of: Appointment }) {
  const { start } = spanOf(of);
  const isOtherDay = day(start, of.zone) !== day(start, ownZone());
  return (
    <time dateTime={of.starts_at}>
      <strong>{timeWords(start, of.zone)}</strong>
      {isOtherDay && `, ${dayWords(start, of.zone)}`}
      <Own at={start} zone={of.zone} />
    </time>
  );
}

function Own({ at, zone }: { at: number; zone: string }) {
  const own = elsewhere(at, zone);
  return own ? <span class="muted"> (your time {own})</span> : null;
}
