import { expect, test } from 'vitest';
import {
  changedTimes,
  timesOf,
  suggestTime,
  parseTime,
  timeInputOf,
  type TimeInput,
} from '../../src/appointments/time-input';
import { otherClock, spanWords, timeWords, whenWords, zoneWords } from '../../src/appointments/time-words';
import { setZoneOffsets } from '../../src/kernel/time-zones';

const ZONE = 'America/New_York';
const NOW = Date.UTC(2026, 9, 20, 15, 10);
const typed = (change: Partial<TimeInput> = {}): TimeInput => ({
  date: '2026-11-24',
  time: '10:00',
  zone: ZONE,
  minutes: '50',
  offset: '',
  ...change,
});
const plain = (words: string): string => words.replaceAll(/[\u202f\u2009\u00a0]/g, ' ');
const wrongs = (change: Partial<TimeInput>): string[] =>
  Object.entries(parseTime(typed(change), NOW).errors).flatMap(([name, words]) => (words ? [name] : []));

test('a time is sent with the offset of its zone at that time', () => {
  const time = parseTime(typed(), NOW);
  expect(time.errors).toEqual({});
  expect(timesOf(time, ZONE)).toEqual({ starts_at: '2026-11-24T10:00:00-05:00', minutes: 50, zone: ZONE });
});

test.each([
  [{ date: '' }, ['date']],
  [{ time: '' }, ['time']],
  [{ zone: 'Eastern' }, ['zone']],
  [{ minutes: '' }, ['minutes']],
  [{ minutes: '4' }, ['minutes']],
  [{ minutes: '481' }, ['minutes']],
  [{ minutes: '50.5' }, ['minutes']],
  [{ date: '2026-10-19' }, ['date']],
])('%o has an error at its input', (change, names) => {
  expect(wrongs(change)).toEqual(names);
});

test('an appointment in progress may be booked, a past one may not', () => {
  expect(wrongs({ date: '2026-10-20', time: '10:30' })).toEqual([]);
  expect(wrongs({ date: '2026-10-20', time: '10:20' })).toEqual(['date']);
});

test('for a time that occurs twice the form asks, and the chosen one is sent', () => {
  const twice = typed({ date: '2026-11-01', time: '01:30' });
  const time = parseTime(twice, NOW);
  expect(time.start).toBeUndefined();
  expect(time.ambiguous?.kind).toBe('twice');
  expect(Object.keys(time.errors).filter((name) => time.errors[name])).toEqual(['offset']);
  const chosen = parseTime({ ...twice, offset: '-05:00' }, NOW);
  expect(timesOf(chosen, ZONE).starts_at).toBe('2026-11-01T01:30:00-05:00');
});

test('a time that does not exist offers the two possible meanings', () => {
  const missing = typed({ date: '2027-03-14', time: '02:30' });
  const time = parseTime(missing, NOW);
  expect(time.ambiguous?.kind).toBe('skipped');
  expect(time.ambiguous?.readings.map((reading) => reading.local)).toEqual(['2027-03-14T01:30', '2027-03-14T03:30']);
  const chosen = parseTime({ ...missing, offset: '-04:00' }, NOW);
  expect(timesOf(chosen, ZONE).starts_at).toBe('2027-03-14T03:30:00-04:00');
});

test('a chosen offset does not apply to another day', () => {
  expect(wrongs({ date: '2026-11-01', time: '01:30', offset: '+01:00' })).toEqual(['offset']);
  expect(timesOf(parseTime(typed({ offset: '-04:00' }), NOW), ZONE).starts_at).toBe('2026-11-24T10:00:00-05:00');
});

test('the suggested time is the next full hour at least 30 minutes away', () => {
  expect(suggestTime(Date.UTC(2026, 9, 20, 15, 10), ZONE).time).toBe('12:00');
  expect(suggestTime(Date.UTC(2026, 9, 20, 15, 40), ZONE).time).toBe('13:00');
  expect(suggestTime(Date.UTC(2026, 9, 21, 3, 40), ZONE)).toMatchObject({ date: '2026-10-21', time: '01:00' });
});

test('rescheduling starts from what was booked', () => {
  const booked = { starts_at: '2026-11-24T15:00:00Z', zone: ZONE, minutes: 45 };
  expect(timeInputOf(booked)).toEqual(typed({ minutes: '45', offset: '' }));
});

const VANCOUVER = { starts_at: '2027-01-12T20:00:00Z', zone: 'America/Vancouver', minutes: 50 };
const SUMMER_ALWAYS = [{ since: 0, minutes: -420 }];

test('a form shows and reads a time by the server’s table, whatever the browser’s own says', () => {
  const booked = { ...VANCOUVER, zone: 'Antarctica/Vostok' };
  setZoneOffsets(booked.zone, SUMMER_ALWAYS);
  const input = timeInputOf(booked);
  expect(input).toMatchObject({ date: '2027-01-12', time: '13:00', offset: '' });
  expect(parseTime(input, NOW).start?.at).toBe(Date.parse(booked.starts_at));
  const words = whenWords(
    { start: Date.parse(booked.starts_at), end: Date.parse(booked.starts_at) + 3_000_000 },
    booked.zone,
  );
  expect(plain(words)).toBe('Tue, Jan 12, 2027, 1:00 – 1:50 PM UTC-7');
});

test('only what was changed is sent', () => {
  const booked = { starts_at: '2026-12-01T15:00:00Z', zone: ZONE, minutes: 50 };
  const change = (changes: Partial<TimeInput>) => {
    const input = { ...timeInputOf(booked), ...changes };
    return changedTimes(booked, input, parseTime(input, NOW));
  };
  expect(change({})).toEqual({});
  expect(change({ minutes: '30' })).toEqual({ minutes: 30 });
  expect(change({ time: '11:00' })).toEqual({ starts_at: '2026-12-01T11:00:00-05:00' });
  expect(change({ zone: 'America/Chicago' })).toEqual({
    starts_at: '2026-12-01T10:00:00-06:00',
    zone: 'America/Chicago',
  });
});

test('a booked time that the clock shows twice is not asked for again, and the other one can be chosen', () => {
  const booked = { starts_at: '2026-11-01T06:30:00Z', zone: ZONE, minutes: 50 };
  const input = timeInputOf(booked);
  expect(changedTimes(booked, input, parseTime(input, NOW))).toEqual({});
  const other = { ...input, offset: '-04:00' };
  expect(changedTimes(booked, other, parseTime(other, NOW))).toEqual({ starts_at: '2026-11-01T01:30:00-04:00' });
});

test('a zone that the browser does not know is shown in UTC, and named', () => {
  const start = Date.parse('2026-11-24T15:00:00Z');
  expect(plain(timeWords(start, 'Etc/Unknown'))).toBe('3:00 PM UTC');
  expect(zoneWords('Etc/Unknown')).toBe('Etc/Unknown (this browser does not know it)');
});

test('a time has its zone, and the reader’s time where that differs', () => {
  const span = { start: Date.UTC(2026, 10, 24, 15), end: Date.UTC(2026, 10, 24, 15, 50) };
  expect(plain(whenWords(span, ZONE))).toBe('Tue, Nov 24, 2026, 10:00 – 10:50 AM EST');
  expect(plain(spanWords(span, 'America/Chicago'))).toBe('9:00 – 9:50 AM CST');
  expect(plain(otherClock(span.start, ZONE, 'America/Chicago'))).toBe('9:00 AM CST');
  expect(otherClock(span.start, ZONE, 'America/Detroit')).toBe('');
  expect(plain(otherClock(span.start, ZONE, 'Asia/Tokyo'))).toBe('Nov 25, 12:00 AM GMT+9');
});

test('a time zone is shown by its name', () => {
  expect(zoneWords(ZONE)).toBe('Eastern Time (America/New_York)');
});
