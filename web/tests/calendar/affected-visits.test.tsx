import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as booking from '../../src/api/booking';
import type { CalendarEntry } from '../../src/api/booking';
import { clearCache } from '../../src/api/resource';
import { AffectedVisits, isWithin } from '../../src/calendar/affected-visits';
import { me } from '../../src/session/session';

const DAY = '2196-11-22';

function visit(id: string, starts: string, ends: string, status = 'booked'): CalendarEntry {
  return {
    id,
    status,
    client: { id: 'c', name: `Client ${id}` },
    starts_at: `${DAY}T${starts}Z`,
    ends_at: `${DAY}T${ends}Z`,
  } as unknown as CalendarEntry;
}

const calendar = vi.fn<typeof booking.calendar>();

beforeEach(() => {
  calendar.mockReset().mockResolvedValue({
    items: [visit('a', '10:00', '10:50'), visit('b', '15:00', '15:50'), visit('gone', '12:00', '12:50', 'cancelled')],
    providers: [],
    open: [],
    with_hours: [],
    days_off: [],
    held: [],
    next: null,
  });
  vi.spyOn(booking, 'calendar').mockImplementation(calendar);
  me.value = { role: 'provider', person: { id: 'p' } } as never;
});

afterEach(() => {
  cleanup();
  clearCache();
  vi.restoreAllMocks();
  me.value = null;
});

test('time off lists the appointments that stay booked on its days, with links', async () => {
  render(<AffectedVisits from={DAY} to={DAY} zone="UTC" provider="p" />);
  expect(
    await screen.findByText('2 appointments are on this day: they stay booked until you move or cancel them.'),
  ).toBeTruthy();
  const links = screen.getAllByRole('link').map((each) => each.getAttribute('href'));
  expect(links).toEqual(['/provider/appointments/a', '/provider/appointments/b']);
});

test('a day with other hours lists only what is outside of them', async () => {
  render(<AffectedVisits from={DAY} to={DAY} zone="UTC" provider="p" hours={[{ from: '09:00', to: '12:00' }]} />);
  expect(
    await screen.findByText('1 appointment is on this day: it stays booked until you move or cancel it.'),
  ).toBeTruthy();
  expect(screen.getByRole('link').textContent).toBe('Client b');
});

test('a long time off is read in parts, none of them twice', async () => {
  render(<AffectedVisits from={DAY} to="2197-01-22" zone="UTC" provider="p" />);
  await screen.findByText(/^2 appointments/);
  expect(calendar.mock.calls.map(([query]) => [query.from, query.to])).toEqual([
    ['2196-11-22', '2197-01-02'],
    ['2197-01-03', '2197-01-22'],
  ]);
});

test('days that are over, or not written whole, ask nothing', async () => {
  render(<AffectedVisits from="2001-01-01" to="2001-01-02" zone="UTC" provider="p" />);
  render(<AffectedVisits from="" to="" zone="UTC" provider="p" />);
  await new Promise((done) => setTimeout(done));
  expect(calendar).not.toHaveBeenCalled();
});

test.each([
  ['10:00', '10:50', true],
  ['08:30', '09:20', false],
  ['11:30', '12:20', false],
])('an appointment from %s to %s is within 9 to 12: %s', (starts, ends, within) => {
  expect(isWithin(visit('x', starts, ends), 'UTC', [{ from: '09:00', to: '12:00' }])).toBe(within);
});
