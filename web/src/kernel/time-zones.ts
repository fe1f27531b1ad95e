// Local times in an IANA zone and the instants they may mean, by the browser's own Intl tables.

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const LOCAL = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})$/;

/** An instant in a zone: `local` is `YYYY-MM-DDTHH:MM`, `offset` is `+05:30`. */
export interface ZonedTime {
  at: number;
  local: string;
  offset: string;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Returns the zone of this device. */
export function localZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
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
  return { at, local, offset: offsetWords(asUtc(local) - at) };
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
  const midnight = `${day}T00:00`;
  // Some zones skip midnight: the day then begins after the gap.
  const start = zonedTimesOf(midnight, zone)[0] ?? timesAroundGap(midnight, zone).at(-1);
  return start?.at ?? asUtc(midnight);
}

function candidates(local: string, zone: string): ZonedTime[] {
  const wall = asUtc(local);
  const offsets = [wall - DAY_MS, wall + DAY_MS].map((at) => asUtc(localAt(at, zone)) - at);
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
  const parts = Object.fromEntries(
    clockOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts['year']}-${parts['month']}-${parts['day']}T${parts['hour']}:${parts['minute']}`;
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
