import { cleanup, fireEvent, render, screen, within } from '@testing-library/preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CalendarEntry } from '../../src/api/booking';
import * as booking from '../../src/api/booking';
import * as appointmentsApi from '../../src/api/appointments';
import { clearCache } from '../../src/api/resource';
import type { View } from '../../src/calendar/address';
import { DayViews } from '../../src/calendar/day-views';
import { dayIn } from '../../src/calendar/days';
import { localZone } from '../../src/kernel/time-zones';
import { me } from '../../src/session/session';
import { clearSearches } from '../../src/ui/search';

const DATE = '2196-11-22';
const DAY_MS = 86_400_000;
const PEOPLE = ['pat', 'sam', 'kim'].map((id) => ({ id, name: `Provider ${id}` }));
const START = dayIn(DATE, localZone()).start;
const iso = (at: number): string => new Date(at).toISOString();
const book = vi.fn();
let isWide = true;
let visits: CalendarEntry[] = [];

function visit(id: string, provider: string, hour: number, days = 0): CalendarEntry {
  const start = START + days * DAY_MS + hour * 3_600_000;
  return {
    id,
    status: 'booked',
    client: { id: 'c', name: `Client ${id}` },
    provider_ids: [provider],
    service: null,
    starts_at: iso(start),
    ends_at: iso(start + 50 * 60_000),
    zone: 'UTC',
    local: iso(start).slice(0, 16),
    can_join: false,
    location: 'video',
  } as unknown as CalendarEntry;
}

beforeEach(() => {
  isWide = true;
  visits = [visit('a', 'pat', 10), visit('b', 'sam', 9), visit('z', 'sam', 12, 60)];
  book.mockClear();
  vi.stubGlobal('matchMedia', () => ({ matches: isWide, addEventListener: vi.fn(), removeEventListener: vi.fn() }));
  vi.spyOn(appointmentsApi, 'appointments').mockResolvedValue({ items: [], next: null });
  vi.spyOn(booking, 'calendar').mockImplementation(({ from, to }) =>
    Promise.resolve({
      items: visits.filter((each) => each.starts_at < to && each.ends_at > from),
      providers: PEOPLE,
      open: [{ provider_id: 'pat', starts_at: iso(START + 8 * 3_600_000), ends_at: iso(START + 16 * 3_600_000) }],
      with_hours: ['kim', 'pat'],
      held: [],
      days_off: [{ provider_id: 'kim', starts_at: iso(START), ends_at: iso(START + DAY_MS), is_holiday: false }],
      next: null,
    }),
  );
  me.value = { role: 'admin', person: { id: 'ann' }, practice: { zone: 'UTC' } } as never;
});

afterEach(() => {
  cleanup();
  clearCache();
  clearSearches();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  me.value = null;
});

function show(view: View, provider: string | null = null): void {
  render(
    <LocationProvider>
      <DayViews
        href="/admin/calendar"
        base="/admin/appointments"
        date={DATE}
        views={null}
        filters={(providers, chosen) => <p data-testid="filter">{`${chosen} of ${providers.length}`}</p>}
        onBook={book}
        {...{ view, provider }}
      />
    </LocationProvider>,
  );
}

const names = (within_: HTMLElement): string[] =>
  within(within_)
    .queryAllByRole('listitem')
    .map((each) => each.querySelector('strong')?.textContent ?? '');

test('the day of a practice has a column for each provider, beside one axis of hours', async () => {
  show('day');
  const columns = within(await screen.findByRole('region', { name: 'Appointments by provider' })).getAllByRole(
    'region',
  );
  expect(columns.map(names)).toEqual([['Client a'], ['Client b'], []]);
  expect(within(columns[2]!).getByText('Time off')).toBeTruthy();
  expect(document.querySelectorAll('.hours')).toHaveLength(1);
});

test('a click in a column books for its provider', async () => {
  show('day');
  await screen.findByRole('region', { name: 'Appointments by provider' });
  fireEvent.click(document.querySelectorAll('.bookable')[1]!);
  expect(book).toHaveBeenCalledExactlyOnceWith(expect.any(Number), 'sam');
});

test('a phone shows one provider of the practice at a time', async () => {
  isWide = false;
  show('day');
  expect(await screen.findByText('Client a')).toBeTruthy();
  expect(screen.queryByText('Client b')).toBeNull();
  expect(screen.getByTestId('filter').textContent).toBe('pat of 3');
});

test('a week of the practice says which provider has time off', async () => {
  show('week');
  const row = (await screen.findByText('Provider kim')).closest('tr')!;
  expect(within(row).getAllByText('Time off')).toHaveLength(1);
});

test('a search that nothing in the week fits finds the next match in later weeks', async () => {
  show('week');
  await screen.findByText('Client a');
  fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'client z' } });
  expect(await screen.findByText(/Nothing matches “client z” in this week/)).toBeTruthy();
  fireEvent.click(screen.getByText('Look in the next weeks'));
  const link = await screen.findByRole('link', { name: /Client z/ });
  expect(link.getAttribute('href')).toBe('/admin/calendar?view=week&day=2197-01-21');
});

test('a search that nothing later fits says how far it looked, and looks further', async () => {
  show('week');
  await screen.findByText('Client a');
  fireEvent.input(screen.getByRole('searchbox'), { target: { value: 'nobody' } });
  fireEvent.click(await screen.findByText('Look in the next weeks'));
  expect(await screen.findByText(/Nothing matches “nobody” until/)).toBeTruthy();
  visits.push({ ...visit('later', 'pat', 10, 250), client: { id: 'n', name: 'Nobody Else' } });
  fireEvent.click(screen.getByText('Look further'));
  expect(await screen.findByRole('link', { name: /Nobody Else/ })).toBeTruthy();
});
