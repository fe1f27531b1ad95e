import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Appointment, FactSheet, Fee } from '../../src/api/appointments';
import type { Me } from '../../src/api/types';
import { bookingOf, type BookingInput } from '../../src/appointments/booking-input';
import { isOpen, isOver } from '../../src/appointments/room-hours';
import { eventsOf } from '../../src/appointments/fact-sheet';
import { prefillOf, proposalWords } from '../../src/appointments/fee-proposal';
import { durationWords, sizeWords } from '../../src/appointments/format';
import { withOthers, others, titleOf } from '../../src/appointments/participants';
import { percentOf } from '../../src/kernel/money';
import { me } from '../../src/session/session';

const WHEN = { starts_at: '2026-11-24T10:00:00-05:00', minutes: 50, zone: 'America/New_York' };
const at = (time: string): number => Date.parse(`2026-11-24T${time}Z`);

function appointment(change: Partial<Appointment> = {}): Appointment {
  return {
    id: 'a1',
    version: 1,
    status: 'booked',
    client: { id: 'c1', name: 'Dana Wells' },
    participants: [
      { seat: 's1', role: 'provider', name: 'Jordan Ellis', me: true },
      { seat: 's2', role: 'client', name: 'Dana Wells', me: false },
      { seat: 's3', role: 'provider', name: 'Sam Rivera', me: false },
    ],
    starts_at: '2026-11-24T15:00:00Z',
    ends_at: '2026-11-24T15:50:00Z',
    local: '2026-11-24T10:00',
    zone: WHEN.zone,
    minutes: 50,
    location: 'video',
    opens_at: '2026-11-24T14:00:00Z',
    closes_at: '2026-11-24T17:50:00Z',
    can_join: false,
    room_path: '/room/a1',
    created_at: '2026-11-01T15:00:00Z',
    cancelled_at: null,
    cancelled_by: null,
    late: false,
    late_after: null,
    actions: [],
    reason: null,
    service: null,
    buffer_before: 0,
    buffer_after: 0,
    overlaps: [],
    series: null,
    marks: [],
    undecided: false,
    provider_ids: [],
    ...change,
  };
}

beforeEach(() => {
  me.value = { role: 'provider', person: { id: 'p1', name: 'Jordan Ellis', email: '' } } as Me;
});

afterEach(() => {
  me.value = undefined;
});

test('a provider who books alone names no providers; with colleagues, all', () => {
  const typed = { client: 'c1', location: 'video', providers: [], participants: [] } as unknown as BookingInput;
  expect(bookingOf(typed, WHEN)).toEqual({ client_id: 'c1', location: 'video', ...WHEN });
  expect(bookingOf({ ...typed, providers: ['p2'], participants: ['c2'] }, WHEN)).toEqual({
    client_id: 'c1',
    location: 'video',
    ...WHEN,
    provider_ids: ['p1', 'p2'],
    participant_ids: ['c2'],
  });
});

test('a room opens at its hour, whatever the server said before, and never if cancelled', () => {
  const booked = appointment();
  expect(isOpen(booked, at('13:59'))).toBe(false);
  expect(isOpen(booked, at('14:00'))).toBe(true);
  expect(isOpen(booked, at('17:50'))).toBe(false);
  expect(isOpen(appointment({ can_join: true }), at('13:58'))).toBe(true);
  expect(isOpen(appointment({ status: 'cancelled' }), at('15:00'))).toBe(false);
  for (const location of ['office', 'phone'] as const)
    expect(isOpen(appointment({ location }), at('15:00'))).toBe(false);
  expect(isOver(booked, at('17:49'))).toBe(false);
  expect(isOver(booked, at('17:50'))).toBe(true);
});

test('the title for staff is the client, for a client the provider', () => {
  expect(titleOf(appointment())).toBe('Dana Wells');
  expect(withOthers(appointment())).toBe('with Sam Rivera');
  me.value = { ...me.value!, role: 'client' };
  const mine = appointment({
    participants: appointment().participants.map((each) => ({ ...each, me: each.seat === 's2' })),
  });
  expect(titleOf(mine)).toBe('Jordan Ellis');
  expect(others(mine)).toEqual(['Jordan Ellis', 'Sam Rivera']);
});

test('the fact sheet is in order of time, with the side of each drop', () => {
  const seat = { present: 600, waiting: 0, drops: 0, longest_gap: 0 };
  const sheet: FactSheet = {
    live: false,
    together: 540,
    uncertain: 0,
    started_at: '2026-11-24T15:02:00Z',
    ended_at: '2026-11-24T15:12:00Z',
    seats: [
      { ...seat, seat: 's1', role: 'provider', joined_at: '2026-11-24T15:01:00Z', left_at: null },
      { ...seat, seat: 's2', role: 'client', joined_at: '2026-11-24T15:00:00Z', left_at: null, waiting: 61 },
      { ...seat, seat: 's3', role: 'provider', joined_at: null, left_at: null },
    ],
    drops: [
      { at: '2026-11-24T15:05:00Z', seconds: 60, side: 'seat', seat: 's2', seats: ['s1', 's2'], returned: true },
      { at: '2026-11-24T15:08:00Z', seconds: 9, side: 'unknown', seat: null, seats: ['s1', 's2'], returned: false },
    ],
  };
  const events = eventsOf(sheet, appointment().participants);
  expect(events.map((event) => [event.words, event.more])).toEqual([
    ['Dana Wells joined', 'waited 1 min 1 s'],
    ['Jordan Ellis joined', undefined],
    ['They saw or heard each other', undefined],
    ['Connection lost for 1 min', 'on Dana Wells’s side'],
    ['Connection lost for 9 s', 'whose side is not known, did not come back'],
  ]);
});

test('a fee proposal has its share, and a share is at least one cent', () => {
  const fee: Fee = { proposal: 'prorated', minutes: 30, booked_minutes: 50, share: 60, why: '' };
  expect(proposalWords(fee)).toBe('prorated 60%');
  expect(proposalWords({ ...fee, proposal: 'waived', share: 0 })).toBe('waived');
  // The practice's day, as everywhere on an invoice, even where UTC or the booking's zone has another one.
  me.value = { practice: { zone: 'America/New_York' } } as Me;
  const late = appointment({ starts_at: '2026-11-25T02:00:00Z', zone: 'Asia/Tokyo' });
  expect(prefillOf(late, fee)).toEqual({
    key: 'a1',
    description: 'Video visit on Nov 24, 2026',
    share: 60,
    service_on: '2026-11-24',
  });
  me.value = undefined;
  expect(percentOf({ minor: 12_500, currency: 'USD' }, 60)).toEqual({ minor: 7_500, currency: 'USD' });
  expect(percentOf({ minor: 9_999, currency: 'USD' }, 33)).toEqual({ minor: 3_300, currency: 'USD' });
  expect(percentOf({ minor: 1, currency: 'USD' }, 1)).toEqual({ minor: 1, currency: 'USD' });
});

test('durations are rounded down, and sizes are readable', () => {
  expect([0, 59, 60, 119.9, 3600].map(durationWords)).toEqual(['0 s', '59 s', '1 min', '1 min 59 s', '60 min']);
  expect([12, 1_500, 482_113, 25_000_000].map(sizeWords)).toEqual(['12 bytes', '1.5 kB', '482 kB', '25 MB']);
});
