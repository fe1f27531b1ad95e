import { expect, test } from 'vitest';
import type { CalendarEntry, HeldTime } from '../../src/api/booking';
import { allEntriesOf, heldEntriesOf, hrefOf, lookOf } from '../../src/calendar/entries';

const NOW = Date.parse('2026-11-24T15:00:00Z');
const HELD: HeldTime = {
  id: 'a-1',
  provider_id: 'p-1',
  starts_at: '2026-11-27T15:00:00Z',
  ends_at: '2026-11-27T15:50:00Z',
  until: '2026-11-24T17:00:00Z',
  client: { id: 'c-1', name: 'Avery Stone' },
  service: { id: 's-1', name: 'First visit' },
};
const SAM = { id: 'p-1', name: 'Sam Rivera' };

test('a held time stands in the calendar until its offer ends', () => {
  const [entry] = heldEntriesOf([HELD], [SAM], NOW);
  expect(entry).toMatchObject({ title: 'Avery Stone', start: Date.parse(HELD.starts_at) });
  expect(entry?.more).toContain('Held until');
  expect(heldEntriesOf([HELD], [SAM], Date.parse(HELD.until))).toEqual([]);
});

test('who may not see the client reads only that the time is held', () => {
  const [entry] = heldEntriesOf([{ ...HELD, client: null, service: null }], [], NOW);
  expect(entry?.title).toBe('Held time');
  expect(JSON.stringify(entry)).not.toContain('Avery');
});

test('a held time leads to the waitlist, and looks as if it waits', () => {
  const [entry] = heldEntriesOf([HELD], [SAM], NOW);
  if (!entry) throw new Error('no entry');
  expect(hrefOf(entry, '/admin/appointments')).toBe('/admin/waitlist');
  expect(hrefOf(entry, '/provider/appointments')).toBe('#waitlist');
  expect(lookOf(entry, NOW).tone).toBe('amber');
});

test('a held time stands among the appointments in the order of their starts', () => {
  const visit = (id: string, starts_at: string) => ({
    id,
    starts_at,
    ends_at: starts_at,
    status: 'booked',
    location: 'video',
    client: { id: 'c-2', name: 'Riley Chen' },
    provider_ids: ['p-1'],
  });
  const items = [visit('before', '2026-11-27T14:00:00Z'), visit('after', '2026-11-27T16:00:00Z')];
  const booked = { items: items as unknown as CalendarEntry[], held: [HELD], providers: [SAM] };
  expect(allEntriesOf(booked, NOW).map((each) => each.id)).toEqual(['before', 'a-1', 'after']);
});
