// Local times in an IANA zone and the instants they may mean. Offsets that the server sent come before the browser's own
// table, which may be older or newer. A zone that neither has is read as UTC.
import { signal } from '@preact/signals';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const LOCAL = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/;

/** An instant in a zone: `local` is `YYYY-MM-DDTHH:MM`, `offset` is `+05:30`. */
export interface ZonedTime {
  at: number;
  local: string;
  offset: string;
}

/** An offset in minutes that a zone has from an instant on. */
export interface ZoneOffset {
  since: number;
  minutes: number;
}

interface ZoneTable {
  offsets: ZoneOffset[];
  isWhole: boolean;
}

/** The tables from the server. A component that shows a time follows them. */
const serverTables = signal<ReadonlyMap<string, ZoneTable>>(new Map());

/** Takes a zone's offsets from the server, in order of time; `isWhole`: whether these are all of them. */
export function setZoneOffsets(zone: string, offsets: ZoneOffset[], isWhole = true): void {
  serverTables.value = new Map(serverTables.peek()).set(zone, { offsets, isWhole });
}

/** Whether all of a zone's offsets have come from the server. */
export function hasZoneOffsets(zone: string): boolean {
  return serverTables.value.get(zone)?.isWhole === true;
}

/** Whether a zone's times can be shown: by the server's table or by the browser's. */
export function isKnownZone(zone: string): boolean {
  return serverTables.value.has(zone) || isZone(zone);
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Returns the zone of this device, or UTC if the browser does not know it. */
export function localZone(): string {
  const zone = deviceZone();
  return isKnownZone(zone) ? zone : 'UTC';
}

/** Returns the name that the browser gives to the zone of this device; it may be `Etc/Unknown`. */
export function deviceZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Returns a zone's name in the browser, such as `Eastern Time`. */
export function zoneName(zone: string): string | undefined {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longGeneric' }).formatToParts(0);
  return parts.find((part) => part.type === 'timeZoneName')?.value;
}

/** Returns words such as `10:00 AM EST` in a zone, or `10:00 AM UTC-7` where the browser's own table is wrong. */
export function formatIn(zone: string, form: Intl.DateTimeFormatOptions, start: number, end = start): string {
  const isOwnRight = [start, end].every((at) => isZone(zone) && offsetAt(at, zone) === browserOffsetAt(at, zone));
  if (isOwnRight) return range(new Intl.DateTimeFormat('en-US', { ...form, timeZone: zone }), start, end);
  const { timeZoneName, ...rest } = form;
  const clock = new Intl.DateTimeFormat('en-US', { ...rest, timeZone: 'UTC' });
  const words = range(clock, start + offsetAt(start, zone), end + offsetAt(end, zone));
  return timeZoneName ? `${words} ${utcWords(offsetAt(start, zone))}` : words;
}

function range(clock: Intl.DateTimeFormat, start: number, end: number): string {
  return start === end ? clock.format(start) : clock.formatRange(start, end);
}

/** Returns an offset such as `UTC-7` or `UTC+5:30`. */
function utcWords(offset: number): string {
  if (!offset) return 'UTC';
  const [hours = '', minutes = ''] = offsetWords(offset).slice(1).split(':');
  return `UTC${offset < 0 ? '-' : '+'}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`;
}

export function isZone(zone: string): boolean {
  try {
    clockOf(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * Returns the instants that a local time may mean: one, two or none.
 *
 * Two when the clock shows it twice that night, none when the clock skips it.
 */
export function zonedTimesOf(local: string, zone: string): ZonedTime[] {
  return candidates(local, zone).filter((reading) => reading.local === local);
}

/** Returns the two times that a skipped local time may mean, earlier offset first. */
export function timesAroundGap(local: string, zone: string): ZonedTime[] {
  return candidates(local, zone);
}

export function zonedTimeAt(at: number, zone: string): ZonedTime {
  const local = localAt(at, zone);
  return { at, local, offset: offsetWords(offsetAt(at, zone)) };
}

/** Returns ISO 8601 with the offset that the zone has at that instant. */
export function toIso({ local, offset }: ZonedTime): string {
  return `${local}:00${offset}`;
}

/** Whether two zones have the same local time at an instant. */
export function isSameClock(at: number, one: string, other: string): boolean {
  return localAt(at, one) === localAt(at, other);
}

/** Returns the start of an instant's day in a zone, plus `days`. */
export function startOfDay(at: number, zone: string, days = 0): number {
  const day = new Date(asUtc(`${localAt(at, zone).slice(0, 10)}T00:00`) + days * DAY_MS).toISOString().slice(0, 10);
  return startOfDate(day, zone);
}

/** Returns the instant at which a date, `YYYY-MM-DD`, begins in a zone. */
export function startOfDate(date: string, zone: string): number {
  const midnight = `${date}T00:00`;
  // Some zones skip midnight: the day then begins after the gap.
  const start = zonedTimesOf(midnight, zone)[0] ?? timesAroundGap(midnight, zone).at(-1);
  return start?.at ?? asUtc(midnight);
}

function candidates(local: string, zone: string): ZonedTime[] {
  const wall = asUtc(local);
  const offsets = [wall - DAY_MS, wall + DAY_MS].map((at) => offsetAt(at, zone));
  const instants = [...new Set(offsets.map((offset) => wall - offset))].sort((a, b) => a - b);
  return instants.map((at) => zonedTimeAt(at, zone));
}

function asUtc(local: string): number {
  const match = LOCAL.exec(local);
  if (!match) return NaN;
  const [year, month, day, hour, minute] = match.slice(1).map(Number) as [number, number, number, number, number];
  return Date.UTC(year, month - 1, day, hour, minute);
}

function localAt(at: number, zone: string): string {
  return new Date(at + offsetAt(at, zone)).toISOString().slice(0, 16);
}

/** Returns a zone's offset from UTC in milliseconds, by the server's table where it is loaded. */
function offsetAt(at: number, zone: string): number {
  const offset = serverTables.value.get(zone)?.offsets.findLast((each) => each.since <= at);
  if (offset) return offset.minutes * MINUTE_MS;
  return isZone(zone) ? browserOffsetAt(at, zone) : 0;
}

function browserOffsetAt(at: number, zone: string): number {
  const parts = Object.fromEntries(
    clockOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const local = `${parts['year']}-${parts['month']}-${parts['day']}T${parts['hour']}:${parts['minute']}`;
  return asUtc(local) - Math.floor(at / MINUTE_MS) * MINUTE_MS;
}

function offsetWords(ms: number): string {
  const minutes = Math.abs(Math.round(ms / MINUTE_MS));
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${ms < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function clockOf(zone: string): Intl.DateTimeFormat {
  const cached = clocks.get(zone);
  if (cached) return cached;
  const clock = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  clocks.set(zone, clock);
  return clock;
}
