import { cleanup, fireEvent, render, screen, within } from '@testing-library/preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CalendarEntry } from '../../src/api/booking';
import { dayIn, weekOf } from '../../src/calendar/days';
import { entriesOf } from '../../src/calendar/entries';
import { WeekGrid } from '../../src/calendar/week-grid';
import { localZone } from '../../src/kernel/time-zones';

const DATE = '2196-11-22';
const ZONE = localZone();
const book = vi.fn();

function visit(id: string, day: number, hour: number, more: Partial<CalendarEntry> = {}): CalendarEntry {
  const start = dayIn(weekOf(DATE)[day]!, ZONE).start + hour * 3_600_000;
  const iso = (at: number): string => new Date(at).toISOString();
  return {
    id,
    status: 'booked',
    client: { id: 'c', name: `Client ${id}` },
    provider_ids: ['p'],
    service: null,
    starts_at: iso(start),
    ends_at: iso(start + 50 * 60_000),
    can_join: false,
    location: 'video',
    ...more,
  } as unknown as CalendarEntry;
}

const VISITS = [visit('a', 1, 10), visit('b', 1, 14), visit('c', 3, 13), visit('d', 3, 9, { status: 'cancelled' })];

function show(view: 'week' | 'day' = 'week', date = weekOf(DATE)[1]!): void {
  const week = weekOf(DATE).map((each) => dayIn(each, ZONE));
  render(
    <LocationProvider>
      <WeekGrid
        href="/provider/calendar"
        base="/provider/appointments"
        view={view}
        date={date}
        week={week}
        entries={entriesOf(VISITS, [{ id: 'p', name: 'Pat' }], 'p')}
        open={[]}
        offOn={(day) => (day.date === weekOf(DATE)[2] ? 'Time off' : '')}
        now={Date.parse('2196-01-01T00:00Z')}
        onBook={book}
        isBusy={false}
      />
    </LocationProvider>,
  );
}

const links = (): string[] => screen.getAllByRole('link').flatMap((each) => each.getAttribute('href') ?? []);
const press = (key: string): boolean => fireEvent.keyDown(document.activeElement ?? document.body, { key });

beforeEach(() => book.mockClear());
afterEach(cleanup);

test('a week has its seven days, each with its visits in order of time', () => {
  show();
  const days = screen.getAllByRole('region');
  expect(days).toHaveLength(7);
  expect(
    within(days[1]!)
      .getAllByRole('listitem')
      .map((each) => each.textContent),
  ).toEqual([expect.stringContaining('Client a'), expect.stringContaining('Client b')]);
});

test('a cancelled visit leaves its time free', () => {
  show();
  expect(links()).toContain('/provider/appointments/c');
  expect(links()).not.toContain('/provider/appointments/d');
});

test('the whole calendar is one stop of Tab, and the arrow keys go on', () => {
  show();
  const stops = screen.getAllByRole('link').filter((each) => each.tabIndex === 0);
  expect(stops).toHaveLength(1);
  stops[0]!.focus();
  press('ArrowDown');
  expect(document.activeElement?.textContent).toContain('Client a');
  // Tuesday has no visit: the focus is on the day itself, and stays on the days.
  press('ArrowRight');
  press('ArrowRight');
  expect(document.activeElement?.textContent).toContain('Wednesday');
  press('ArrowDown');
  expect(document.activeElement?.textContent).toContain('Client c');
});

test('a key with Ctrl or Alt is the browser’s', () => {
  show();
  screen
    .getAllByRole('link')
    .find((each) => each.tabIndex === 0)!
    .focus();
  const before = document.activeElement;
  fireEvent.keyDown(document.activeElement!, { key: 'ArrowLeft', altKey: true });
  expect(document.activeElement).toBe(before);
});

test('a day has the links to all days of its week, and its own visits only', () => {
  show('day');
  expect(within(screen.getByRole('list', { name: 'Days of this week' })).getAllByRole('link')).toHaveLength(7);
  expect(links()).toContain('/provider/appointments/a');
  expect(links()).not.toContain('/provider/appointments/c');
});

test('a day off says so in its column', () => {
  show();
  const days = screen.getAllByRole('region');
  expect(days.map((each) => within(each).queryByText('Time off') !== null)).toEqual(
    [0, 1, 2, 3, 4, 5, 6].map((n) => n === 2),
  );
});

test('a click on a visit opens it and books nothing', () => {
  show();
  fireEvent.click(screen.getByText('Client a'));
  expect(book).not.toHaveBeenCalled();
  fireEvent.click(document.querySelector('.bookable')!);
  expect(book).toHaveBeenCalledOnce();
});
