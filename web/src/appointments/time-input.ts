// Parses a typed time: what is missing, what is no time, and what is ambiguous.
import type { Appointment, Times } from '../api/appointments';
import { timesAroundGap, isKnownZone, zonedTimeAt, zonedTimesOf, toIso, type ZonedTime } from '../kernel/time-zones';

const MIN_MINUTES = 5;
const MAX_MINUTES = 480;
export const USUAL_MINUTES = ['30', '45', '50', '60'];
const HOUR_MS = 3_600_000;

/** As typed; `meant` is the offset chosen for an ambiguous time. */
export interface TimeInput {
  date: string;
  time: string;
  zone: string;
  minutes: string;
  offset: string;
}

/** The fields that are the start together: if one of them is changed, none of the others follows a newer booking. */
export const START_FIELDS: (keyof TimeInput)[] = ['date', 'time', 'zone', 'offset'];

export interface AmbiguousTime {
  kind: 'skipped' | 'twice';
  readings: ZonedTime[];
}

/** `errors`: a sentence for each input by its name. */
export interface ParsedTime {
  start?: ZonedTime;
  minutes?: number;
  ambiguous?: AmbiguousTime;
  errors: Record<string, string | undefined>;
}

const SUGGESTED_MINUTES = '50';

/** Suggests a start; without one, the first full hour that is at least 30 minutes away. */
export function suggestTime(now: number, zone: string, start?: number): TimeInput {
  const { local, offset } = zonedTimeAt(start ?? Math.ceil((now + HOUR_MS / 2) / HOUR_MS) * HOUR_MS, zone);
  const isTwice = start !== undefined && zonedTimesOf(local, zone).length > 1;
  return {
    date: local.slice(0, 10),
    time: local.slice(11),
    zone,
    minutes: SUGGESTED_MINUTES,
    offset: isTwice ? offset : '',
  };
}

type BookedTime = Pick<Appointment, 'starts_at' | 'zone' | 'minutes'>;

/** Returns what the form shows for a booked time, by the table that reads the form again. */
export function timeInputOf({ starts_at: start, zone, minutes }: BookedTime): TimeInput {
  const { local, offset } = zonedTimeAt(Date.parse(start), zone);
  const [date, time] = local.split('T') as [string, string];
  const isTwice = zonedTimesOf(local, zone).length > 1;
  return { date, time, zone, minutes: String(minutes), offset: isTwice ? offset : '' };
}

/** Returns only what differs from the booked time; a new length does not touch the start. */
export function changedTimes(booked: BookedTime, typed: TimeInput, time: ParsedTime): Partial<Times> {
  const before = timeInputOf(booked);
  const times = timesOf(time, typed.zone);
  const hasNewZone = times.zone !== booked.zone;
  const hasNewStart =
    hasNewZone || typed.date !== before.date || typed.time !== before.time || isOtherReading(booked, time);
  return {
    ...(hasNewStart && { starts_at: times.starts_at }),
    ...(hasNewZone && { zone: times.zone }),
    ...(times.minutes !== booked.minutes && { minutes: times.minutes }),
  };
}

/** Whether the other of two equal local times was chosen, on a night when clocks go back. */
function isOtherReading(booked: BookedTime, { ambiguous, start }: ParsedTime): boolean {
  return !!ambiguous && start?.at !== Date.parse(booked.starts_at);
}

export function parseTime(typed: TimeInput, now: number): ParsedTime {
  const zone = typed.zone.trim();
  const minutes = parseMinutes(typed.minutes);
  const errors: ParsedTime['errors'] = {
    date: typed.date ? undefined : 'Choose a date.',
    time: typed.time ? undefined : 'Choose a time.',
    zone: isKnownZone(zone) ? undefined : 'Choose a time zone, such as America/Chicago.',
    minutes:
      minutes === undefined ? `Choose how long it takes, from ${MIN_MINUTES} to ${MAX_MINUTES} minutes.` : undefined,
  };
  if (errors['date'] || errors['time'] || errors['zone']) return { errors, minutes };
  const { start, ambiguous } = chooseTime(`${typed.date}T${typed.time}`, zone, typed.offset);
  if (ambiguous && !start) errors['offset'] = 'Choose which time you mean.';
  if (start && start.at + (minutes ?? 0) * 60_000 <= now) errors['date'] = 'This time is over. Choose a later one.';
  return { start, minutes, ambiguous, errors };
}

/** Returns what is sent. Raises: TypeError when the time has errors. */
export function timesOf({ start, minutes }: ParsedTime, zone: string): Times {
  if (!start || minutes === undefined) throw new TypeError('this time was not read whole');
  return { starts_at: toIso(start), minutes, zone: zone.trim() };
}

function chooseTime(local: string, zone: string, offset: string): Pick<ParsedTime, 'start' | 'ambiguous'> {
  const readings = zonedTimesOf(local, zone);
  if (readings.length === 1) return { start: readings[0] };
  const ambiguous: AmbiguousTime = readings.length
    ? { kind: 'twice', readings }
    : { kind: 'skipped', readings: timesAroundGap(local, zone) };
  return { ambiguous, start: ambiguous.readings.find((reading) => reading.offset === offset) };
}

function parseMinutes(typed: string): number | undefined {
  const minutes = /^\d{1,3}$/.test(typed.trim()) ? Number(typed) : NaN;
  return minutes >= MIN_MINUTES && minutes <= MAX_MINUTES ? minutes : undefined;
}
