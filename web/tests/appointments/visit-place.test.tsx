import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../src/api/api-error';
import * as appointmentsApi from '../../src/api/appointments';
import type { Appointment, VisitPlace } from '../../src/api/appointments';
import { clearCache } from '../../src/api/resource';
import { JoinOrReason } from '../../src/appointments/join-link';
import { stateOf } from '../../src/appointments/state-pill';
import { PlaceWords, Where, WhereRow } from '../../src/appointments/visit-place';
import { me } from '../../src/session/session';

const CALL = { client: { id: 'c1', name: 'Dana Wells' }, phone: '+1 555 010 0001' };
const PHONE: VisitPlace = { location: 'phone', address: null, calls: [CALL] };
const NO_NUMBER: VisitPlace = { ...PHONE, calls: [{ ...CALL, phone: null }] };
const OFFICE: VisitPlace = { location: 'office', address: '4 Elm Street\nSuite 2', calls: [] };
const NO_ADDRESS: VisitPlace = { ...OFFICE, address: null };
const NOW = Date.parse('2026-11-24T15:10:00Z');
const OPEN = {
  id: 'a1',
  status: 'booked',
  opens_at: '2026-11-24T14:00:00Z',
  closes_at: '2026-11-24T17:50:00Z',
  can_join: true,
  room_path: '/room/a1',
} as Appointment;

afterEach(() => {
  cleanup();
  clearCache();
  vi.restoreAllMocks();
  me.value = undefined;
});

let shown: Element;

function words(place: VisitPlace, role: string): string {
  const practice = { name: 'Willow Creek', telephone: '(555) 010-4477' };
  me.value = { role, person: { id: 'p1' }, practice } as never;
  shown = render(<PlaceWords of={place} />).container;
  return shown.textContent;
}

test('a client reads at which of their numbers they are called, or how to have one added', () => {
  expect(words(PHONE, 'client')).toBe('We call you at +1 555 010 0001.');
  expect(words(NO_NUMBER, 'client')).toBe(
    'There is no phone number in your profile. To have it added, write a message or call (555) 010-4477.',
  );
});

test('staff call by one press, and add a missing number in the profile', () => {
  expect(words(PHONE, 'provider')).toBe('Call Dana Wells at +1 555 010 0001');
  expect(shown.querySelector('a')?.getAttribute('href')).toBe('tel:+15550100001');
  cleanup();
  expect(words(NO_NUMBER, 'provider')).toContain('Dana Wells has no phone number.');
  expect(shown.querySelector('a')?.getAttribute('href')).toBe('/provider/clients/c1/info');
});

test('an office visit says where to come, or who knows it', () => {
  expect(words(OFFICE, 'client')).toBe('4 Elm Street\nSuite 2');
  expect(words(NO_ADDRESS, 'client')).toBe('To ask where to come, write a message or call (555) 010-4477.');
  expect(words(NO_ADDRESS, 'provider')).toContain('An Admin can add the address');
  expect(words(NO_ADDRESS, 'admin')).toContain('Add it to the practice');
});

test.each(['office', 'phone'] as const)('there is no way into a room of a visit: %s', (location) => {
  const visit = { ...OPEN, location };
  expect(render(<JoinOrReason of={visit} now={NOW} />).container.textContent).toBe('');
  expect(stateOf(visit, NOW).words).toBe('Booked');
  expect(stateOf({ ...visit, location: 'video' }, NOW).words).toBe('Room open');
});

test('the place is asked only of a visit that is ahead and not by video', async () => {
  const ask = vi.spyOn(appointmentsApi, 'place').mockResolvedValue(OFFICE);
  render(<Where of={{ ...OPEN, location: 'video' }} />);
  render(<WhereRow of={{ ...OPEN, location: 'office', status: 'cancelled' }} />);
  expect(ask).not.toHaveBeenCalled();
  const { container } = render(<Where of={{ ...OPEN, location: 'office' }} />);
  await waitFor(() => expect(container.textContent).toBe(`Office${OFFICE.address}`));
});

test.each([
  ['page', Where],
  ['card', WhereRow],
])('on a %s, a place that did not load says so and is loaded by “Try again”', async (_, Shown) => {
  const ask = vi.spyOn(appointmentsApi, 'place').mockRejectedValueOnce(new ApiError(503, 'Unavailable', 'Not now.'));
  ask.mockResolvedValue(OFFICE);
  const { container } = render(<Shown of={{ ...OPEN, location: 'office' }} />);
  expect(container.textContent).toContain('Loading');
  expect((await screen.findByRole('alert')).textContent).toContain('The address did not load. Not now.');
  fireEvent.click(screen.getByText('Try again'));
  await waitFor(() => expect(container.textContent).toContain(OFFICE.address));
});
