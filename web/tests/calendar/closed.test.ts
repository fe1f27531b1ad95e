import { expect, test } from 'vitest';
import { axisOf } from '../../src/calendar/axis';
import { closedRanges } from '../../src/calendar/closed';
import { dayIn } from '../../src/calendar/days';

const day = dayIn('2026-11-24', 'America/New_York');
const axis = axisOf([day]);
const open = (from: number, to: number) => ({ start: day.start + from * 60_000, end: day.start + to * 60_000 });

test('what is before, between and after the open hours is closed', () => {
  expect(closedRanges(axis, day, [open(540, 720), open(780, 1020)])).toEqual([
    { top: 0, bottom: 540 },
    { top: 720, bottom: 780 },
    { top: 1020, bottom: 1440 },
  ]);
});

test('open hours that touch or overlap have nothing closed between them', () => {
  expect(closedRanges(axis, day, [open(0, 720), open(600, 900), open(900, 1440)])).toEqual([]);
});

test('a day without open hours is closed, also in a week of time off, and open for a provider without hours', () => {
  expect(closedRanges(axis, day, [open(1440 + 540, 1440 + 720)])).toEqual([{ top: 0, bottom: 1440 }]);
  expect(closedRanges(axis, day, [])).toEqual([{ top: 0, bottom: 1440 }]);
  expect(closedRanges(axis, day, null)).toEqual([]);
});
