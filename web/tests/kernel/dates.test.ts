import { expect, test } from 'vitest';
import { formatDate, formatDay, formatInstant, today } from '../../src/kernel/dates';
import { formatCountdown } from '../../src/session/countdown';

test('a plain date is the same day in every zone', () => {
  expect(formatDate('2026-11-23')).toBe('Nov 23, 2026');
});

test('an instant is shown in the practice’s zone, with the zone’s name', () => {
  const text = formatInstant('2026-11-24T05:30:00Z', 'America/Chicago').replaceAll('\u202f', ' ');
  expect(text).toBe('Nov 23, 2026, 11:30 PM CST');
});

test('the zone’s name follows daylight saving time', () => {
  expect(formatInstant('2026-07-01T12:00:00Z', 'America/Chicago')).toMatch(/CDT$/);
});

test('the day of an instant is the practice’s day, and a plain date is unchanged', () => {
  expect(formatDay('2026-11-24T05:30:00Z', 'America/Chicago')).toBe('Nov 23, 2026');
  expect(formatDay('2026-11-24', 'America/Chicago')).toBe('Nov 24, 2026');
});

test('today is the practice’s today', () => {
  const night = new Date('2026-11-24T05:30:00Z');
  expect(today('America/Chicago', night)).toBe('2026-11-23');
  expect(today('Europe/Berlin', night)).toBe('2026-11-24');
});

test('a countdown never goes below zero', () => {
  expect(formatCountdown(118)).toBe('1:58');
  expect(formatCountdown(9.2)).toBe('0:10');
  expect(formatCountdown(-3)).toBe('0:00');
});
