import { expect, test } from 'vitest';
import { showDate, showDay, showMoment, today } from '../../src/kernel/dates';
import { showCountdown } from '../../src/session/countdown';

test('a plain date is the same day in every zone', () => {
  expect(showDate('2026-11-23')).toBe('Nov 23, 2026');
});

test('an instant is shown in the practice’s zone, with the zone’s name', () => {
  const shown = showMoment('2026-11-24T05:30:00Z', 'America/Chicago').replaceAll('\u202f', ' ');
  expect(shown).toBe('Nov 23, 2026, 11:30 PM CST');
});

test('the zone’s name follows daylight saving time', () => {
  expect(showMoment('2026-07-01T12:00:00Z', 'America/Chicago')).toMatch(/CDT$/);
});

test('the day of an instant is the practice’s day, and a plain date stays what it is', () => {
  expect(showDay('2026-11-24T05:30:00Z', 'America/Chicago')).toBe('Nov 23, 2026');
  expect(showDay('2026-11-24', 'America/Chicago')).toBe('Nov 24, 2026');
});

test('today is the practice’s today', () => {
  const night = new Date('2026-11-24T05:30:00Z');
  expect(today('America/Chicago', night)).toBe('2026-11-23');
  expect(today('Europe/Berlin', night)).toBe('2026-11-24');
});

test('a countdown never goes below zero', () => {
  expect(showCountdown(118)).toBe('1:58');
  expect(showCountdown(9.2)).toBe('0:10');
  expect(showCountdown(-3)).toBe('0:00');
});
