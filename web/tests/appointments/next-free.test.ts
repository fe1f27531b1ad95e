import { expect, test } from 'vitest';
import type { Calendar } from '../../src/api/booking';
import { nextOpen } from '../../src/appointments/next-free';

const NOW = Date.parse('2026-11-30T10:07:00Z');
const OPEN = [{ provider_id: 'p', starts_at: '2026-11-30T09:00:00Z', ends_at: '2026-11-30T13:00:00Z' }];

function visit(starts: string, ends: string, more = {}): Calendar['items'][number] {
  return {
    status: 'booked',
    provider_ids: ['p'],
    starts_at: `2026-11-30T${starts}:00Z`,
    ends_at: `2026-11-30T${ends}:00Z`,
    buffer_before: 0,
    buffer_after: 0,
    ...more,
  } as unknown as Calendar['items'][number];
}

const next = (items: Calendar['items'], minutes = 50, held: Calendar['held'] = []): string | undefined => {
  const at = nextOpen({ open: OPEN, items, held }, 'p', minutes, NOW);
  return at === undefined ? undefined : new Date(at).toISOString().slice(11, 16);
};

test('the next free time is at a quarter of an hour, with a little time to get ready', () => {
  expect(next([])).toBe('10:30');
});

test('it is not within another appointment, nor within its buffers', () => {
  expect(next([visit('10:30', '11:20')])).toBe('11:30');
  expect(next([visit('10:30', '11:20', { buffer_after: 15 })])).toBe('11:45');
});

test('what is called off, or a colleague’s, takes no time', () => {
  expect(next([visit('10:30', '11:20', { status: 'cancelled' })])).toBe('10:30');
  expect(next([visit('10:30', '11:20', { provider_ids: ['q'] })])).toBe('10:30');
});

test('a time that is held for an offer is not proposed until the offer ends', () => {
  const held = (provider_id: string, until: string) =>
    ({ ...visit('10:30', '11:20'), provider_id, until }) as unknown as Calendar['held'][number];
  expect(next([], 50, [held('p', '2026-11-30T12:00:00Z')])).toBe('11:30');
  expect(next([], 50, [held('p', '2026-11-30T10:00:00Z')])).toBe('10:30');
  expect(next([], 50, [held('q', '2026-11-30T12:00:00Z')])).toBe('10:30');
});

test('an appointment that does not fit before the end of the working hours is not proposed', () => {
  expect(next([], 150)).toBe('10:30');
  expect(next([], 151)).toBeUndefined();
});
