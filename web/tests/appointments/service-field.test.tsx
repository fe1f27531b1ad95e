import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import type { Appointment } from '../../src/api/appointments';
import * as booking from '../../src/api/booking';
import type { Location } from '../../src/api/booking';
import { clearCache } from '../../src/api/resource';
import { blankOf } from '../../src/appointments/book-fields';
import { bookingOf, type BookingInput } from '../../src/appointments/booking-input';
import { ServiceField } from '../../src/appointments/service-field';
import { me } from '../../src/session/session';

afterEach(() => {
  cleanup();
  clearCache();
  vi.restoreAllMocks();
  me.value = null;
});

function offer(id: string, location: Location = 'video') {
  const items = [
    {
      id,
      name: `Visit ${id}`,
      minutes: 50,
      location,
      providers: [{ id: 'sam', name: 'Sam' }],
    },
  ];
  vi.spyOn(booking, 'bookableServices').mockResolvedValue({ items, next: null } as never);
  me.value = { role: 'provider', person: { id: 'sam' } } as never;
}

test('a service that is offered no longer is not kept in a form that cannot show it', async () => {
  offer('now');
  const update = vi.fn();
  const typed = { values: { service: 'former' } as BookingInput, update };
  render(<ServiceField typed={typed} error={() => undefined} />);
  await waitFor(() => expect(update).toHaveBeenCalledWith({ service: '' }));
});

test('a service that is still offered stays chosen', async () => {
  offer('now');
  const update = vi.fn();
  const typed = { values: { service: 'now' } as BookingInput, update };
  render(<ServiceField typed={typed} error={() => undefined} />);
  await waitFor(() => expect(screen.getByLabelText<HTMLSelectElement>(/Service/).value).toBe('now'));
  expect(update).not.toHaveBeenCalled();
});

const WHEN = { starts_at: '2026-11-24T10:00:00-05:00', minutes: 50, zone: 'America/New_York' };
const SUGGESTED = { date: '', time: '', zone: '', minutes: '50', offset: '' };

function like(location: Location, service: string | null): BookingInput {
  const former = { minutes: 50, location, service: service && { id: service, name: '' } } as Appointment;
  return blankOf(SUGGESTED, { client: undefined, provider: undefined, like: former, service: undefined });
}

test('the next visit takes place where the last one did, also if its service is offered no longer', async () => {
  offer('now');
  expect(bookingOf(like('office', null), WHEN)).toMatchObject({ location: 'office' });
  const values = like('phone', 'former');
  render(
    <ServiceField typed={{ values, update: (change) => Object.assign(values, change) }} error={() => undefined} />,
  );
  const shown = await screen.findByLabelText<HTMLSelectElement>('Where it takes place');
  expect(shown.value).toBe('phone');
  await waitFor(() => expect(bookingOf(values, WHEN)).toMatchObject({ location: 'phone' }));
});

test('a service decides where a visit takes place, and only without one somebody chooses', async () => {
  offer('now', 'office');
  const values = like('video', 'now');
  const update = vi.fn();
  const field = (service: string) => (
    <ServiceField typed={{ values: { ...values, service }, update }} error={() => undefined} />
  );
  const { rerender } = render(field('now'));
  await screen.findByLabelText('Service');
  expect(screen.queryByLabelText('Where it takes place')).toBeNull();
  expect(bookingOf(values, WHEN)).not.toHaveProperty('location');
  rerender(field(''));
  fireEvent.change(screen.getByLabelText('Where it takes place'), { target: { value: 'phone' } });
  expect(update).toHaveBeenCalledWith({ location: 'phone' });
});
