import type { Appointment } from '../api/appointments';

const AHEAD: readonly Appointment['status'][] = ['requested', 'booked', 'confirmed', 'arrived'];

/** Whether the appointment is going to take place, or may: it takes its provider's time. */
export function isAhead({ status }: Pick<Appointment, 'status'>): boolean {
  return AHEAD.includes(status);
}

/** Whether the appointment does not take place. */
export function isCalledOff({ status }: Pick<Appointment, 'status'>): boolean {
  return status === 'cancelled' || status === 'declined' || status === 'expired';
}
