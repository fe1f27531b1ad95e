// From what a person types to an instant: what is missing, what is no time, and what may mean two.
import { aroundGap, isZone, readingAt, readingsOf, stamp, type Reading } from '../kernel/time-zones';

export const SHORTEST = 5;
export const LONGEST = 480;
export const USUAL = ['30', '45', '50', '60'];
const HOUR_MS = 3_600_000;

/** As typed; `meant` is the offset chosen where the clock leaves a doubt. */
export interface TypedWhen {
  date: string;
  time: string;
  zone: string;
  minutes: string;
  meant: string;
}

export interface Doubt {
  kind: 'jumped over' | 'twice';
  readings: Reading[];
}

/** `wrong`: a sentence by the name of the input. */
export interface ReadWhen {
  start?: Reading;
  minutes?: number;
  doubt?: Doubt;
  wrong: Record<string, string | undefined>;
}

/** A first proposal: the next full hour that leaves at least half an hour, on that zone's clock. */
export function proposal(now: number, zone: string, minutes = '50'): TypedWhen {
  const local = readingAt(Math.ceil((now + HOUR_MS / 2) / HOUR_MS) * HOUR_MS, zone).local;
  return { date: local.slice(0, 10), time: local.slice(11), zone, minutes, meant: '' };
}

export function typedFrom(appointment: { local: string; zone: string; minutes: number }): TypedWhen {
  const [date, time] = appointment.local.split('T') as [string, string];
  return { date, time, zone: appointment.zone, minutes: String(appointment.minutes), meant: '' };
}

export function readWhen(typed: TypedWhen, now: number): ReadWhen {
  const zone = typed.zone.trim();
  const minutes = readMinutes(typed.minutes);
  const wrong: ReadWhen['wrong'] = {
    date: typed.date ? undefined : 'Choose a date.',
    time: typed.time ? undefined : 'Choose a time.',
    zone: isZone(zone) ? undefined : 'Choose a time zone, such as America/Chicago.',
    minutes: minutes === undefined ? `Choose how long it takes, from ${SHORTEST} to ${LONGEST} minutes.` : undefined,
  };
  if (wrong['date'] || wrong['time'] || wrong['zone']) return { wrong, minutes };
  const { start, doubt } = meaning(`${typed.date}T${typed.time}`, zone, typed.meant);
  if (doubt && !start) wrong['meant'] = 'Choose which time you mean.';
  if (start && start.at + (minutes ?? 0) * 60_000 <= now) wrong['date'] = 'This time is over. Choose a later one.';
  return { start, minutes, doubt, wrong };
}

/** What is sent; only for what was read without anything wrong. */
export function bodyOf(
  { start, minutes }: ReadWhen,
  zone: string,
): { starts_at: string; minutes: number; zone: string } {
  if (!start || minutes === undefined) throw new TypeError('this time was not read whole');
  return { starts_at: stamp(start), minutes, zone: zone.trim() };
}

function meaning(local: string, zone: string, meant: string): Pick<ReadWhen, 'start' | 'doubt'> {
  const readings = readingsOf(local, zone);
  if (readings.length === 1) return { start: readings[0] };
  const doubt: Doubt = readings.length
    ? { kind: 'twice', readings }
    : { kind: 'jumped over', readings: aroundGap(local, zone) };
  return { doubt, start: doubt.readings.find((reading) => reading.offset === meant) };
}

function readMinutes(typed: string): number | undefined {
  const minutes = /^\d{1,3}$/.test(typed.trim()) ? Number(typed) : NaN;
  return minutes >= SHORTEST && minutes <= LONGEST ? minutes : undefined;
}
