import { expect, test } from 'vitest';
import type { Overlap } from '../../src/api/appointments';
import { questionOf, type BookingInput } from '../../src/appointments/booking-input';
import { bookedTwiceWords, overlapWords } from '../../src/appointments/overlaps';
import { parseTime } from '../../src/appointments/time-input';

const TYPED: BookingInput = {
  service: '',
  location: 'video',
  client: 'c1',
  providers: [],
  participants: [],
  repeat: null,
  skip: [],
  date: '2026-11-24',
  time: '10:00',
  zone: 'America/New_York',
  minutes: '50',
  offset: '',
};
const NOW = Date.parse('2026-11-01T00:00:00Z');

function overlap(change: Partial<Overlap> = {}): Overlap {
  return {
    provider_id: 'p1',
    client_id: null,
    me: false,
    starts_at: '2026-11-24T15:00:00Z',
    ends_at: '2026-11-24T15:50:00Z',
    appointment_id: null,
    ...change,
  };
}

test('the question is asked once whom and when are known', () => {
  expect(questionOf(TYPED, parseTime(TYPED, NOW))).toMatchObject({
    client_id: 'c1',
    starts_at: '2026-11-24T10:00:00-05:00',
    minutes: 50,
  });
  for (const missing of [{ client: '' }, { time: '' }, { minutes: '' }]) {
    const typed = { ...TYPED, ...missing };
    expect(questionOf(typed, parseTime(typed, NOW))).toBeNull();
  }
});

test('the warning names who is busy', () => {
  expect(overlapWords(overlap({ me: true }), {})).toMatch(/^You have another appointment, /);
  expect(overlapWords(overlap(), { p1: 'Sam Rivera' })).toMatch(/^Sam Rivera has another appointment, /);
  expect(overlapWords(overlap(), {})).toMatch(/^One of these people has another appointment, /);
});

test('a double booking is in the message after booking', () => {
  expect(bookedTwiceWords({ overlaps: [] })).toBe('');
  expect(bookedTwiceWords({ overlaps: [overlap()] })).toContain('There is another appointment');
  expect(bookedTwiceWords({ overlaps: null })).toContain('could not be checked');
});
