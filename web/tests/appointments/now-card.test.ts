import { expect, test } from 'vitest';
import type { Appointment } from '../../src/api/appointments';
import { currentOf } from '../../src/appointments/now-card';

const NOON = Date.parse('2026-11-24T17:00:00Z');

/** An appointment of 50 minutes, which begins `minutes` from noon. */
function visit(id: string, minutes: number, more: Partial<Appointment> = {}): Appointment {
  const starts = NOON + minutes * 60_000;
  return {
    id,
    status: 'booked',
    starts_at: new Date(starts).toISOString(),
    ends_at: new Date(starts + 50 * 60_000).toISOString(),
    opens_at: new Date(starts - 60 * 60_000).toISOString(),
    closes_at: new Date(starts + 170 * 60_000).toISOString(),
    can_join: false,
    participants: [{ seat: 's', me: true }],
    ...more,
  } as unknown as Appointment;
}

const idOf = (...visits: Appointment[]): string | undefined => currentOf(visits, NOON)?.id;

test('a visit that has begun is the one that is on', () => {
  expect(idOf(visit('on', -10), visit('next', 40))).toBe('on');
});

test('after its end, the next one of today is shown, though the room of the first is still open', () => {
  expect(idOf(visit('ended', -60), visit('next', 40), visit('later', 90))).toBe('next');
});

test('a request that nobody has confirmed is not the next visit', () => {
  expect(idOf(visit('asked', 20, { status: 'requested' }), visit('next', 40))).toBe('next');
});

test('a cancelled visit, one of others and one of tomorrow are never shown', () => {
  const others = { participants: [{ seat: 's', me: false }] } as unknown as Partial<Appointment>;
  expect(
    idOf(visit('cancelled', 5, { status: 'cancelled' }), visit('theirs', 5, others), visit('tomorrow', 24 * 60)),
  ).toBe(undefined);
});
