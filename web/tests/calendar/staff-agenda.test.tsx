import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { LocationProvider } from 'preact-iso';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as appointmentsApi from '../../src/api/appointments';
import type { Appointment } from '../../src/api/appointments';
import { ApiError } from '../../src/api/api-error';
import { clearCache } from '../../src/api/resource';
import * as waitlistApi from '../../src/api/waitlist';
import { StaffAgenda } from '../../src/calendar/staff-agenda';
import { me } from '../../src/session/session';
import { OFFERED } from '../appointments/waits';

const DAY_MS = 24 * 3_600_000;
const PAST = {
  id: 'past',
  status: 'booked',
  client: { id: 'c', name: 'Avery Stone' },
  participants: [{ seat: 's', role: 'provider', name: 'Jordan Ellis', me: true }],
  starts_at: new Date(Date.now() - DAY_MS).toISOString(),
  ends_at: new Date(Date.now() - DAY_MS + 3_000_000).toISOString(),
  zone: 'UTC',
  minutes: 50,
  location: 'video',
  actions: [],
  service: null,
} as unknown as Appointment;

let tell: () => void = () => undefined;

beforeEach(() => {
  me.value = { role: 'provider', person: { id: 'p' }, practice: { name: 'Willow', zone: 'UTC' } } as never;
  vi.spyOn(waitlistApi, 'waits').mockResolvedValue({ items: [], next: null });
  vi.spyOn(appointmentsApi, 'appointments').mockImplementation((query) =>
    query.undecided
      ? new Promise((resolve) => (tell = () => resolve({ items: [PAST], next: null })))
      : Promise.resolve({ items: [], next: null }),
  );
});

afterEach(() => {
  cleanup();
  clearCache();
  vi.restoreAllMocks();
  me.value = null;
});

function show(): void {
  render(
    <LocationProvider>
      <StaffAgenda href="/a" base="/a" waitlist="/w" empty={{ ahead: <p>None ahead</p>, past: <p>None past</p> }} />
    </LocationProvider>,
  );
}

test('the agenda comes once what stands above it is loaded, which is shown with no visit ahead too', async () => {
  show();
  await waitFor(() => expect(appointmentsApi.appointments).toHaveBeenCalledTimes(3));
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(screen.queryByText('None ahead')).toBeNull();
  tell();
  await waitFor(() => expect(screen.getByText('None ahead')).toBeTruthy());
  expect(screen.getByText('Did this visit take place?')).toBeTruthy();
});

test('a part that did not load says so above the agenda, and is loaded again', async () => {
  vi.spyOn(appointmentsApi, 'appointments').mockResolvedValue({ items: [], next: null });
  vi.spyOn(waitlistApi, 'waits')
    .mockRejectedValueOnce(new ApiError(503, 'Unavailable', 'Please try again.'))
    .mockResolvedValue({ items: [OFFERED], next: null });
  show();
  expect(await screen.findByText('The held times did not load. Please try again.')).toBeTruthy();
  expect(screen.getByText('None ahead')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByText('Held for offers')).toBeTruthy();
});
