// From what a person types to an instant: what is missing, what is no time, and what may mean two.
import { timesAroundGap, isZone, zonedTimeAt, zonedTimesOf, toIso, type ZonedTime } from '../kernel/time-zones';

export const MIN_MINUTES = 5;
export const MAX_MINUTES = 480;
export const USUAL_MINUTES = ['30', '45', '50', '60'];
const HOUR_MS = 3_600_000;

/** As typed; `meant` is the offset chosen where the clock leaves a doubt. */
export interface TimeInput {
  date: string;
  time: string;
  zone: string;
  minutes: string;
  meant: string;
}

export interface AmbiguousTime {
  kind: 'jumped over' | 'twice';
  readings: ZonedTime[];
}

/** `wrong`: a sentence by the name of the input. */
export interface ParsedTime {
  start?: ZonedTime;
  minutes?: number;
  doubt?: AmbiguousTime;
  errors: Record<string, string | undefined>;
}

/** A first proposal: the next full hour that leaves at least half an hour, on that zone's clock. */
export function suggestTime(now: number, zone: string, minutes = '50'): TimeInput {
  const local = zonedTimeAt(Math.ceil((now + HOUR_MS / 2) / HOUR_MS) * HOUR_MS, zone).local;
  return { date: local.slice(0, 10), time: local.slice(11), zone, minutes, meant: '' };
}

export function timeInputOf(appointment: { local: string; zone: string; minutes: number }): TimeInput {
  const [date, time] = appointment.local.split('T') as [string, string];
  return { date, time, zone: appointment.zone, minutes: String(appointment.minutes), meant: '' };
}

export function parseTime(typed: TimeInput, now: number): ParsedTime {
  const zone = typed.zone.trim();
  const minutes = parseMinutes(typed.minutes);
  const errors: ParsedTime['errors'] = {
    date: typed.date ? undefined : 'Choose a date.',
    time: typed.time ? undefined : 'Choose a time.',
    zone: isZone(zone) ? undefined : 'Choose a time zone, such as America/Chicago.',
    minutes:
      minutes === undefined ? `Choose how long it takes, from ${MIN_MINUTES} to ${MAX_MINUTES} minutes.` : undefined,
  };
  if (errors['date'] || errors['time'] || errors['zone']) return { errors, minutes };
  const { start, doubt } = chooseTime(`${typed.date}T${typed.time}`, zone, typed.meant);
  if (doubt && !start) errors['meant'] = 'Choose which time you mean.';
  if (start && start.at + (minutes ?? 0) * 60_000 <= now) errors['date'] = 'This time is over. Choose a later one.';
  return { start, minutes, doubt, errors };
}

/** What is sent; only for what was read without anything wrong. */
export function timesOf(
  { start, minutes }: ParsedTime,
  zone: string,
): { starts_at: string; minutes: number; zone: string } {
  if (!start || minutes === undefined) throw new TypeError('this time was not read whole');
  return { starts_at: toIso(start), minutes, zone: zone.trim() };
}

function chooseTime(local: string, zone: string, meant: string): Pick<ParsedTime, 'start' | 'doubt'> {
  const readings = zonedTimesOf(local, zone);
  if (readings.length === 1) return { start: readings[0] };
  const doubt: AmbiguousTime = readings.length
    ? { kind: 'twice', readings }
    : { kind: 'jumped over', readings: timesAroundGap(local, zone) };
  return { doubt, start: doubt.readings.find((reading) => reading.offset === meant) };
}

function parseMinutes(typed: string): number | undefined {
  const minutes = /^\d{1,3}$/.test(typed.trim()) ? Number(typed) : NaN;
  return minutes >= MIN_MINUTES && minutes <= MAX_MINUTES ? minutes : undefined;
}
