import { expect, test } from 'vitest';
import type { CalendarEntry, Location } from '../../src/api/booking';
import { entriesOf, lookOf, type Entry } from '../../src/calendar/entries';

const NOW = Date.parse('2026-11-24T15:10:00Z');

function entry(location: Location): Entry {
  const visit = {
    id: 'a1',
    status: 'booked',
    location,
    client: { id: 'c1', name: 'Dana Wells' },
    provider_ids: [],
    service: null,
    starts_at: '2026-11-24T15:00:00Z',
    ends_at: '2026-11-24T15:50:00Z',
    can_join: location === 'video',
  } as unknown as CalendarEntry;
  return entriesOf([visit], [])[0]!;
}

test.each([
  ['video', 'Video', 'Room open'],
  ['office', 'Office', 'Booked'],
  ['phone', 'Phone', 'Booked'],
] as const)('a search finds a visit by where it is: %s', (location, word, state) => {
  const shown = entry(location);
  expect(shown.searched).toContain(word);
  expect(lookOf(shown, NOW).words).toBe(state);
});
