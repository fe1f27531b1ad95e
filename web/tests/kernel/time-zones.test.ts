import { expect, test } from 'vitest';
import {
  timesAroundGap,
  isSameClock,
  isZone,
  zonedTimeAt,
  zonedTimesOf,
  toIso,
  startOfDay,
} from '../../src/kernel/time-zones';

const NEW_YORK = 'America/New_York';
const stamps = (local: string, zone: string): string[] => zonedTimesOf(local, zone).map(toIso);

test.each([
  ['2026-11-24T10:00', NEW_YORK, '2026-11-24T10:00:00-05:00', '2026-11-24T15:00:00.000Z'],
  ['2026-07-01T10:00', NEW_YORK, '2026-07-01T10:00:00-04:00', '2026-07-01T14:00:00.000Z'],
  ['2026-11-24T10:00', 'Asia/Kolkata', '2026-11-24T10:00:00+05:30', '2026-11-24T04:30:00.000Z'],
  ['2026-11-24T00:00', 'Pacific/Kiritimati', '2026-11-24T00:00:00+14:00', '2026-11-23T10:00:00.000Z'],
  ['2026-11-24T23:30', 'UTC', '2026-11-24T23:30:00+00:00', '2026-11-24T23:30:00.000Z'],
])('%s in %s is one instant', (local, zone, stamped, instant) => {
  const [only, ...more] = zonedTimesOf(local, zone);
  expect(more).toEqual([]);
  expect(toIso(only!)).toBe(stamped);
  expect(new Date(toIso(only!)).toISOString()).toBe(instant);
  expect(new Date(only!.at).toISOString()).toBe(instant);
});

test.each([
  ['2027-03-14T02:30', NEW_YORK, ['2027-03-14T01:30:00-05:00', '2027-03-14T03:30:00-04:00']],
  ['2027-03-28T02:15', 'Europe/Berlin', ['2027-03-28T01:15:00+01:00', '2027-03-28T03:15:00+02:00']],
  ['2026-10-04T02:10', 'Australia/Lord_Howe', ['2026-10-04T01:40:00+10:30', '2026-10-04T02:40:00+11:00']],
])('%s in %s is skipped by the clock, and has two possible meanings', (local, zone, offered) => {
  expect(zonedTimesOf(local, zone)).toEqual([]);
  expect(timesAroundGap(local, zone).map(toIso)).toEqual(offered);
});

test.each([
  ['2026-11-01T01:30', NEW_YORK, ['2026-11-01T01:30:00-04:00', '2026-11-01T01:30:00-05:00']],
  ['2026-10-25T02:00', 'Europe/Berlin', ['2026-10-25T02:00:00+02:00', '2026-10-25T02:00:00+01:00']],
  ['2027-04-04T01:45', 'Australia/Lord_Howe', ['2027-04-04T01:45:00+11:00', '2027-04-04T01:45:00+10:30']],
])('the clock shows %s in %s twice, the earlier one first', (local, zone, both) => {
  expect(stamps(local, zone)).toEqual(both);
});

test.each([
  ['2026-11-01T00:59', ['2026-11-01T00:59:00-04:00']],
  ['2026-11-01T02:00', ['2026-11-01T02:00:00-05:00']],
  ['2027-03-14T01:59', ['2027-03-14T01:59:00-05:00']],
  ['2027-03-14T03:00', ['2027-03-14T03:00:00-04:00']],
])('a minute beside a clock change, %s, is unambiguous', (local, only) => {
  expect(stamps(local, NEW_YORK)).toEqual(only);
});

test('an instant goes to a local time and comes back, through a whole year of hours', () => {
  for (let hour = 0; hour < 366 * 24; hour += 1) {
    const at = Date.UTC(2026, 6, 1, hour);
    const { local } = zonedTimeAt(at, NEW_YORK);
    expect(zonedTimesOf(local, NEW_YORK).map((reading) => reading.at)).toContain(at);
  }
});

test('a day begins at midnight, or after it where the clock skips midnight', () => {
  const noon = Date.UTC(2026, 10, 1, 17);
  expect(new Date(startOfDay(noon, NEW_YORK)).toISOString()).toBe('2026-11-01T04:00:00.000Z');
  expect(new Date(startOfDay(noon, NEW_YORK, 1)).toISOString()).toBe('2026-11-02T05:00:00.000Z');
  const beirut = Date.UTC(2027, 2, 28, 12);
  expect(zonedTimeAt(startOfDay(beirut, 'Asia/Beirut'), 'Asia/Beirut').local).toBe('2027-03-28T01:00');
});

test('time zones are compared by their local time', () => {
  const winter = Date.UTC(2026, 10, 24, 15);
  expect(isSameClock(winter, NEW_YORK, 'America/Detroit')).toBe(true);
  expect(isSameClock(winter, NEW_YORK, 'America/Chicago')).toBe(false);
  expect(isSameClock(winter, 'America/Phoenix', 'America/Denver')).toBe(true);
  expect(isSameClock(Date.UTC(2026, 6, 1), 'America/Phoenix', 'America/Denver')).toBe(false);
});

test('an unknown time zone is recognized', () => {
  expect(isZone('America/New_York')).toBe(true);
  expect(isZone('Eastern')).toBe(false);
  expect(isZone('')).toBe(false);
});
