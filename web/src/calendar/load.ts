import * as booking from '../api/booking';
import type { Calendar } from '../api/booking';
import { withZones } from '../api/time-zones';

/** Returns what a calendar has between two instants, once its times can be shown as the server sees them. */
export async function loadBetween(start: number, end: number, provider?: string): Promise<Calendar> {
  const calendar = await booking.calendar({ from: iso(start), to: iso(end), provider });
  await withZones(calendar.items);
  return calendar;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
