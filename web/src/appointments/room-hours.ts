import { useEffect, useState } from 'preact/hooks';
import type { Appointment } from '../api/appointments';
import { ahead, serverNow } from '../kernel/server-clock';

// Timers of more than 24 days overflow; one check an hour is cheap.
const MAX_WAIT_MS = 3_600_000;

const AGREED: readonly Appointment['status'][] = ['booked', 'confirmed', 'arrived'];

export type RoomHours = Pick<Appointment, 'status' | 'location' | 'opens_at' | 'closes_at' | 'can_join'> &
  Partial<Pick<Appointment, 'undecided' | 'late' | 'late_after'>>;

/** Whether there is a room that may be entered, by the server's answer or by the clock. */
export function isOpen(appointment: RoomHours, now: number): boolean {
  const { status, location, opens_at, closes_at, can_join } = appointment;
  if (location !== 'video') return false;
  return AGREED.includes(status) && now < Date.parse(closes_at) && (can_join || now >= Date.parse(opens_at));
}

export function isOver(appointment: RoomHours, now: number): boolean {
  const { status } = appointment;
  return status === 'completed' || status === 'no_show' || now >= Date.parse(appointment.closes_at);
}

/** Returns the time, updated when one of the rooms opens or closes, and when cancellations become late. */
export function useNow(appointments: RoomHours[]): number {
  const [now, setNow] = useState(() => serverNow());
  const correction = ahead.value;
  const turns = appointments
    .flatMap((each) => [each.opens_at, each.closes_at, each.late_after ?? ''])
    .map((each) => Date.parse(each));
  const next = Math.min(now + MAX_WAIT_MS, ...turns.filter((at) => at > now));
  useEffect(() => {
    const look = (): void => setNow(serverNow());
    // A timer may fire a moment early, and would then start itself again and again.
    const timer = setTimeout(look, next - serverNow() + 50);
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, [now, next]);
  useEffect(() => setNow(serverNow()), [correction]);
  return now;
}
