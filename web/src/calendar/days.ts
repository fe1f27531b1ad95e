// Dates and days of a time zone. A day on which the clocks change has 23 or 25 hours.
import { startOfDate, zonedTimeAt } from '../kernel/time-zones';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** A part of a day without a change of the clocks; `wall` is the minute that the clocks show at its start. */
export interface Stretch {
  start: number;
  end: number;
  wall: number;
}

/** A day in a zone, from its first instant to the first of the next day. */
export interface Day {
  date: string;
  start: number;
  end: number;
  stretches: Stretch[];
}

/** Returns a date, `YYYY-MM-DD`, some days later; it is the same in every zone. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);
}

/** Returns the seven dates of a date's week, which begins on Sunday. */
export function weekOf(date: string): string[] {
  const sunday = addDays(date, -new Date(Date.parse(date)).getUTCDay());
  return Array.from({ length: 7 }, (_, day) => addDays(sunday, day));
}

export function isDate(text: string | undefined): text is string {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(text);
  // Browsers read February 30 as March 2.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

export function dayIn(date: string, zone: string): Day {
  const start = startOfDate(date, zone);
  const end = startOfDate(addDays(date, 1), zone);
  const change = changeIn(start, end, zone);
  const parts =
    change === null
      ? [[start, end]]
      : [
          [start, change],
          [change, end],
        ];
  const stretches = parts.map(([from = start, to = end]) => ({ start: from, end: to, wall: wallMinute(from, zone) }));
  return { date, start, end, stretches };
}

/** Returns the instant at which the clocks change, or null. */
function changeIn(start: number, end: number, zone: string): number | null {
  // The islands of Samoa have skipped a whole day.
  if (start >= end) return null;
  const before = zonedTimeAt(start, zone).offset;
  // A change at the end itself is the next day's.
  if (zonedTimeAt(end - MINUTE_MS, zone).offset === before) return null;
  let [low, high] = [start, end - MINUTE_MS];
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS;
    if (zonedTimeAt(middle, zone).offset === before) low = middle;
    else high = middle;
  }
  return high;
}

function wallMinute(at: number, zone: string): number {
  const { local } = zonedTimeAt(at, zone);
  return Number(local.slice(11, 13)) * 60 + Number(local.slice(14, 16));
}
