import { expect, test } from 'vitest';
import { timesOf, suggestTime, parseTime, timeInputOf, type TimeInput } from '../../src/appointments/time-input';
import { otherClock, spanWords, whenWords, zoneWords } from '../../src/appointments/time-words';

const ZONE = 'America/New_York';
const NOW = Date.UTC(2026, 9, 20, 15, 10);
const typed = (change: Partial<TimeInput> = {}): TimeInput => ({
  date: '2026-11-24',
  time: '10:00',
  zone: ZONE,
  minutes: '50',
  meant: '',
  ...change,
});
const wrongs = (change: Partial<TimeInput>): string[] =>
  Object.entries(parseTime(typed(change), NOW).errors).flatMap(([name, words]) => (words ? [name] : []));

test('a plain time is sent with the offset that its zone has then', () => {
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
])('%o is marked where it was typed', (change, names) => {
  expect(wrongs(change)).toEqual(names);
});

test('an appointment under way may still be booked, one that is over may not', () => {
  expect(wrongs({ date: '2026-10-20', time: '10:30' })).toEqual([]);
  expect(wrongs({ date: '2026-10-20', time: '10:20' })).toEqual(['date']);
});

test('a time that comes twice is not guessed: both are offered, and the chosen one is sent', () => {
  const twice = typed({ date: '2026-11-01', time: '01:30' });
  const time = parseTime(twice, NOW);
  expect(time.start).toBeUndefined();
  expect(time.doubt?.kind).toBe('twice');
  expect(Object.keys(time.errors).filter((name) => time.errors[name])).toEqual(['meant']);
  const chosen = parseTime({ ...twice, meant: '-05:00' }, NOW);
  expect(timesOf(chosen, ZONE).starts_at).toBe('2026-11-01T01:30:00-05:00');
});

test('a time that does not exist offers the two that may have been meant', () => {
  const missing = typed({ date: '2027-03-14', time: '02:30' });
  const time = parseTime(missing, NOW);
  expect(time.doubt?.kind).toBe('jumped over');
  expect(time.doubt?.readings.map((reading) => reading.local)).toEqual(['2027-03-14T01:30', '2027-03-14T03:30']);
  const chosen = parseTime({ ...missing, meant: '-04:00' }, NOW);
  expect(timesOf(chosen, ZONE).starts_at).toBe('2027-03-14T03:30:00-04:00');
});

test('a choice that belonged to another day is not taken along', () => {
  expect(wrongs({ date: '2026-11-01', time: '01:30', meant: '+01:00' })).toEqual(['meant']);
  expect(timesOf(parseTime(typed({ meant: '-04:00' }), NOW), ZONE).starts_at).toBe('2026-11-24T10:00:00-05:00');
});

test('the first proposal is the next full hour that leaves time to come', () => {
  expect(suggestTime(Date.UTC(2026, 9, 20, 15, 10), ZONE).time).toBe('12:00');
  expect(suggestTime(Date.UTC(2026, 9, 20, 15, 40), ZONE).time).toBe('13:00');
  expect(suggestTime(Date.UTC(2026, 9, 21, 3, 40), ZONE)).toMatchObject({ date: '2026-10-21', time: '01:00' });
});

test('rescheduling starts from what was booked', () => {
  expect(timeInputOf({ local: '2026-11-24T10:00', zone: ZONE, minutes: 45 })).toEqual(typed({ minutes: '45' }));
});

const plain = (words: string): string => words.replaceAll(/[\u202f\u2009\u00a0]/g, ' ');

test('a time is said with its zone, and on the reader’s clock where that differs', () => {
  const span = { start: Date.UTC(2026, 10, 24, 15), end: Date.UTC(2026, 10, 24, 15, 50) };
  expect(plain(whenWords(span, ZONE))).toBe('Tue, Nov 24, 2026, 10:00 – 10:50 AM EST');
  expect(plain(spanWords(span, 'America/Chicago'))).toBe('9:00 – 9:50 AM CST');
  expect(plain(otherClock(span.start, ZONE, 'America/Chicago'))).toBe('9:00 AM CST');
  expect(otherClock(span.start, ZONE, 'America/Detroit')).toBe('');
  expect(plain(otherClock(span.start, ZONE, 'Asia/Tokyo'))).toBe('Nov 25, 12:00 AM GMT+9');
});

test('a zone is called by its name', () => {
  expect(zoneWords(ZONE)).toBe('Eastern Time (America/New_York)');
});
