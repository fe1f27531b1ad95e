import { expect, test } from 'vitest';
import { addressOf, dateOf, todayHere, viewOf } from '../../src/calendar/address';

test('a wide screen begins with the week, and a phone with the agenda', () => {
  expect(viewOf({}, true)).toBe('week');
  expect(viewOf({}, false)).toBe('agenda');
  expect(viewOf({ view: 'year' }, true)).toBe('week');
});

test('a phone shows a day where the address asks for a week', () => {
  expect(viewOf({ view: 'week' }, false)).toBe('day');
  expect(viewOf({ view: 'past' }, false)).toBe('past');
});

test('a day that does not exist is today', () => {
  expect(dateOf({ day: '2026-11-24' })).toBe('2026-11-24');
  expect(dateOf({ day: '2026-02-30' })).toBe(todayHere());
  expect(dateOf({})).toBe(todayHere());
});

test('an address has its view and its day', () => {
  expect(addressOf('/provider/calendar', 'week', '2026-11-24')).toBe('/provider/calendar?view=week&day=2026-11-24');
  expect(addressOf('/provider/calendar', 'agenda')).toBe('/provider/calendar?view=agenda');
});
