import { describe, expect, test } from 'vitest';
import { axisOf, gapsOf, marksOf, rangeOf, shownPart, type Axis } from '../../src/calendar/axis';
import { addDays, dayIn, isDate, weekOf, type Day } from '../../src/calendar/days';

const NEW_YORK = 'America/New_York';
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Each is a week with a change of the clocks: the date of the change, its zone, and the hours of that day. */
const CHANGES: [string, string, number][] = [
  ['2026-11-01', NEW_YORK, 25],
  ['2027-03-14', NEW_YORK, 23],
  ['2026-10-25', 'Europe/Berlin', 25],
  ['2027-03-28', 'Europe/Berlin', 23],
  ['2027-04-04', 'Australia/Lord_Howe', 24.5],
  ['2026-10-04', 'Australia/Lord_Howe', 23.5],
  ['2027-03-28', 'Asia/Beirut', 23],
  ['2026-10-24', 'Asia/Beirut', 25],
];

const at = (iso: string): number => Date.parse(iso);
const weekIn = (date: string, zone: string): Day[] => weekOf(date).map((each) => dayIn(each, zone));
const dayOn = (days: Day[], date: string): Day => days.find((each) => each.date === date)!;
const oneHour = (axis: Axis, day: Day, start: number) => rangeOf(axis, day, start, start + HOUR_MS);

test('a week begins on Sunday, also over the end of a year', () => {
  expect(weekOf('2026-11-24')).toEqual(expect.arrayContaining(['2026-11-22', '2026-11-28']));
  expect(weekOf('2027-01-01')[0]).toBe('2026-12-27');
  expect(weekOf('2026-11-22')[0]).toBe('2026-11-22');
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
});

test('a day of the address is taken only if there is such a day', () => {
  expect(['2026-11-24', '2026-02-31', '2026-13-01', 'tomorrow', undefined].filter(isDate)).toEqual(['2026-11-24']);
});

test.each(CHANGES)('on %s in %s the day has %d hours', (date, zone, hours) => {
  const day = dayIn(date, zone);
  expect((day.end - day.start) / HOUR_MS).toBe(hours);
  expect(day.stretches.reduce((sum, each) => sum + each.end - each.start, 0)).toBe(day.end - day.start);
});

test('an ordinary day stands on the axis as its clock shows it', () => {
  const days = weekIn('2026-11-24', NEW_YORK);
  const axis = axisOf(days);
  expect(axis.length).toBe(24 * 60);
  expect(oneHour(axis, dayOn(days, '2026-11-24'), at('2026-11-24T15:00Z'))).toEqual({ top: 600, bottom: 660 });
  expect(gapsOf(axis, dayOn(days, '2026-11-24'))).toEqual([]);
});

describe('on the day when the clocks go back', () => {
  const days = weekIn('2026-11-01', NEW_YORK);
  const axis = axisOf(days);
  const sunday = dayOn(days, '2026-11-01');
  const monday = dayOn(days, '2026-11-02');

  test('the hour that comes twice has two places, one below the other', () => {
    expect(oneHour(axis, sunday, at('2026-11-01T05:00Z'))).toEqual({ top: 60, bottom: 120 });
    expect(oneHour(axis, sunday, at('2026-11-01T06:00Z'))).toEqual({ top: 120, bottom: 180 });
  });

  test('the same time of the clock is at the same height on all days of the week', () => {
    expect(oneHour(axis, sunday, at('2026-11-01T15:00Z'))).toEqual({ top: 660, bottom: 720 });
    expect(oneHour(axis, monday, at('2026-11-02T15:00Z'))).toEqual({ top: 660, bottom: 720 });
  });

  test('the other days do not have the second of the two hours, and show that', () => {
    expect(gapsOf(axis, monday)).toEqual([{ top: 120, bottom: 180 }]);
    expect(gapsOf(axis, sunday)).toEqual([]);
    expect(oneHour(axis, monday, at('2026-11-02T06:00Z'))).toEqual({ top: 60, bottom: 120 });
    expect(oneHour(axis, monday, at('2026-11-02T07:00Z'))).toEqual({ top: 180, bottom: 240 });
  });

  test('the hour is marked twice', () => {
    const early = marksOf(axis).filter((mark) => mark.at <= 180);
    expect(early.map(({ at: minute, wall, isAgain }) => [minute, wall, isAgain])).toEqual([
      [0, 0, false],
      [60, 60, false],
      [120, 60, true],
      [180, 120, false],
    ]);
    expect(marksOf(axis).at(-1)).toEqual({ at: 1500, wall: 1440, isAgain: false });
  });
});

describe('on the day when the clocks go forward', () => {
  const days = weekIn('2027-03-14', NEW_YORK);
  const axis = axisOf(days);
  const sunday = dayOn(days, '2027-03-14');

  test('the skipped hour is shown as one that the day does not have', () => {
    expect(axis.length).toBe(24 * 60);
    expect(gapsOf(axis, sunday)).toEqual([{ top: 120, bottom: 180 }]);
  });

  test('what begins after it is where its clock shows it', () => {
    expect(oneHour(axis, sunday, at('2027-03-14T07:00Z'))).toEqual({ top: 180, bottom: 240 });
    expect(oneHour(axis, sunday, at('2027-03-14T06:00Z'))).toEqual({ top: 60, bottom: 120 });
  });
});

test.each(CHANGES)(
  'in the week of %s in %s, time goes down the axis, and no two instants share a place',
  (date, zone) => {
    const days = weekIn(date, zone);
    const axis = axisOf(days);
    for (const day of days) {
      let before = -1;
      for (let minute = day.start; minute < day.end; minute += MINUTE_MS) {
        const { top, bottom } = rangeOf(axis, day, minute, minute + MINUTE_MS);
        expect(top).toBeGreaterThan(before);
        expect(bottom).toBe(top + 1);
        before = top;
      }
      expect(before).toBeLessThan(axis.length);
    }
  },
);

test.each(CHANGES)('in the week of %s in %s, what a day has and what it has not fill the axis', (date, zone) => {
  const days = weekIn(date, zone);
  const axis = axisOf(days);
  for (const day of days) {
    const absent = gapsOf(axis, day).reduce((sum, { top, bottom }) => sum + bottom - top, 0);
    expect(absent + (day.end - day.start) / MINUTE_MS).toBe(axis.length);
  }
});

test('what goes on from the day before, or into the next, is cut off at midnight', () => {
  const days = weekIn('2026-11-24', NEW_YORK);
  const axis = axisOf(days);
  const [start, end] = [at('2026-11-25T04:00Z'), at('2026-11-25T06:30Z')];
  expect(rangeOf(axis, dayOn(days, '2026-11-24'), start, end)).toEqual({ top: 1380, bottom: 1440 });
  expect(rangeOf(axis, dayOn(days, '2026-11-25'), start, end)).toEqual({ top: 0, bottom: 90 });
});

test('the part that is shown has the usual hours, and grows to the full hours around what is earlier or later', () => {
  const axis = axisOf(weekIn('2026-11-24', NEW_YORK));
  const usual = { top: 480, bottom: 1080 };
  expect(shownPart(axis, usual, [])).toEqual(usual);
  expect(
    shownPart(axis, usual, [
      { top: 405, bottom: 450 },
      { top: 1070, bottom: 1121 },
    ]),
  ).toEqual({ top: 360, bottom: 1140 });
});

test('in a week whose clocks change, the part that is shown has the same hours of the clock', () => {
  const axis = axisOf(weekIn('2026-11-01', NEW_YORK));
  expect(shownPart(axis, { top: 480, bottom: 1080 }, [])).toEqual({ top: 540, bottom: 1140 });
});
